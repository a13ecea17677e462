"""Distribution instances that outlive a trace and are used in one."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property

from nplint import numpyro_api
from nplint.facts.expressions import Attribute, Call, Expr, Name, Subscript, short_source
from nplint.facts.scopes import Binding, Function, ModuleFacts, Parameter, Scope
from nplint.finding import Location
from nplint.libraries.numpyro import bind_call, entry_of, is_distribution
from nplint.model.observation import Observation
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.traces import Trace, Use
from nplint.numpyro_api import Leak
from nplint.records import record
from nplint.semantic.call_contexts import Contexts
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import (
    CallResult,
    Capture,
    Container,
    Frame,
    Instance,
    MethodResult,
    Value,
)

_DEEPEST = 6


class StorageKind(Enum):
    """Where an instance that outlives the trace is kept."""

    MODULE = "a module variable"
    CLOSURE = "a variable of the enclosing function"
    DEFAULT = "a default argument"
    ARGUMENT = "an argument"
    ATTRIBUTE = "an attribute"
    IMPORTED = "another module"
    CACHE = "a cached function"
    INLINE = "an expression outside the model"


@record
class SharedUse:
    """One use, in one run, of an instance made outside the trace.

    Parameters
    ----------
    run
        The run in whose trace it is evaluated.
    capture
        The expression in the trace that took it from outside.
    home
        Where that expression found it.
    leaks
        Whether this kind of use was seen to leak.
    """

    run: Run
    capture: Capture
    home: StorageKind
    leaks: bool


# What evaluates an instance so that it keeps concrete values: no tracer takes their place later.
# Measured on 0.15.2: after ``mean`` or ``log_prob`` outside of the model nothing crashes, while
# two-sided truncation still does after ``sample``.
_WARMING = ("mean", "variance", "log_prob", "cdf")


@dataclass(slots=True, eq=False, repr=False)
class SharedInstance:
    """A distribution instance that outlives a trace, the outermost if one sits in another.

    Parameters
    ----------
    construction, frame
        The call that builds it, or that gets it from a function that does, and where.
    family
        Its family's canonical name.
    warmed
        Whether it is evaluated before the runs, outside of a trace, and so holds concrete values.
    uses
        Its uses in traces.
    """

    construction: Call
    frame: Frame
    family: str
    warmed: bool = False
    uses: list[SharedUse] = field(default_factory=list)

    @property
    def module(self) -> ModuleFacts:
        """The module that builds it."""
        return self.frame.module

    @property
    def family_name(self) -> str:
        """The family's name without its package."""
        return self.family.rpartition(".")[2]

    @property
    def location(self) -> Location:
        """The place of its construction."""
        return self.frame.locate(self.construction)

    @property
    def captures(self) -> list[Capture]:
        """The expressions that take it into traces."""
        return list({use.capture.expr: use.capture for use in self.uses}.values())


class SharedDistributions:
    """Every instance built outside of a trace and used in one, with all such uses.

    It listens to the program's traces; a check asks for it before they are followed, so that
    no trace is followed twice.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.evaluator = program.evaluator
        self.contexts = program.contexts
        self._found: dict[Call, SharedInstance] = {}
        program.listen(self)

    def note(self, run: Run, trace: Trace) -> None:
        """Note the uses in a trace."""
        for use in trace.uses:
            for value in use.values:
                for outer in _outermost(self.evaluator, value, 0):
                    _note(self.evaluator, self._found, outer, use, run)

    @cached_property
    def all(self) -> list[SharedInstance]:
        """The instances in order, once all traces are followed."""
        traced = {each.scope for each in self.program.traced_functions}
        found = self._found.values()
        if any(use.leaks for shared in found for use in shared.uses):
            for call, place, scope in _evaluated_outside(self.evaluator, self.contexts, traced):
                shared = self._found.get(call)
                if shared is not None and all(_precedes(place, scope, u.run) for u in shared.uses):
                    shared.warmed = True
        return sorted(found, key=lambda s: (str(s.module.path), s.construction.start))


def _evaluated_outside(
    evaluator: Evaluator, contexts: Contexts, traced: Set[Scope]
) -> Iterator[tuple[Call, int, Scope]]:
    """The constructions of instances that code outside of all traces evaluates, and where."""
    for module in evaluator.index.modules:
        for attr in _WARMING:
            for attribute in module.attributes.get(attr, ()):
                if attribute.scope.enclosing_scope in traced:
                    continue
                for frame in contexts.frames(attribute.scope):
                    for value in evaluator.values(attribute.value, frame):
                        for made in instances(evaluator, value, 0):
                            yield construction_of(made)[0], attribute.start, attribute.scope


def _precedes(place: int, scope: Scope, run: Run) -> bool:
    """Whether code at a place surely runs before a run: in a constructor, or above it."""
    holder = scope.enclosing_scope
    if holder.function is not None and holder.function.name == "__init__":
        return True
    where = run.frame.scope.enclosing_scope
    if run.call is not None and holder is where:
        return place < run.call.start
    return holder.kind == "module"


def construction_of(made: CallResult) -> tuple[Call, Frame]:
    """The call that decides how long an instance lives, and its frame."""
    if made.returned_to is not None and isinstance(made.returned_to.expr, Call):
        return made.returned_to.expr, made.returned_to.frame
    return made.call, made.frame


def _note(
    evaluator: Evaluator,
    found: dict[Call, SharedInstance],
    outer: CallResult,
    use: Use,
    run: Run,
) -> None:
    capture = outer.capture
    if capture is None:
        return
    entry = entry_of(outer)
    assert entry is not None
    construction, frame = construction_of(outer)
    shared = found.setdefault(construction, SharedInstance(construction, frame, entry.name))
    home = home_of(evaluator, capture)
    leaks = _leaks(_leak_of(evaluator, outer, 0), use)
    if (
        home is StorageKind.ARGUMENT
        and run.count.vectorized
        and short_source(capture.expr) in run.passed
    ):
        # ``mcmc.run(key, prior=…)`` vectorizes over its arguments: seen to run on 0.15.2.
        leaks = False
    shared.uses.append(SharedUse(run, capture, home, leaks))


def _outermost(evaluator: Evaluator, value: Value, depth: int) -> Iterator[CallResult]:
    """The instances made outside the trace that a value is or holds."""
    if depth > _DEEPEST:
        return
    if isinstance(value, MethodResult):
        if is_distribution(value):
            yield from _outermost(evaluator, _with_capture(value.owner, value), depth + 1)
    elif isinstance(value, Container):
        for _, thunk in evaluator.containers.entries(value):
            for inner in evaluator.thunk(thunk):
                yield from _outermost(evaluator, _with_capture(inner, value), depth + 1)
    elif isinstance(value, CallResult) and is_distribution(value):
        if not value.frame.inside:
            yield value
        else:
            yield from _arguments(evaluator, value, depth)


def _arguments(evaluator: Evaluator, made: CallResult, depth: int) -> Iterator[CallResult]:
    entry = entry_of(made)
    if entry is None:
        return
    for name, thunk in bind_call(evaluator, entry, made.call, made.frame).arguments.items():
        if not takes_distribution(name):
            continue
        for inner in evaluator.thunk(thunk):
            yield from _outermost(evaluator, _with_capture(inner, made), depth + 1)


def _leak_of(evaluator: Evaluator, made: CallResult, depth: int) -> Leak | None:
    """How an instance leaks, by itself or through one that it is built from."""
    entry = entry_of(made)
    if entry is None or depth > _DEEPEST:
        return None
    bound = bind_call(evaluator, entry, made.call, made.frame)
    found = numpyro_api.leak(entry.name, bound.given(evaluator))
    for name, thunk in bound.arguments.items():
        for inner in evaluator.thunk(thunk) if takes_distribution(name) else ():
            for part in instances(evaluator, inner, depth + 1):
                leak = _leak_of(evaluator, part, depth + 1)
                if leak is not None and (leak.latent or leak.observed):
                    found = _either(found, numpyro_api.leak_through(entry.name, name) or leak)
    return found


def takes_distribution(parameter: str) -> bool:
    """Whether a distribution's parameter is a distribution, by the name NumPyro gives it."""
    return "dist" in parameter


def instances(evaluator: Evaluator, value: Value, depth: int = 0) -> Iterator[CallResult]:
    """The distribution instances that a value is, derives from or holds."""
    if depth > _DEEPEST:
        return
    if isinstance(value, MethodResult):
        if is_distribution(value):
            yield from instances(evaluator, value.owner, depth + 1)
    elif isinstance(value, Container):
        for _, thunk in evaluator.containers.entries(value):
            for inner in evaluator.thunk(thunk):
                yield from instances(evaluator, inner, depth + 1)
    elif isinstance(value, Instance):
        for thunk in evaluator.containers.fields(value):
            for inner in evaluator.thunk(thunk):
                yield from instances(evaluator, inner, depth + 1)
    elif isinstance(value, CallResult) and is_distribution(value):
        yield value


def instances_at(evaluator: Evaluator, expr: Expr, frame: Frame) -> Iterator[CallResult]:
    """Yield the distribution instances that an expression evaluates to, or that it holds."""
    for value in evaluator.values(expr, frame):
        yield from instances(evaluator, value)


def holds_distribution(evaluator: Evaluator, value: Value) -> bool:
    """Whether a value is, derives from or holds a distribution instance."""
    return next(instances(evaluator, value, 0), None) is not None


def _either(one: Leak | None, other: Leak) -> Leak:
    if one is None:
        return other
    return Leak(
        one.latent or other.latent,
        one.observed or other.observed,
        one.prediction or other.prediction,
    )


def _with_capture(inner: Value, outer: Value) -> Value:
    """A part came into the trace where the whole did, unless it came in by itself."""
    if inner.capture is None and outer.capture is not None:
        return replace(inner, capture=outer.capture)
    return inner


def _leaks(leak: Leak | None, use: Use) -> bool:
    """Whether a use is one of those that were seen to leak."""
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


def bindings_of(
    evaluator: Evaluator, name: Name, frame: Frame
) -> tuple[Frame | None, list[Binding]]:
    """The frame that holds a name and the bindings it has there."""
    holder, _ = evaluator.find_name(name.id, name.start, frame)
    return holder, holder.scope.bindings[name.id] if holder is not None else []


def parameter_of(
    evaluator: Evaluator, name: Name, frame: Frame
) -> tuple[Function, Parameter] | None:
    """The parameter that a name is, if it is one."""
    holder, bindings = bindings_of(evaluator, name, frame)
    for binding in bindings:
        if binding.parameter is not None and holder is not None and holder.scope.function:
            return holder.scope.function, binding.parameter
    return None


def home_of(evaluator: Evaluator, capture: Capture) -> StorageKind:
    """Where the expression of a capture found the instance."""
    expr, frame = capture.expr, capture.frame
    if isinstance(expr, Call):
        return StorageKind.CACHE
    name = root_name(expr)
    if name is None:
        return StorageKind.INLINE
    holder, bindings = bindings_of(evaluator, name, frame)
    if holder is None:
        return StorageKind.IMPORTED  # a star import
    parameter = parameter_of(evaluator, name, frame)
    if parameter is not None and holder.inside:
        if isinstance(expr, Attribute):
            return StorageKind.ATTRIBUTE
        passed = name.id in holder.arguments
        return StorageKind.ARGUMENT if passed else StorageKind.DEFAULT
    if any(binding.kind == "import" for binding in bindings):
        return StorageKind.IMPORTED
    if isinstance(expr, Attribute) and any(b.kind == "class" for b in bindings):
        return StorageKind.ATTRIBUTE
    return StorageKind.MODULE if holder.scope.kind == "module" else StorageKind.CLOSURE
