"""Distribution instances that outlive a trace and are used in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from nplint import numpyro_api
from nplint.facts.expressions import Attribute, Call, Expr, Name, Subscript
from nplint.facts.scopes import Binding, Function, ModuleFacts, Parameter
from nplint.program.evaluator import Evaluator
from nplint.program.numpyro_calls import bind_call, entry_of, is_distribution
from nplint.program.runs import Run
from nplint.program.traces import Observation, Trace, Use
from nplint.values import kinds
from nplint.values.kinds import Crossing, Frame, Made, Value

_DEEPEST = 6


class Home(Enum):
    """Where an instance that outlives the trace is kept."""

    MODULE = "a module variable"
    CLOSURE = "a variable of the enclosing function"
    DEFAULT = "a default argument"
    ARGUMENT = "an argument"
    ATTRIBUTE = "an attribute"
    IMPORTED = "another module"
    CACHE = "a cached function"
    INLINE = "an expression outside the model"


@dataclass(frozen=True, slots=True, eq=False)
class SharedUse:
    """One use, in one run, of an instance made outside the trace.

    Parameters
    ----------
    use, run
        The site or method call that evaluates it, and the run whose trace that is.
    crossing
        The expression in the trace that took it from outside.
    home
        Where that expression found it.
    leaks
        Whether this kind of use was seen to leak.
    """

    use: Use
    run: Run
    crossing: Crossing
    home: Home
    leaks: bool


@dataclass(slots=True, eq=False)
class SharedDistribution:
    """A distribution instance that outlives a trace.

    ``made`` is the instance that matters: the leaky one, which may sit inside another; else
    the outermost.
    """

    made: Made
    family: str
    leaks: bool
    uses: list[SharedUse] = field(default_factory=list)

    @property
    def module(self) -> ModuleFacts:
        """The module that builds it."""
        return self.made.frame.module


def shared_distributions(
    evaluator: Evaluator, traces: list[tuple[Run, Trace]]
) -> list[SharedDistribution]:
    """Every instance built outside of a trace and used in it, with all such uses."""
    found: dict[Call, SharedDistribution] = {}
    for run, trace in traces:
        for use in trace.uses:
            for value in use.values:
                for outer in _outermost(evaluator, value, 0):
                    _note(evaluator, found, outer, use, run)
    return sorted(found.values(), key=lambda s: (str(s.module.path), s.made.call.start))


def _note(
    evaluator: Evaluator,
    found: dict[Call, SharedDistribution],
    outer: Made,
    use: Use,
    run: Run,
) -> None:
    crossing = outer.crossing
    if crossing is None:
        return
    leaky = next((m for m in _parts(evaluator, outer, 0) if _leaks(evaluator, m, use)), None)
    made = leaky or outer
    entry = entry_of(made)
    assert entry is not None
    shared = found.setdefault(made.call, SharedDistribution(made, entry.name, leaky is not None))
    home = home_of(evaluator, crossing)
    shared.uses.append(SharedUse(use, run, crossing, home, leaky is not None))


def _outermost(evaluator: Evaluator, value: Value, depth: int) -> Iterator[Made]:
    """The instances made outside the trace that a value is or holds."""
    if depth > _DEEPEST:
        return
    if isinstance(value, kinds.Derived):
        if is_distribution(value):
            yield from _outermost(evaluator, _with_crossing(value.owner, value), depth + 1)
    elif isinstance(value, kinds.Container):
        for _, thunk in evaluator.containers.entries(value):
            for inner in evaluator.thunk(thunk):
                yield from _outermost(evaluator, _with_crossing(inner, value), depth + 1)
    elif isinstance(value, Made) and is_distribution(value):
        if not value.frame.inside:
            yield value
        else:
            yield from _arguments(evaluator, value, depth)


def _arguments(evaluator: Evaluator, made: Made, depth: int) -> Iterator[Made]:
    for argument in made.call.arguments:
        for inner in evaluator.values(argument.value, made.frame):
            yield from _outermost(evaluator, _with_crossing(inner, made), depth + 1)


def _parts(evaluator: Evaluator, made: Made, depth: int) -> Iterator[Made]:
    """An instance and those it is built from, outermost first."""
    yield made
    if depth < _DEEPEST:
        for part in _arguments(evaluator, made, depth):
            yield from _parts(evaluator, part, depth + 1)


def _with_crossing(inner: Value, outer: Value) -> Value:
    """A part came into the trace where the whole did, unless it came in by itself."""
    from dataclasses import replace

    if inner.crossing is None and outer.crossing is not None:
        return replace(inner, crossing=outer.crossing)
    return inner


def _leaks(evaluator: Evaluator, made: Made, use: Use) -> bool:
    entry = entry_of(made)
    if entry is None:
        return False
    bound = bind_call(evaluator, entry, made.call, made.frame)
    leak = numpyro_api.leak(entry.name, bound.given(evaluator))
    if leak is None:
        return False
    latent = leak.latent and use.observation is not Observation.OBSERVED
    observed = leak.observed and use.observation is not Observation.LATENT
    return latent or observed


def root_name(expr: Expr) -> Name | None:
    """The name at the root of ``a.b[c].d``."""
    while isinstance(expr, (Attribute, Subscript)):
        expr = expr.value
    return expr if isinstance(expr, Name) else None


def bindings_of(evaluator: Evaluator, name: Name, frame: Frame) -> tuple[Frame | None, list[Binding]]:
    """The frame that holds a name and the bindings it has there."""
    holder, _ = evaluator.find_name(name.id, name.start, frame)
    return holder, holder.scope.bindings[name.id] if holder is not None else []


def parameter_of(evaluator: Evaluator, name: Name, frame: Frame) -> tuple[Function, Parameter] | None:
    """The parameter that a name is, if it is one."""
    holder, bindings = bindings_of(evaluator, name, frame)
    for binding in bindings:
        if binding.parameter is not None and holder is not None and holder.scope.function:
            return holder.scope.function, binding.parameter
    return None


def home_of(evaluator: Evaluator, crossing: Crossing) -> Home:
    """Where the expression of a crossing found the instance."""
    expr, frame = crossing.expr, crossing.frame
    if isinstance(expr, Call):
        return Home.CACHE
    name = root_name(expr)
    if name is None:
        return Home.INLINE
    holder, bindings = bindings_of(evaluator, name, frame)
    if holder is None:
        return Home.IMPORTED  # a star import
    parameter = parameter_of(evaluator, name, frame)
    if parameter is not None and holder.inside:
        if isinstance(expr, Attribute):
            return Home.ATTRIBUTE
        passed = name.id in holder.arguments
        return Home.ARGUMENT if passed else Home.DEFAULT
    if any(binding.kind == "import" for binding in bindings):
        return Home.IMPORTED
    if isinstance(expr, Attribute) and any(b.kind == "class" for b in bindings):
        return Home.ATTRIBUTE
    return Home.MODULE if holder.scope.kind == "module" else Home.CLOSURE
