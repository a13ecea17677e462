"""Distribution instances that outlive a trace and are used in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
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
from nplint.semantic.call_contexts import CallContexts
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.recursion import Guard
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Capture,
    Container,
    Frame,
    Instance,
    MethodResult,
    Value,
)

_DEEPEST = 7


class StorageKind(Enum):
    """The place that keeps an instance beyond the trace."""

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
        The kind of place where that expression found it.
    leaks
        Whether this kind of use was seen to leak.
    """

    run: Run
    capture: Capture
    home: StorageKind
    leaks: bool


# Attributes that leave concrete values in an instance, whose place no tracer takes later. Seen on
# 0.15.2: after ``mean`` or ``log_prob`` outside of the model nothing crashes, while two-sided
# truncation still does after ``sample``.
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
                for outer in _outermost(self.evaluator, value):
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
    evaluator: Evaluator, contexts: CallContexts, traced: Set[Scope]
) -> Iterator[tuple[Call, int, Scope]]:
    """Yield the constructions of instances that are evaluated outside of traces, and where."""
    for module in evaluator.index.modules:
        for attr in _WARMING:
            for attribute in module.attributes.get(attr, ()):
                if attribute.scope.enclosing_scope in traced:
                    continue
                for frame in contexts.frames(attribute.scope):
                    for made in instances_at(evaluator, attribute.value, frame):
                        yield construction_of(made)[0], attribute.start, attribute.scope


def _precedes(place: int, scope: Scope, run: Run) -> bool:
    """Tell whether code at a place surely runs before a run: in a constructor, or above it."""
    owner = scope.enclosing_scope
    if owner.function is not None and owner.function.name == "__init__":
        return True
    where = run.frame.scope.enclosing_scope
    if run.call is not None and owner is where:
        return place < run.call.start
    return owner.kind == "module"


def construction_of(made: CallResult) -> tuple[Call, Frame]:
    """Return the call that decides how long an instance lives, and its frame."""
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
    leaks = _leaks(_leak_of(evaluator, outer), use)
    if (
        home is StorageKind.ARGUMENT
        and run.count.vectorized
        and short_source(capture.expr) in run.passed
    ):
        # ``mcmc.run(key, prior=…)`` vectorizes over its arguments: seen to run on 0.15.2.
        leaks = False
    shared.uses.append(SharedUse(run, capture, home, leaks))


@Guard(otherwise=(), deepest=_DEEPEST)
def _outermost(evaluator: Evaluator, value: Value) -> Sequence[CallResult]:
    """Return the instances made outside of the trace that a value is or holds."""
    if isinstance(value, CallResult) and is_distribution(value) and not value.frame.in_trace:
        return (value,)
    return [
        found
        for inner in _held(evaluator, value)
        for found in _outermost(evaluator, _with_capture(inner, value))
    ]


def _held(evaluator: Evaluator, value: Value) -> Iterator[Value]:
    """Yield the values in a container, or those that a distribution is derived or built from."""
    if isinstance(value, MethodResult) and is_distribution(value):
        yield value.owner
    elif isinstance(value, Container):
        for _, entry in evaluator.containers.entries(value):
            yield from evaluator.values_of(entry)
    elif isinstance(value, CallResult) and is_distribution(value):
        for argument in _distributions_given(evaluator, value).values():
            yield from evaluator.values_of(argument)


def _distributions_given(evaluator: Evaluator, made: CallResult) -> dict[str, BoundExpr]:
    """Return the arguments of a construction that are distributions themselves."""
    entry = entry_of(made)
    if entry is None:
        return {}
    arguments = bind_call(evaluator, entry, made.call, made.frame).arguments
    return {name: each for name, each in arguments.items() if takes_distribution(name)}


@Guard(otherwise=None, deepest=_DEEPEST)
def _leak_of(evaluator: Evaluator, made: CallResult) -> Leak | None:
    """Return how an instance leaks, by itself or through one that it is built from."""
    entry = entry_of(made)
    if entry is None:
        return None
    bound = bind_call(evaluator, entry, made.call, made.frame)
    found = numpyro_api.leak(entry.name, bound.given(evaluator))
    for name, argument in _distributions_given(evaluator, made).items():
        for value in evaluator.values_of(argument):
            for part in instances(evaluator, value):
                leak = _leak_of(evaluator, part)
                if leak is not None and (leak.latent or leak.observed):
                    found = _either(found, numpyro_api.leak_through(entry.name, name) or leak)
    return found


def takes_distribution(parameter: str) -> bool:
    """Tell whether a parameter of a distribution takes a distribution, by its name."""
    return "dist" in parameter


@Guard(otherwise=(), deepest=_DEEPEST)
def instances(evaluator: Evaluator, value: Value) -> Sequence[CallResult]:
    """Return the distribution instances that a value is, derives from or holds."""
    if isinstance(value, CallResult) and is_distribution(value):
        return (value,)
    held = _held(evaluator, value)
    if isinstance(value, Instance):
        fields = evaluator.containers.fields(value)
        held = (inner for each in fields for inner in evaluator.values_of(each))
    return [found for inner in held for found in instances(evaluator, inner)]


def instances_at(evaluator: Evaluator, expr: Expr, frame: Frame) -> list[CallResult]:
    """Return the distribution instances that an expression evaluates to, or that it holds."""
    values = evaluator.values(expr, frame)
    return [found for value in values for found in instances(evaluator, value)]


def holds_distribution(evaluator: Evaluator, value: Value) -> bool:
    """Tell whether a value is, derives from or holds a distribution instance."""
    return bool(instances(evaluator, value))


def _either(one: Leak | None, other: Leak) -> Leak:
    if one is None:
        return other
    return Leak(
        one.latent or other.latent,
        one.observed or other.observed,
        one.prediction or other.prediction,
    )


def _with_capture(inner: Value, outer: Value) -> Value:
    """Return a part with the capture of its whole, unless it has one of its own."""
    if inner.capture is None and outer.capture is not None:
        return replace(inner, capture=outer.capture)
    return inner


def _leaks(leak: Leak | None, use: Use) -> bool:
    """Tell whether a use is of a kind that was seen to leak."""
    if leak is None:
        return False
    latent = leak.latent and use.observation is not Observation.OBSERVED
    observed = leak.observed and use.observation is not Observation.LATENT
    return latent or observed


def root_name(expr: Expr) -> Name | None:
    """Return the name at the root of ``a.b[c].d``."""
    while isinstance(expr, (Attribute, Subscript)):
        expr = expr.value
    return expr if isinstance(expr, Name) else None


def bindings_of(
    evaluator: Evaluator, name: Name, frame: Frame
) -> tuple[Frame | None, list[Binding]]:
    """Return the frame that holds a name and the bindings it has there."""
    owner, _ = evaluator.find_name(name.id, name.start, frame)
    return owner, owner.scope.bindings[name.id] if owner is not None else []


def parameter_of(
    evaluator: Evaluator, name: Name, frame: Frame
) -> tuple[Function, Parameter] | None:
    """Return the parameter that a name is, if it is one."""
    owner, bindings = bindings_of(evaluator, name, frame)
    for binding in bindings:
        if binding.parameter is not None and owner is not None and owner.scope.function:
            return owner.scope.function, binding.parameter
    return None


def home_of(evaluator: Evaluator, capture: Capture) -> StorageKind:
    """Return the kind of place where the expression of a capture found the instance."""
    expr, frame = capture.expr, capture.frame
    if isinstance(expr, Call):
        return StorageKind.CACHE
    name = root_name(expr)
    if name is None:
        return StorageKind.INLINE
    owner, bindings = bindings_of(evaluator, name, frame)
    if owner is None:
        return StorageKind.IMPORTED  # a star import
    parameter = parameter_of(evaluator, name, frame)
    if parameter is not None and owner.in_trace:
        if isinstance(expr, Attribute):
            return StorageKind.ATTRIBUTE
        passed = name.id in owner.arguments
        return StorageKind.ARGUMENT if passed else StorageKind.DEFAULT
    if any(binding.kind == "import" for binding in bindings):
        return StorageKind.IMPORTED
    if isinstance(expr, Attribute) and any(b.kind == "class" for b in bindings):
        return StorageKind.ATTRIBUTE
    return StorageKind.MODULE if owner.scope.kind == "module" else StorageKind.CLOSURE
