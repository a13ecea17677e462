"""The program: all modules of a project, linked. Rules look at nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Protocol, TypeVar, cast

from nplint.facts.expressions import Name
from nplint.facts.scopes import Function, ModuleFacts, Scope
from nplint.libraries.numpyro import EFFECTS, NumPyro, entry_of
from nplint.model.runs import Run, RunCalls, Runs
from nplint.model.seeded_calls import SeededCalls
from nplint.model.trace_walk import follow_trace
from nplint.model.traces import Trace
from nplint.project.resolver import ImportResolver
from nplint.semantic.bounded_cache import BoundedCache
from nplint.semantic.call_contexts import CallContexts
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.index import ProgramIndex
from nplint.semantic.modules import ModuleTable
from nplint.semantic.reaching_definitions import reaching_definitions

T = TypeVar("T")

# Runs whose traces are kept.
_RECENT_RUNS = 200


class TraceListener(Protocol):
    """Collects something from all traces, as they are followed."""

    def note(self, run: Run, trace: Trace) -> None:
        """Note a trace."""


class Program:
    """The linked modules, with what follows from them, each worked out on first use.

    Parameters
    ----------
    modules
        The modules that can matter.
    find
        Tells which file of the project an import means; by default one of the modules.
    load
        Reads a file of the project that is none of the modules, when one turns out to need it.
    """

    def __init__(
        self,
        modules: Sequence[ModuleFacts],
        find: Callable[[Path, str], Path | None] | None = None,
        load: Callable[[Path], ModuleFacts | None] = lambda path: None,
    ) -> None:
        self.modules = tuple(sorted(modules, key=lambda module: str(module.path)))
        self.index = ProgramIndex(self.modules)
        find = find or ImportResolver(module.path for module in self.modules).find
        table = ModuleTable(self.modules, find, load)
        self.evaluator = Evaluator(table, self.index, libraries={"numpyro": NumPyro()})
        self.contexts = CallContexts(self.evaluator)
        self.run_calls = RunCalls(self.evaluator, self.contexts)
        self.seeded_calls = SeededCalls(self.evaluator, self.contexts)
        self._runs: list[Run] = []
        self._traced: set[Function] = set()
        self._following = self._follow()
        self._listeners: list[TraceListener] = []
        self._analyses: dict[Callable[[Program], object], object] = {}
        self._traces = BoundedCache(self._trace_of, _RECENT_RUNS)

    def analysis(self, kind: Callable[[Program], T]) -> T:
        """Return what ``kind``, a class or function, makes of the program: made once, on demand."""
        if kind not in self._analyses:
            self._analyses[kind] = kind(self)
        return cast("T", self._analyses[kind])

    def listen(self, listener: TraceListener) -> None:
        """Tell a listener of every trace, of those followed already at once."""
        for run in self._runs:
            listener.note(run, self._traces[run])
        self._listeners.append(listener)

    @property
    def traces(self) -> Iterator[tuple[Run, Trace]]:
        """Every run with its trace; models that no visible code runs come last.

        A trace is followed when it is asked for and not kept: look at one before the next.
        """
        for place in count():
            if place < len(self._runs):
                run = self._runs[place]
                yield run, self._traces[run]
            else:
                following = next(self._following, None)
                if following is None:
                    return
                yield following

    @property
    def runs(self) -> Sequence[Run]:
        """Every run, in the order of the traces."""
        self._follow_all()
        return self._runs

    @property
    def traced_functions(self) -> Set[Function]:
        """The functions that run while a model or guide is traced."""
        self._follow_all()
        return self._traced

    def is_traced(self, scope: Scope) -> bool:
        """Tell whether the code of a scope runs while a model or guide is traced."""
        return scope.enclosing_scope.function in self.traced_functions

    def _follow_all(self) -> None:
        for _ in self._following:
            pass

    def _follow(self) -> Iterator[tuple[Run, Trace]]:
        """Find the runs, and follow each."""
        runs = Runs(self.evaluator, self.contexts, self.run_calls)
        for run in runs.find():
            yield run, self._followed(run)
        for function in self._with_effects():
            if function in self._traced or not self._can_be_run_later(function):
                continue
            for frame in self.contexts.frames(function.scope):
                if frame.parent is not None:
                    run = runs.unseen(self.evaluator.function(function, frame.parent))
                    yield run, self._followed(run)
                    break

    def _followed(self, run: Run) -> Trace:
        trace = self._traces[run]
        self._runs.append(run)
        self._traced |= trace.functions
        for listener in self._listeners:
            listener.note(run, trace)
        return trace

    def _with_effects(self) -> list[Function]:
        """Return the functions that perform NumPyro effects, callers before what they call."""
        found: dict[Function, None] = {}
        for name in self.index.called_names(name.rpartition(".")[2] for name in EFFECTS):
            for call in self.index.calls_of(name):
                function = call.scope.enclosing_scope.function
                if function is None or function in found:
                    continue
                frame = self.contexts.frames(call.scope)[0]
                for value in self.evaluator.values(call.func, frame):
                    entry = entry_of(value)
                    if entry is not None and entry.name in EFFECTS:
                        found.update(dict.fromkeys(self._simulating(function)))
                        found[function] = None
        callers = {
            name: {
                caller
                for call in self.index.calls.get(name, ())
                if (caller := call.scope.enclosing_scope.function) in found
            }
            for name in {function.name for function in found}
        }
        called = {f: any(caller is not f for caller in callers[f.name]) for f in found}
        return sorted(found, key=lambda f: (called[f], str(f.module.path), f.start))

    def _simulating(self, function: Function) -> Iterator[Function]:
        """Yield the function that hands another on, if it is called under a seed."""
        around = function.scope.parent.enclosing_scope if function.scope.parent else None
        outer = around.function if around is not None else None
        if around is None or outer is None:
            return
        handed = {
            argument.value.id
            for call in self.index.calls_in(around)
            for argument in call.arguments
            if isinstance(argument.value, Name)
        }
        if function.name in handed and self.seeded_calls.of(outer) is not None:
            yield outer

    def _can_be_run_later(self, function: Function) -> bool:
        """Tell whether a function may be run once the code around its definition has run.

        Then the name it is defined under still leads to it, or it was handed to something while the
        name did. A name that is bound anew, and only called before, does not lead to it.
        """
        scope = function.scope.parent
        bindings = scope.bindings.get(function.name, []) if scope is not None else []
        definition = next((each for each in bindings if each.function is function), None)
        if (
            scope is None
            or definition is None
            or definition in reaching_definitions(bindings, None)
        ):
            return True
        called = {call.func for call in self.index.calls.get(function.name, ())}
        return any(
            read not in called
            and read.scope.enclosing_scope is scope
            and definition in reaching_definitions(bindings, read.start)
            for read in function.module.reads.get(function.name, ())
        )

    @cached_property
    def looked_into(self) -> tuple[ModuleFacts, ...]:
        """The modules that can matter, and those whose functions run in a trace."""
        traced = {function.module for function in self.traced_functions}
        others = sorted(traced.difference(self.modules), key=lambda module: str(module.path))
        return (*self.modules, *others)

    def sites(self, run: Run) -> Trace:
        """Return the trace of a run."""
        return self._traces[run]

    def _trace_of(self, run: Run) -> Trace:
        return follow_trace(self.evaluator, run.root, run.model.wrappers)
