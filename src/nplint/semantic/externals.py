"""Calls of functions outside of the project that give back functions of the project."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from nplint.facts import expressions as ex
from nplint.semantic.values import (
    UNKNOWN,
    BoundExpr,
    CallResult,
    External,
    ExternalAttribute,
    Frame,
    FunctionValue,
    Instance,
    Value,
    Values,
)

if TYPE_CHECKING:
    from nplint.semantic.evaluator import Evaluator

CACHES = frozenset({"functools.lru_cache", "functools.cache"})
# Functions that give back the function they are given, with something added.
_WRAPPERS = frozenset(
    {"jax.jit", "jax.vmap", "jax.pmap", "jax.checkpoint", "jax.remat", "jax.named_call"}
)


class Library(Protocol):
    """Knowledge of a package outside of the project."""

    def call(self, evaluator: Evaluator, name: str, call: ex.Call, frame: Frame) -> Values | None:
        """Return the values that calling a name of the package gives; None if nothing is known."""

    def attribute(self, evaluator: Evaluator, made: CallResult, attr: str) -> Values | None:
        """Return the values of an attribute of an object; None if nothing is known."""

    def wraps_function(self, name: str) -> bool:
        """Tell whether a name gives back the function that it is given."""

    def star_names(self, module: str) -> Collection[str]:
        """Return the names that ``from module import *`` binds."""


class Externals:
    """Follows functions through caches, transformations, ``partial`` and ``getattr``."""

    def __init__(self, evaluator: Evaluator, libraries: Mapping[str, Library]) -> None:
        self.evaluator = evaluator
        self._libraries = libraries
        self._named: dict[str, Values] = {}

    def named(self, name: str) -> Values:
        """Return the interned ``External`` for a dotted name."""
        found = self._named.get(name)
        if found is None:
            found = self._named[name] = (External(name),)
        return found

    def wraps(self, name: str) -> bool:
        """Tell whether a function gives back the function that it is given."""
        library = self.library(name)
        return name in _WRAPPERS or (library is not None and library.wraps_function(name))

    def library(self, name: str) -> Library | None:
        """Return the knowledge of the package that a dotted name belongs to, if there is any."""
        return self._libraries.get(name.partition(".")[0])

    def wrapped(self, values: Values, wrapper: CallResult) -> Values:
        """Return functions and callable objects with one more wrapper."""
        return tuple(
            [
                replace(value, wrappers=(*value.wrappers, wrapper))
                if isinstance(value, (FunctionValue, Instance))
                else value
                for value in values
            ]
        )

    def call(self, name: str, call: ex.Call, frame: Frame) -> Values:
        """Return the values that calling a function outside of the project gives."""
        first = self.evaluator.argument(call, 0, "")
        if name == "functools.partial" and first is not None:
            return self._partial(first, call, frame)
        if first is not None and name in CACHES:
            return self.cached(call, frame)
        if first is not None and name in _WRAPPERS:
            return self.wrapped(self.evaluator.values(first, frame), CallResult(name, call, frame))
        if name == "builtins.getattr":
            return self._getattr(call, frame)
        through = self.evaluator.containers.constructor(name, call, frame)
        if through is None:
            through = self.evaluator.objects.record(name, call, frame)
        if through is None:
            library = self.library(name)
            if library is not None:
                through = library.call(self.evaluator, name, call, frame)
        return through if through is not None else (CallResult(name, call, frame),)

    def attribute(self, made: CallResult, attr: str) -> Values:
        """Return the values of an attribute of what a call outside of the project made."""
        library = self.library(made.name)
        found = library.attribute(self.evaluator, made, attr) if library is not None else None
        return found if found is not None else (ExternalAttribute(made, attr),)

    def cached(self, call: ex.Call, frame: Frame) -> Values:
        """Return the functions that a call of a cache is given, cached."""
        first = self.evaluator.argument(call, 0, "user_function")
        found = self.evaluator.values(first, frame) if first is not None else ()
        return tuple(
            [replace(v, cached=True) if isinstance(v, FunctionValue) else v for v in found]
        )

    def _getattr(self, call: ex.Call, frame: Frame) -> Values:
        owner, name = self.evaluator.argument(call, 0, ""), self.evaluator.argument(call, 1, "")
        names = self.evaluator.literals(name, frame) if name is not None else None
        if owner is None or names is None:
            return (UNKNOWN,)
        found: list[Value] = []
        for value in self.evaluator.values(owner, frame):
            for attr in names:
                found += self.evaluator.attribute(value, str(attr), frame)
        return tuple(found)

    def _partial(self, first: ex.Expr, call: ex.Call, frame: Frame) -> Values:
        found: list[Value] = []
        rest = call.arguments[1:]
        positional = tuple(
            BoundExpr(a.value, frame) for a in rest if a.keyword is None and not a.star
        )
        keywords = {a.keyword: BoundExpr(a.value, frame) for a in rest if a.keyword is not None}
        for value in self.evaluator.values(first, frame):
            if isinstance(value, FunctionValue):
                found.append(
                    replace(
                        value,
                        positional=(*value.positional, *positional),
                        keywords={**value.keywords, **keywords},
                    )
                )
            elif isinstance(value, External) and self.wraps(value.name):
                # ``partial(jax.jit, static_argnums=0)`` waits for its function.
                waiting = ex.Call(call.start, call.end, first, rest, call.scope)
                found.append(CallResult(value.name, waiting, frame))
            else:
                found.append(UNKNOWN)
        return tuple(found)
