"""Values that range over the whole real line, because a site's do."""

from __future__ import annotations

from nplint import numpyro_api
from nplint.facts import expressions as ex
from nplint.libraries.numpyro import SAMPLE, bind_call, entry_of, family_of, sample_arguments
from nplint.model.program import Program
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.recursion import Guard
from nplint.semantic.values import (
    CallResult,
    ExternalAttribute,
    Frame,
    MethodResult,
    OperatorResult,
    Value,
)

# Operators and functions that take a real line to a real line.
_LINEAR = frozenset({"+", "-", "*", "@"})
_PRODUCTS = frozenset(
    {f"jax.numpy.{name}" for name in ("dot", "matmul", "einsum", "tensordot", "sum", "squeeze")}
)
_KEEPING = frozenset({"sum", "dot", "reshape", "squeeze", "T"})


class Reals:
    """Tells linear predictors from probabilities and scales."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator

    @Guard(otherwise=False)
    def is_real(self, expr: ex.Expr, frame: Frame) -> bool:
        """Tell whether an expression is linear in a site on the real line, for certain."""
        return Alternatives(self.evaluator.values(expr, frame)).all(self._is_real)

    def _is_real(self, value: Value) -> bool:
        if isinstance(value, CallResult) and value.name == SAMPLE:
            return self._is_real_site(value)
        if isinstance(value, CallResult):
            return value.name in _PRODUCTS and any(
                self.is_real(argument.value, value.frame) for argument in value.call.arguments
            )
        if isinstance(value, (MethodResult, ExternalAttribute)):
            return value.attr in _KEEPING and self._is_real(value.owner)
        if not isinstance(value, OperatorResult):
            return False
        if isinstance(value.expr, ex.Subscript):
            return self.is_real(value.expr.value, value.frame)
        return value.expr.operator in _LINEAR and any(
            self.is_real(operand, value.frame) for operand in value.expr.operands
        )

    def _is_real_site(self, site: CallResult) -> bool:
        fn = sample_arguments(site.call)[1]
        drawn = self.evaluator.values(fn, site.frame) if fn is not None else ()
        return bool(drawn) and all(self._supports_reals(each) for each in drawn)

    def _supports_reals(self, value: Value) -> bool:
        made = family_of(value)
        entry = entry_of(made) if made is not None else None
        if made is None or entry is None:
            return False
        facts = numpyro_api.family(entry.name, entry.releases[-1])
        given = bind_call(self.evaluator, entry, made.call, made.frame).given(self.evaluator)
        support = facts.support(given) if facts is not None else None
        return support is not None and support.is_real
