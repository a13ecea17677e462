"""Classes of the project that derive from NumPyro's distributions, and their cached attributes."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Attribute, Expr, Name
from nplint.facts.scopes import Function
from nplint.libraries.jax_arrays import holds_jax_array
from nplint.libraries.numpyro import entry_of
from nplint.records import record
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import ClassValue, Container, External

_CACHED = "functools.cached_property"
_LAZY = "numpyro.distributions.util.lazy_property"


@record
class CachedAttribute:
    """A method of a distribution's class that is computed once for an instance.

    Parameters
    ----------
    function, decorator
        The method, and the decorator that caches its result.
    guarded
        Whether newer releases see to it that no tracer is kept: they do for a bare array under
        NumPyro's own ``lazy_property``.
    """

    function: Function
    decorator: Expr
    guarded: bool


def is_distribution_class(evaluator: Evaluator, cls: ClassValue) -> bool:
    """Tell whether a class derives from a distribution of NumPyro's."""
    for each in evaluator.objects.lineage(cls):
        for base in each.definition.bases:
            for value in evaluator.values(base.value, each.frame):
                entry = entry_of(value) if isinstance(value, External) else None
                if entry is not None and entry.kind == "distribution":
                    return True
    return False


def cached_attributes(evaluator: Evaluator, cls: ClassValue) -> Iterator[CachedAttribute]:
    """Yield the arrays of JAX's that evaluating the density computes first, and caches."""
    methods = methods_of(evaluator, cls)
    early = _used_from("__init__", methods)
    for name in _used_from("log_prob", methods):
        function, owner = methods[name]
        if name in early:
            continue
        for decorator in function.decorators:
            for value in evaluator.values(decorator, owner.frame):
                path = value.name if isinstance(value, External) else ""
                entry = entry_of(value)
                kept = Alternatives(
                    evaluator.returned(function, evaluator.generic_frame(function.scope))
                )
                if not kept.all(lambda each: holds_jax_array(evaluator, each)):
                    continue
                if path == _CACHED or (entry is not None and entry.name == _LAZY):
                    bare = not kept.all(lambda each: isinstance(each, Container))
                    yield CachedAttribute(function, decorator, guarded=path != _CACHED and bare)


def methods_of(evaluator: Evaluator, cls: ClassValue) -> dict[str, tuple[Function, ClassValue]]:
    """Return the methods of a class by name, with the class that defines each."""
    found: dict[str, tuple[Function, ClassValue]] = {}
    for owner in evaluator.objects.lineage(cls):
        for name, bindings in owner.definition.scope.bindings.items():
            function = bindings[-1].function
            if function is not None:
                found.setdefault(name, (function, owner))
    return found


def used_attributes(evaluator: Evaluator, cls: ClassValue, *names: str) -> set[str]:
    """Return the attributes of ``self`` that some methods read, by themselves or through others."""
    methods = methods_of(evaluator, cls)
    functions = [
        methods[each][0]
        for name in names
        for each in (name, *_used_from(name, methods))
        if each in methods
    ]
    return {
        attribute.attr
        for function in functions
        for attribute in evaluator.index.attributes_in(function)
        if function.parameters and _is_of(attribute, function.parameters[0].name)
    }


def _used_from(name: str, methods: dict[str, tuple[Function, ClassValue]]) -> list[str]:
    """Return the methods and properties that one of them uses, by itself or through others."""
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
