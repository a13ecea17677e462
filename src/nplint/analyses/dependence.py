"""The sites, draws and calls that a value is computed from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeAlias

from nplint.facts import expressions as ex
from nplint.libraries.numpyro import PARAM, SAMPLE, is_distribution, sample_arguments
from nplint.model.program import Program
from nplint.semantic.bounded_cache import BoundedCache
from nplint.semantic.values import (
    CallResult,
    Container,
    Element,
    External,
    ExternalAttribute,
    Frame,
    Literal,
    MethodResult,
    OperatorResult,
    Value,
)

_Found: TypeAlias = dict[ex.Call, CallResult | MethodResult]
_Seen: TypeAlias = set[tuple[ex.Expr, Frame]]

# Attributes of an array that say nothing of its values.
STATIC_ATTRIBUTES = frozenset({"shape", "ndim", "dtype", "size", "batch_shape", "event_shape"})
# Methods of a distribution that draw from it.
_DRAWING = frozenset({"sample", "rsample"})
_DEEPEST = 40
# Expressions whose calls are kept: several rules ask for those of one trace.
_RECENT = 1_000


class Dependence:
    """Follows values back through operators, calls and containers to the sites they come from."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self._calls = BoundedCache(self._calls_of, _RECENT)

    def sites(self, expr: ex.Expr, frame: Frame) -> list[CallResult]:
        """Return the calls of ``numpyro.sample`` and ``param`` that an expression depends on."""
        return _sites_among(self.calls(expr, frame))

    def draws(self, expr: ex.Expr, frame: Frame) -> list[MethodResult]:
        """Return the draws by ``distribution.sample(key)``, past all sites, that it depends on."""
        return [
            value
            for value in self.calls(expr, frame)
            if isinstance(value, MethodResult)
            and value.attr in _DRAWING
            and is_distribution(value.owner)
        ]

    def calls(self, expr: ex.Expr, frame: Frame) -> Collection[CallResult | MethodResult]:
        """Return the results of external functions and methods that an expression depends on.

        It is not followed through sites to what their distributions are computed from.
        """
        return self._calls[expr, frame]

    def _calls_of(self, place: tuple[ex.Expr, Frame]) -> Collection[CallResult | MethodResult]:
        found: _Found = {}
        self._look_into(*place, found, set(), 0)
        return tuple(found.values())

    def is_of_params_alone(self, expr: ex.Expr, frame: Frame) -> bool:
        """Tell whether an expression is computed from params and constants and nothing else.

        It then has the same value wherever it is evaluated.
        """
        return self._is_of_params(expr, frame, set())

    def _is_of_params(self, expr: ex.Expr, frame: Frame, seen: _Seen) -> bool:
        if (expr, frame) in seen:
            return False
        seen = seen | {(expr, frame)}
        values = self.evaluator.values(expr, frame)
        return bool(values) and all(self._is_of_params_value(value, seen) for value in values)

    def _is_of_params_value(self, value: Value, seen: _Seen) -> bool:
        if isinstance(value, (Literal, External)):
            return True
        if isinstance(value, CallResult) and value.name == PARAM:
            name = sample_arguments(value.call)[0]
            return name is not None and self.evaluator.literals(name, value.frame) is not None
        if isinstance(value, CallResult) and value.name != SAMPLE:
            parts = [argument.value for argument in value.call.arguments]
            return all(self._is_of_params(part, value.frame, seen) for part in parts)
        if isinstance(value, MethodResult):
            parts = [argument.value for argument in value.call.arguments]
            return self._is_of_params_value(value.owner, seen) and all(
                self._is_of_params(part, value.frame, seen) for part in parts
            )
        if isinstance(value, OperatorResult) and isinstance(value.expr, ex.Operation):
            return all(self._is_of_params(p, value.frame, seen) for p in value.expr.operands)
        return False

    def names(self, expr: ex.Expr, frame: Frame) -> list[str]:
        """Return the constant names of these sites, in the order they are met."""
        found: dict[str, None] = {}
        for made in self.sites(expr, frame):
            name = sample_arguments(made.call)[0]
            literals = self.evaluator.literals(name, made.frame) if name is not None else None
            found.update((each, None) for each in literals or () if isinstance(each, str))
        return list(found)

    def _look_into(
        self,
        expr: ex.Expr,
        frame: Frame,
        found: _Found,
        seen: _Seen,
        depth: int,
    ) -> None:
        """Note the calls that an expression depends on, in the order they are met."""
        if isinstance(expr, ex.Constant) or (expr, frame) in seen or depth > _DEEPEST:
            return
        seen.add((expr, frame))
        for value in self.evaluator.values(expr, frame):
            self._note(value, found, seen, depth)

    def _note(self, value: Value, found: _Found, seen: _Seen, depth: int) -> None:
        if isinstance(value, (CallResult, MethodResult)):
            found.setdefault(value.call, value)
        if isinstance(value, CallResult) and value.name in (SAMPLE, PARAM):
            return
        if isinstance(value, (ExternalAttribute, MethodResult, Element)):
            if not (isinstance(value, ExternalAttribute) and value.attr in STATIC_ATTRIBUTES):
                self._note(value.owner, found, seen, depth + 1)
        if isinstance(value, (CallResult, MethodResult)):
            for argument in value.call.arguments:
                self._look_into(argument.value, value.frame, found, seen, depth + 1)
        elif isinstance(value, OperatorResult):
            for operand in ex.children(value.expr):
                self._look_into(operand, value.frame, found, seen, depth + 1)
        elif isinstance(value, Container):
            for _, entry in self.evaluator.containers.entries(value):
                self._look_into(entry.expr, entry.frame, found, seen, depth + 1)


def _sites_among(calls: Iterable[CallResult | MethodResult]) -> list[CallResult]:
    return [
        value for value in calls if isinstance(value, CallResult) and value.name in (SAMPLE, PARAM)
    ]
