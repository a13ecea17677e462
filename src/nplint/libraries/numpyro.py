"""Knowledge of NumPyro's own names, and of the results of calling them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

from nplint import numpyro_api
from nplint.facts.expressions import Call, Expr
from nplint.numpyro_api import Entry, EntryKind
from nplint.semantic.binding import given_arguments
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.recursion import Guard
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    External,
    Frame,
    FunctionValue,
    Instance,
    MethodResult,
    Value,
    Values,
)

# Parameters that receive a model, by their names in NumPyro's signatures.
Role: TypeAlias = Literal["model", "guide", "fn"]
SiteKind: TypeAlias = Literal[
    "sample", "param", "deterministic", "factor", "plate", "plate_stack", "module", "subsample",
    "prng_key", "mutable", "random_module", "approximation",
]  # fmt: skip

_ROLES: dict[str, Role] = {role: role for role in get_args(Role)}
SAMPLE = "numpyro.sample"
PARAM = "numpyro.param"
# The functions that make sites, with the kind of site that each makes.
EFFECTS: dict[str, SiteKind] = {
    SAMPLE: "sample",
    PARAM: "param",
    "numpyro.deterministic": "deterministic",
    "numpyro.factor": "factor",
    "numpyro.plate": "plate",
    "numpyro.plate_stack": "plate_stack",
    "numpyro.module": "module",
    "numpyro.subsample": "subsample",
    "numpyro.prng_key": "prng_key",
    "numpyro.primitives.mutable": "mutable",
    "numpyro.contrib.module.flax_module": "module",
    "numpyro.contrib.module.haiku_module": "module",
    "numpyro.contrib.module.nnx_module": "module",
    "numpyro.contrib.module.eqx_module": "module",
    "numpyro.contrib.module.random_flax_module": "random_module",
    "numpyro.contrib.module.random_haiku_module": "random_module",
    "numpyro.contrib.module.random_nnx_module": "random_module",
    "numpyro.contrib.module.random_eqx_module": "random_module",
    "numpyro.contrib.hsgp.approximation.linear_approximation": "approximation",
    "numpyro.contrib.hsgp.approximation.hsgp_squared_exponential": "approximation",
    "numpyro.contrib.hsgp.approximation.hsgp_matern": "approximation",
    "numpyro.contrib.hsgp.approximation.hsgp_rational_quadratic": "approximation",
    "numpyro.contrib.hsgp.approximation.hsgp_periodic_non_centered": "approximation",
}
# Methods of a distribution that give another one, which keeps the first.
DERIVING = frozenset({"expand", "expand_by", "to_event", "mask"})


@dataclass(frozen=True, slots=True)
class BoundCall:
    """A NumPyro call with its arguments by parameter.

    ``complete`` is False where ``*`` or ``**`` may bring arguments that are not seen.
    """

    arguments: dict[str, BoundExpr]
    complete: bool

    def __contains__(self, parameter: object) -> bool:
        return parameter in self.arguments

    def get(self, parameter: str) -> BoundExpr | None:
        """Return the argument of a parameter, if one is seen."""
        return self.arguments.get(parameter)

    def given(self, evaluator: Evaluator) -> frozenset[str]:
        """Return the parameters that get something other than a literal None."""
        return frozenset(
            name for name, argument in self.arguments.items()
            if evaluator.literals(argument.expr, argument.frame) != [None]
        )  # fmt: skip


def bind_call(evaluator: Evaluator, entry: Entry, call: Call, frame: Frame) -> BoundCall:
    """Bind a call's arguments to the parameters of a NumPyro callable."""
    given = given_arguments(evaluator, call, frame)
    bound = numpyro_api.bind(entry.parameters, given.positional, given.keywords, complete=False)
    return BoundCall(bound.arguments, given.complete)


def arguments_of(evaluator: Evaluator, made: CallResult) -> BoundCall:
    """Return the arguments of the call of a NumPyro name, by parameter."""
    entry = entry_of(made)
    assert entry is not None, made.name
    return bind_call(evaluator, entry, made.call, made.frame)


class NumPyro:
    """The evaluator's knowledge of NumPyro: handlers that wrap functions, and star imports."""

    def call(self, evaluator: Evaluator, name: str, call: Call, frame: Frame) -> Values | None:
        """Return the values that calling a name gives; None for a name that NumPyro lacks."""
        entry = numpyro_api.lookup(name)
        if entry is None:
            return None
        made = CallResult(entry.name, call, frame)
        if entry.name == "numpyro.deterministic":
            value = bind_call(evaluator, entry, call, frame).arguments.get("value")
            return evaluator.values_of(value) if value is not None else (made,)
        if not _wraps_function(entry):
            return (made,)
        bound = bind_call(evaluator, entry, call, frame)
        fn = bound.arguments.get("fn")
        given = [] if fn is None else [v for v in evaluator.values_of(fn) if is_callable(v)]
        return evaluator.externals.wrapped(tuple(given), made) or (made,)

    def attribute(self, evaluator: Evaluator, made: CallResult, attr: str) -> Values | None:
        """Return what an attribute of an object is if it keeps an argument: ``guide.model``."""
        parameter = numpyro_api.kept_parameter(made.name, attr)
        entry = entry_of(made) if parameter is not None else None
        if parameter is None or entry is None:
            return None
        kept = bind_call(evaluator, entry, made.call, made.frame).arguments.get(parameter)
        return evaluator.values_of(kept) if kept is not None else None

    def wraps_function(self, name: str) -> bool:
        """Tell whether a name gives back the function that it is given, with effects added."""
        entry = numpyro_api.lookup(name)
        return entry is not None and _wraps_function(entry)

    def star_names(self, module: str) -> Collection[str]:
        """Return the names that ``from module import *`` binds."""
        return numpyro_api.public_names(module)


def _wraps_function(entry: Entry) -> bool:
    return entry.kind == "handler" or any(p.name == "fn" for p in entry.parameters[:1])


def is_callable(value: Value) -> bool:
    """Tell whether a value can be a model: a function, or an instance of a class."""
    return isinstance(value, (FunctionValue, Instance))


def entry_of(value: Value) -> Entry | None:
    """Return the entry of the NumPyro name that a value is, or that was called to make it."""
    if isinstance(value, (External, CallResult)) and value.name.startswith("numpyro."):
        return numpyro_api.lookup(value.name)
    return None


def made_of_kind(value: Value | None, *kinds: EntryKind) -> CallResult | None:
    """Return a value that calling a NumPyro name of one of these kinds made, None for others."""
    entry = entry_of(value) if isinstance(value, CallResult) else None
    if not isinstance(value, CallResult) or entry is None or entry.kind not in kinds:
        return None
    return value


def family_of(value: Value) -> CallResult | None:
    """Return the call of a NumPyro distribution that a value is made from.

    That is the value itself, or what ``expand``, ``expand_by``, ``to_event`` and ``mask`` were
    called on.
    """
    while isinstance(value, MethodResult) and value.attr in DERIVING:
        value = value.owner
    return made_of_kind(value, "distribution")


def inherited_family(evaluator: Evaluator, value: Value) -> CallResult | None:
    """Return what an instance of a subclass inherits, as a call of NumPyro's own distribution.

    That is its ``super().__init__(…)``, if its class derives from that distribution alone.
    """
    found = evaluator.objects.super_call(value) if isinstance(value, Instance) else None
    if found is None:
        return None
    cls, call, frame = found
    bases = [each for b in cls.definition.bases for each in evaluator.values(b.value, cls.frame)]
    entry = entry_of(bases[0]) if len(bases) == 1 else None
    if entry is None or entry.kind != "distribution":
        return None
    return CallResult(entry.name, call, frame)


def is_distribution(value: Value) -> bool:
    """Tell whether a value is a NumPyro distribution, or derived from one by a method."""
    return family_of(value) is not None


@Guard(otherwise=(), deepest=5)
def models_given(evaluator: Evaluator, value: CallResult) -> Sequence[tuple[Role, FunctionValue]]:
    """Return the models and guides that a NumPyro object was given, each with its role.

    An inner kernel's model counts as the outer one's.
    """
    entry = entry_of(value)
    if entry is None:
        return ()
    found: list[tuple[Role, FunctionValue]] = []
    for name, argument in bind_call(evaluator, entry, value.call, value.frame).arguments.items():
        role = _ROLES.get(name)
        for inner in evaluator.values_of(argument):
            if role is not None:
                found += [(role, each) for each in as_functions(evaluator, inner, argument.frame)]
            elif isinstance(inner, CallResult):
                found += models_given(evaluator, inner)
    return found


def as_functions(evaluator: Evaluator, value: Value, frame: Frame) -> Iterator[FunctionValue]:
    """Yield the functions that calling a value runs."""
    if isinstance(value, FunctionValue):
        yield value
    elif isinstance(value, Instance):
        for method in evaluator.objects.attribute(value, "__call__", frame):
            if isinstance(method, FunctionValue):
                yield replace(method, wrappers=(*method.wrappers, *value.wrappers))


def sample_arguments(call: Call) -> tuple[Expr | None, Expr | None, Expr | None]:
    """Return the name, distribution and observation of a ``numpyro.sample`` call."""
    found: list[Expr | None] = []
    positional = [a.value for a in call.arguments if a.keyword is None and not a.star]
    keywords = {a.keyword: a.value for a in call.arguments if a.keyword is not None}
    for position, name in enumerate(("name", "fn", "obs")):
        default = positional[position] if position < len(positional) else None
        found.append(keywords.get(name, default))
    return found[0], found[1], found[2]
