"""Runs: the models and guides that are run, with the calls that run them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from nplint import numpyro_api
from nplint.facts.enclosing import expects_an_error, statement_of
from nplint.facts.expressions import Call
from nplint.finding import Location, Place
from nplint.libraries.numpyro import Role, bind_call, entry_of, models_given
from nplint.model.calls import made_by_calls, method_calls
from nplint.model.chains import ChainCount, Chains, count_chains
from nplint.model.devices import Devices
from nplint.numpyro_api import EntryKind
from nplint.records import record, shown
from nplint.semantic.binding import GivenArguments, bind, given_arguments
from nplint.semantic.call_contexts import CallContexts
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import BoundExpr, CallResult, Frame, FunctionValue

_MCMC = "numpyro.infer.MCMC"
# Parameters of ``MCMC.run`` and ``SVI.run`` that are not handed to the model; the first are those
# that may be given by position.
RUN_PARAMETERS = {
    "mcmc": ("rng_key", "extra_fields", "init_params"),
    "svi": ("rng_key", "num_steps", "progress_bar", "stable_update", "forward_mode_differentiation",
            "init_state", "init_params"),
}  # fmt: skip
_BY_POSITION = {"mcmc": 1, "svi": 2}

# The kinds of runners that let JAX trace a model.
_TRACING: tuple[EntryKind, ...] = ("mcmc", "kernel", "svi", "predictive")
# Kernels that move by values of the density alone.
_WITHOUT_GRADIENTS = frozenset(f"numpyro.infer.{name}" for name in ("AIES", "ESS", "SA"))
# The arguments of a call that is not seen.
_NOTHING = GivenArguments((), {}, complete=False)


@record
class Run:
    """A model with the call that runs it.

    Parameters
    ----------
    model
        The function, with what is bound to it.
    call, frame
        The ``MCMC(...)``, kernel, ``SVI(...)`` … and the frame it is evaluated in; no call
        where no run is seen.
    root
        The frame of the model's body in the trace.
    count
        Its chains.
    passed
        The model's parameters that ``mcmc.run(key, …)`` gives.
    role
        The parameter that takes it.
    runner, kernel
        The object that runs it, and the kernel of an ``MCMC``.
    """

    model: FunctionValue
    call: Call | None
    frame: Frame
    root: Frame
    count: ChainCount
    passed: frozenset[str] = frozenset()
    role: Role = "model"
    runner: CallResult | None = None
    kernel: CallResult | None = None

    def __repr__(self) -> str:
        by = self.runner.name if self.runner is not None else "nothing that is seen"
        return shown(self, self.role, self.model.function.name, "by", by, repr(self.count))

    @property
    def location(self) -> Location | None:
        """The place of the call that runs it, if one is seen."""
        return self.frame.locate(self.call) if self.call is not None else None

    def labelled(self, label: str) -> list[Place]:
        """Return the place of that call, with a label, as a related place; none if none is seen."""
        return [self.location.labelled(label)] if self.location is not None else []

    @property
    def model_name(self) -> str:
        """The model's name in a message."""
        name = self.model.function.name
        return "a lambda" if name == "<lambda>" else f"`{name}`"

    @property
    def uses_gradients(self) -> bool:
        """The answer to whether its runner may take gradients of the density, as most do."""
        return all(
            each is None or each.name not in _WITHOUT_GRADIENTS
            for each in (self.kernel, self.runner)
        )

    @property
    def is_traced(self) -> bool:
        """Tell whether its runner lets JAX trace the model, so that sites have no numbers yet."""
        return self.is_by(*_TRACING)

    def is_by(self, *kinds: EntryKind) -> bool:
        """Tell whether its runner is made by a NumPyro name of one of these kinds."""
        entry = entry_of(self.runner) if self.runner is not None else None
        return entry is not None and entry.kind in kinds


class Runs:
    """Finds the runs of a program."""

    def __init__(self, evaluator: Evaluator, contexts: CallContexts, starts: RunCalls) -> None:
        self.evaluator = evaluator
        self.contexts = contexts
        self.starts = starts
        self.devices = Devices(evaluator)

    def find(self) -> list[Run]:
        """Return every run of a model that is seen, those by MCMC first."""
        found: list[Run] = []
        kernels: set[Call] = set()
        for made in made_by_calls(self.evaluator, self.contexts, "MCMC"):
            entry = entry_of(made)
            if entry is not None and entry.name == _MCMC:
                found += self._mcmc_runs(made, kernels)
        # A kernel around another runs its model, so those come first.
        for parameter in ("inner_kernel", "model"):
            for name in self.evaluator.index.called_names(numpyro_api.names_taking(parameter)):
                found += self._others(name, kernels)
        return found

    def _others(self, name: str, kernels: set[Call]) -> Iterator[Run]:
        """Yield the runs by results of calls by a name, but for those of MCMC and its kernels."""
        for made in made_by_calls(self.evaluator, self.contexts, name):
            entry = entry_of(made)
            if entry is None or entry.name == _MCMC or made.call in kernels:
                continue
            kernels |= self._inner_kernels(made)
            # A kernel whose MCMC is out of sight may run any number of chains.
            chains = Chains.UNKNOWN if entry.kind == "kernel" else Chains.ONE
            seen = list(self.starts.arguments(made))
            given = replace(seen[0] if len(seen) == 1 else _NOTHING, complete=False)
            for role, model in models_given(self.evaluator, made):
                root = self.root(model, given)
                count = ChainCount(chains)
                yield Run(model, made.call, made.frame, root, count, role=role, runner=made)

    def _mcmc_runs(self, made: CallResult, kernels: set[Call]) -> Iterator[Run]:
        entry = entry_of(made)
        assert entry is not None
        bound = bind_call(self.evaluator, entry, made.call, made.frame)
        count = count_chains(
            self.evaluator,
            bound.arguments.get("num_chains"),
            bound.arguments.get("chain_method"),
            bound.complete,
            self.devices.number(made.frame),
        )
        sampler = bound.arguments.get("sampler")
        for kernel in self.evaluator.values_of(sampler) if sampler is not None else ():
            if not isinstance(kernel, CallResult):
                continue
            kernels.add(kernel.call)
            kernels |= self._inner_kernels(kernel)
            for role, model in models_given(self.evaluator, kernel):
                seen = list(self.starts.arguments(made))
                for given in seen or [_NOTHING]:
                    root = self.root(model, given)
                    bare = replace(model, positional=(), keywords={})
                    positional = [*given.positional]
                    passed = frozenset(bind(self.evaluator, bare, positional, given.keywords))
                    yield Run(model, made.call, made.frame, root, count, passed, role, made, kernel)

    def _inner_kernels(self, kernel: CallResult) -> set[Call]:
        found: set[Call] = set()
        for argument in kernel.call.arguments:
            for value in self.evaluator.values(argument.value, kernel.frame):
                entry = entry_of(value)
                if isinstance(value, CallResult) and entry is not None and entry.kind == "kernel":
                    found.add(value.call)
        return found

    def root(self, model: FunctionValue, given: GivenArguments) -> Frame:
        """Return the frame of a model's body, which is given some arguments."""
        arguments = bind(
            self.evaluator,
            model,
            [*model.positional, *given.positional],
            {**model.keywords, **given.keywords},
        )
        caller = replace(model.closure, in_trace=True, trace=set(), depth=0)
        root = self.evaluator.function_frame(model, arguments, caller)
        root.open = not given.complete
        return root

    def unseen(self, model: FunctionValue) -> Run:
        """Return a run of a model of which nothing is seen: it may have any number of chains."""
        root = self.root(model, _NOTHING)
        return Run(model, None, model.closure, root, ChainCount(Chains.UNKNOWN))


class RunCalls:
    """The visible ``mcmc.run(key, …)`` and ``svi.run(key, steps, …)``, by what they run."""

    def __init__(self, evaluator: Evaluator, contexts: CallContexts) -> None:
        self.evaluator = evaluator
        self.contexts = contexts

    def given(self, run: Run) -> Iterator[dict[str, tuple[BoundExpr, ...]]]:
        """Yield the arguments that calls which start a run by MCMC or SVI hand to its model."""
        if run.runner is not None and run.is_by("mcmc", "svi"):
            for given in self.arguments(run.runner):
                yield bind(self.evaluator, run.model, [*given.positional], given.keywords)

    def are_to_fail(self, run: Run) -> bool:
        """Tell whether a run, or each call that starts it, is there for its error."""
        if run.call is None or run.runner is None:
            return False
        started = self._by_maker.get(run.runner.call, [])
        return _is_to_fail(run.call, run.frame) or (
            bool(started) and all(_is_to_fail(call, frame) for call, frame in started)
        )

    def arguments(self, made: CallResult) -> Iterator[GivenArguments]:
        """Yield the arguments that calls which run something hand to its model."""
        entry = entry_of(made)
        own = RUN_PARAMETERS.get(entry.kind, ()) if entry is not None else ()
        leading = own[: _BY_POSITION[entry.kind]] if entry is not None and own else ()
        for call, frame in self._by_maker.get(made.call, ()):
            given = given_arguments(self.evaluator, call, frame)
            first = sum(name not in given.keywords for name in leading)
            keywords = {name: each for name, each in given.keywords.items() if name not in own}
            yield GivenArguments(given.positional[first:], keywords, given.complete)

    @cached_property
    def _by_maker(self) -> dict[Call, list[tuple[Call, Frame]]]:
        found: dict[Call, list[tuple[Call, Frame]]] = defaultdict(list)
        calls = self.evaluator.index.calls.get("run", ())
        for each in method_calls(self.evaluator, self.contexts, calls):
            found[each.owner.call].append((each.call, each.frame))
        return found


def _is_to_fail(call: Call, frame: Frame) -> bool:
    statement = statement_of(call.start, frame.scope)
    return statement is not None and expects_an_error(statement, frame.scope)
