"""The calls by which a program traces its models, and what one leaves for the next.

What a model keeps from one trace to the next is a number if the first trace is run by Python as it
stands, and a tracer if it is run under a transformation. MCMC and SVI begin with a trace of the
first kind, which finds the sites; ``Predictive`` maps the model over its samples at once. So it was
seen with NumPyro 0.15.2 and 0.22.0, for chains of every method.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product

from nplint.facts.expressions import Call, Name, short_source
from nplint.facts.scopes import Function, Scope, binding_scope
from nplint.finding import Place
from nplint.libraries.numpyro import arguments_of, entry_of
from nplint.model.calls import method_calls
from nplint.model.program import Program
from nplint.model.runs import RUN_PARAMETERS, Run
from nplint.records import record
from nplint.rules.traces.program_points import ProgramPoint, loops_around
from nplint.semantic.binding import Arguments, bind, given_arguments
from nplint.semantic.values import BoundExpr, CallResult, Frame, FunctionValue

# The methods of a runner that trace its model, by the runner's kind.
_TRACING_METHODS = {"mcmc": ("run", "warmup"), "svi": ("run", "init")}
# The handler under which Python runs a model as it stands.
_SEED = "seed"

_ByConstruction = dict[tuple[Call, Frame], list[tuple[Call, Frame]]]


@record
class TraceCall:
    """A call that traces a model: ``mcmc.run(…)``, ``predictive(…)``.

    Parameters
    ----------
    run
        The run that it starts.
    point
        The call, and when it is made.
    compiled
        Whether its first trace is run under a transformation.
    method
        The name of the method that is called, if it is one.
    parallel
        Whether it maps all samples at once: that compiles nothing from NumPyro 0.18.0 on.
    """

    run: Run
    point: ProgramPoint
    compiled: bool
    method: str = ""
    parallel: bool = False

    @property
    def source(self) -> str:
        """The call in a message."""
        return f"`{short_source(self.point.expr)}`"


@record
class TracePair:
    """Two calls that trace a model, of which the second meets what the first has left.

    They are the same one if a loop makes it again and again.
    """

    first: TraceCall
    second: TraceCall

    @property
    def repeated(self) -> bool:
        """True if they are one call."""
        return self.first is self.second

    @property
    def next_call(self) -> str:
        """The second call in a message."""
        return "the next one" if self.repeated else self.second.source

    def places(
        self,
        first: str = "runs the model first",
        second: str = "runs it again",
        both: str = "runs the model, each time anew",
    ) -> list[Place]:
        """Return the places of the calls with their labels; ``both`` is that of a single place.

        There is one where a loop makes the call again, or a function in which it stands.
        """
        earlier, later = self.first.point.location, self.second.point.location
        if earlier == later:
            return [earlier.labelled(both)]
        return [earlier.labelled(first), later.labelled(second)]


class TraceCalls:
    """The calls that trace the models of a program."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.contexts = program.contexts
        self._known: dict[Run, list[TraceCall]] = {}
        self._methods: dict[str, _ByConstruction] = {}

    def of(self, run: Run) -> list[TraceCall]:
        """Return the calls of a run by MCMC, SVI or ``Predictive``; of any other, none."""
        if run not in self._known:
            self._known[run] = list(self._find(run))
        return self._known[run]

    def keeping(
        self,
        runs: Sequence[Run],
        outside: Iterable[ProgramPoint],
        parameters: Iterable[str] = (),
        *,
        compiles_parallel: bool = False,
    ) -> TracePair | None:
        """Return the call that leaves tracers in what is evaluated once, and one that meets them.

        Parameters
        ----------
        runs
            The runs whose traces evaluate it.
        outside
            The points at which code outside of all traces does; what is kept then are numbers.
        parameters
            Parameters of the models that decide what is evaluated: both calls must surely give
            them the same.
        compiles_parallel
            Whether ``Predictive(parallel=True)`` compiles what it maps.
        """
        calls = [each for run in runs for each in self.of(run)]
        compiled = [
            each for each in calls if each.compiled and (compiles_parallel or not each.parallel)
        ]
        plain = [each.point for each in calls if each not in compiled]
        plain += [*outside, *(point for run in runs for point in self._traced_plainly(run))]
        for first in compiled:
            if any(point.precedes(first.point) is not False for point in plain):
                continue
            for second in calls:
                again = second is first and first.point.repeated
                if again or first.point.precedes(second.point):
                    if self._hand_on_alike(first, second, parameters):
                        return TracePair(first, second)
        return None

    def not_recompiled(self, run: Run, point: ProgramPoint) -> TracePair | None:
        """Return two runs of an ``MCMC`` object, around a point, that are compiled only once.

        The object compiles its model again only where it is handed something else.
        """
        calls = [each for each in self.of(run) if each.method == "run"]
        if run.runner is None:
            return None
        made = ProgramPoint.of(run.runner.call, run.runner.frame)
        for first, second in product(calls, repeat=2):
            between = first.point.precedes(point) and point.precedes(second.point)
            if first is second:
                between = first.point.shares_loop(point, without=made)
            if between and self._hand_on_alike(first, second):
                return TracePair(first, second)
        return None

    def _hand_on_alike(
        self, first: TraceCall, second: TraceCall, parameters: Iterable[str] | None = None
    ) -> bool:
        """Tell whether two calls surely give parameters of the model, or all, the same objects."""
        one, other = self._handed_on(first), self._handed_on(second)
        if one is None or other is None:
            return False
        names = one.keys() | other.keys() if parameters is None else parameters
        return all(self._are_alike(one.get(name, ()), other.get(name, ())) for name in names)

    def _are_alike(self, arguments: tuple[BoundExpr, ...], others: tuple[BoundExpr, ...]) -> bool:
        """Tell whether a parameter is surely given the same object by two calls."""
        if len(arguments) != 1 or len(others) != 1:
            return not arguments and not others
        one, other = arguments[0], others[0]
        literals = self.evaluator.literals(one.expr, one.frame)
        if literals is not None:
            same = self.evaluator.literals(other.expr, other.frame) == literals
            return same and len(literals) == 1
        if not isinstance(one.expr, Name) or not isinstance(other.expr, Name):
            return False
        kind = _only_binding(one.frame.scope, one.expr.id)
        if one.expr.id != other.expr.id or one.frame.scope is not other.frame.scope:
            return False
        # A parameter is the same in one call of the function around, if that is made but once.
        steps = ProgramPoint.of(one.expr, one.frame).steps[:-1]
        called_once = one.frame is other.frame and not any(loops_around(*step) for step in steps)
        return kind == "assign" or (kind == "parameter" and called_once)

    def _handed_on(self, traced: TraceCall) -> Arguments | None:
        """Return what a call gives to the parameters of its model; None unless all is seen."""
        runner = entry_of(traced.run.runner) if traced.run.runner is not None else None
        call, frame = traced.point.expr, traced.point.frame
        assert isinstance(call, Call) and runner is not None
        given = given_arguments(self.evaluator, call, frame)
        own = RUN_PARAMETERS.get(runner.kind, ("rng_key",))
        leading = own[: 2 if (runner.kind, traced.method) == ("svi", "run") else 1]
        positional = given.positional[sum(name not in given.keywords for name in leading) :]
        keywords = {name: each for name, each in given.keywords.items() if name not in own}
        bound = bind(self.evaluator, traced.run.model, list(positional), keywords)
        return bound if given.complete else None

    def _find(self, run: Run) -> Iterator[TraceCall]:
        entry = entry_of(run.runner) if run.runner is not None else None
        if run.runner is None or entry is None:
            return
        if entry.kind == "predictive":
            compiled = self._maps(run.runner)
            for point in self._called(run.runner):
                yield TraceCall(run, point, compiled, parallel=self._is_parallel(run.runner))
        for name in _TRACING_METHODS.get(entry.kind, ()):
            made = (run.runner.call, run.runner.frame)
            for call, frame in self._calls_of_method(name).get(made, ()):
                yield TraceCall(run, ProgramPoint.of(call, frame), False, name)

    def _calls_of_method(self, name: str) -> _ByConstruction:
        """Return the calls of a method, by the construction of what it is called on."""
        if name not in self._methods:
            found = self._methods[name] = defaultdict(list)
            calls = self.evaluator.index.calls.get(name, ())
            for each in method_calls(self.evaluator, self.contexts, calls):
                found[each.owner.call, each.owner.frame].append((each.call, each.frame))
        return self._methods[name]

    def _is_parallel(self, predictive: CallResult) -> bool:
        """Tell whether a ``Predictive`` may map all samples at once, by ``parallel=True``."""
        parallel = arguments_of(self.evaluator, predictive).get("parallel")
        if parallel is None:
            return False
        return self.evaluator.literals(parallel.expr, parallel.frame) != [False]

    def _maps(self, predictive: CallResult) -> bool:
        """Tell whether a ``Predictive`` has several samples to map over; one is not mapped."""
        arguments = arguments_of(self.evaluator, predictive)
        number = arguments.get("num_samples")
        if number is None:
            return arguments.complete
        literals = self.evaluator.literals(number.expr, number.frame)
        return literals is None or 1 not in literals

    def _called(self, made: CallResult) -> Iterator[ProgramPoint]:
        """Yield the calls of an object, at once or by the name that it is kept under."""
        index, scope = self.evaluator.index, made.frame.scope.enclosing_scope
        names = [*index.kept_as(made.call, scope), *index.stored_as.get(made.call, ())]
        calls = index.called_at_once.get(made.call, [])
        for name in dict.fromkeys(names):
            calls = calls + index.calls_of(name)
        for call in calls:
            for frame in self.contexts.frames(call.scope):
                if any(_is(value, made) for value in self.evaluator.values(call.func, frame)):
                    yield ProgramPoint.of(call, frame)

    def _traced_plainly(self, run: Run) -> Iterator[ProgramPoint]:
        """Yield the points at which a model is called by hand, under ``seed``, or handed on."""
        if run.runner is not None and not run.is_by("mcmc", "svi", "predictive"):
            yield ProgramPoint.of(run.runner.call, run.runner.frame)
        yield from self._seeded.get(run.model.function, ())

    @cached_property
    def _seeded(self) -> dict[Function, list[ProgramPoint]]:
        """The points at which functions are put under ``seed``."""
        found: dict[Function, list[ProgramPoint]] = defaultdict(list)
        for call in self.evaluator.index.calls_of(_SEED):
            for frame in self.contexts.frames(call.scope):
                for argument in call.arguments[:1]:
                    values = self.evaluator.values(argument.value, frame)
                    functions = [v.function for v in values if isinstance(v, FunctionValue)]
                    for function in dict.fromkeys(functions):
                        found[function].append(ProgramPoint.of(call, frame))
        return found


def _only_binding(scope: Scope, name: str) -> str | None:
    """Return the kind of the binding of a name, if it has one that nothing makes again."""
    owner = binding_scope(scope, name)
    bindings = owner.bindings[name] if owner is not None else []
    return bindings[0].kind if len(bindings) == 1 and bindings[0].block is None else None


def _is(value: object, made: CallResult) -> bool:
    return isinstance(value, CallResult) and value.call is made.call and value.frame is made.frame
