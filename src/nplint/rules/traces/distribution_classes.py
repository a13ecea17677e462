"""Classes of the project that derive from NumPyro's distributions, and what they cache."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Attribute, Expr, Name
from nplint.facts.scopes import Function
from nplint.libraries.jax_arrays import holds_jax_array
from nplint.libraries.numpyro import entry_of
from nplint.records import record
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import ClassValue, Container, External, Values

_CACHED = "functools.cached_property"
_LAZY = "numpyro.distributions.util.lazy_property"


@record
class CachedAttribute:
    """A method of a distribution's class that is computed once for an instance.

    Parameters
    ----------
    function, decorator
        The method, and what makes it so.
    guarded
        Whether releases that do not keep a tracer as it stands keep this one neither: what
        ``lazy_property`` gives is a bare array.
    """

    function: Function
    decorator: Expr
    guarded: bool


def is_distribution_class(evaluator: Evaluator, cls: ClassValue) -> bool:
    """Whether a class derives from a distribution of NumPyro's."""
    for each in evaluator.objects.lineage(cls):
        for base in each.definition.bases:
            for value in evaluator.values(base.value, each.frame):
                entry = entry_of(value) if isinstance(value, External) else None
                if entry is not None and entry.kind == "distribution":
                    return True
    return False


def cached_attributes(evaluator: Evaluator, cls: ClassValue) -> Iterator[CachedAttribute]:
    """What an instance computes first when its density is evaluated, and keeps as JAX's arrays."""
    methods = _methods(evaluator, cls)
    early = _used_from("__init__", methods)
    for name in _used_from("log_prob", methods):
        function, home = methods[name]
        if name in early:
            continue
        for decorator in function.decorators:
            for value in evaluator.values(decorator, home.frame):
                path = value.name if isinstance(value, External) else ""
                entry = entry_of(value)
                kept = evaluator.returned(function, evaluator.generic_frame(function.scope))
                if not kept or not all(holds_jax_array(evaluator, each) for each in kept):
                    continue
                if path == _CACHED or (entry is not None and entry.name == _LAZY):
                    guarded = path != _CACHED and not _are_containers(kept)
                    yield CachedAttribute(function, decorator, guarded)


def _methods(evaluator: Evaluator, cls: ClassValue) -> dict[str, tuple[Function, ClassValue]]:
    """The methods of a class by name, with the class that defines each."""
    found: dict[str, tuple[Function, ClassValue]] = {}
    for owner in evaluator.objects.lineage(cls):
        for name, bindings in owner.definition.scope.bindings.items():
            function = bindings[-1].function
            if function is not None:
                found.setdefault(name, (function, owner))
    return found


def _used_from(name: str, methods: dict[str, tuple[Function, ClassValue]]) -> list[str]:
    """The methods and properties of an object that one of them uses, and those that these use."""
    found: dict[str, None] = {}
    waiting = [name] if name in methods else []
    while waiting:
        function, _ = methods[waiting.pop()]
        receiver = function.parameters[0].name if function.parameters else ""
        for attr, reads in function.module.attributes.items():
            if (
                attr in methods
                and attr not in found
                and any(
                    attribute.scope.enclosing_scope is function.scope
                    and _is_of(attribute, receiver)
                    for attribute in reads
                )
            ):
                found[attr] = None
                waiting.append(attr)
    return list(found)


def _is_of(attribute: Attribute, receiver: str) -> bool:
    return isinstance(attribute.value, Name) and attribute.value.id == receiver


def _are_containers(values: Values) -> bool:
    return all(isinstance(value, Container) for value in values)
