from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.array_ranges import array_ranges
from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Operation, quoted
from nplint.finding import Finding, Fix
from nplint.fixes.pass_by_keyword import pass_by_keyword
from nplint.libraries.numpyro import SAMPLE
from nplint.numpyro_api import Entry
from nplint.rules.base import CallRule, Context
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Literal,
    MethodResult,
    OperatorResult,
    Value,
)


class PositionalLogits(CallRule):
    """
    # positional-logits (NPL307)

    ## What it finds
    A linear predictor, computed from sites on the real line, as the probability of a `Bernoulli`,
    `Binomial`, `Categorical` and the like: by position, where `probs` comes first, or as `probs=`.

    ## What happens
    A predictor such as `intercept + slope * x` is no probability: it is to be `logits`. Outside
    of 0 and 1 the density is clipped or NaN, and the sampler is confined to where all predictors
    happen to lie between: slopes come out a fraction of what they are. NumPyro to 0.21 says
    nothing; from 0.22 on validation raises a `ValueError` for most starting points, and where
    the values are traced it says nothing either.

    ## Example
    ```python
    numpyro.sample("y", dist.Bernoulli(intercept + slope * x), obs=y)
    ```

    ## Fix
    ```python
    numpyro.sample("y", dist.Bernoulli(logits=intercept + slope * x), obs=y)
    ```
    Unsafe, as it changes the numbers.

    ## When it stays silent
    The value passes through a sigmoid, softmax, `clip`, `exp` or any other function; it comes from
    sites on the unit interval or from an argument; a site itself, without further computation; a
    constant between 0 and 1 is part of the sum, as in a linear probability model.

    ## References
    pyro-ppl/numpyro#1230
    """

    code = "NPL307"
    name = "positional-logits"
    fixable = "unsafe"
    taking = "logits"

    def at_call(self, context: Context, made: CallResult, entry: Entry) -> Iterator[Finding]:
        given = context.arguments(made)
        probs = given.get("probs")
        written = made.call.argument_giving(probs.expr) if probs is not None else None
        if probs is None or written is None or "logits" in given:
            return
        if not _is_predictor(context, probs):
            return
        family = made.short_name
        sites = context.program.analysis(Dependence).names(probs.expr, probs.frame)
        of_sites = f", computed from {' and '.join(map(repr, sites))}," if sites else ""
        edit = pass_by_keyword(made.frame, written, "logits")
        yield self.finding(
            made.frame.locate(written),
            f"{quoted(probs.expr, otherwise='this')}{of_sites} is any real number, and {family} "
            "takes it for a probability: the sampler is confined to where it lies between 0 and 1",
            label=f"`probs` of {family}",
            repair=Fix.unsafe("Pass it as `logits`", edit, local=True),
        )


def _is_predictor(context: Context, probs: BoundExpr) -> bool:
    """Tell whether a value is computed, linearly, from sites on the real line."""
    return (
        context.values(probs).all(
            lambda value: _is_computed(value) and not _has_share(context, value)
        )
        and context.program.analysis(array_ranges).of(probs.expr, probs.frame).interval.is_real_line
    )


def _is_computed(value: Value) -> bool:
    if isinstance(value, CallResult):
        return value.name != SAMPLE
    return isinstance(value, (OperatorResult, MethodResult))


def _has_share(context: Context, value: Value) -> bool:
    """Tell whether a constant between 0 and 1 is a term."""
    if not isinstance(value, OperatorResult) or not isinstance(value.expr, Operation):
        return False
    return any(
        isinstance(term, Literal) and isinstance(term.value, float) and 0 < term.value < 1
        for operand in value.expr.operands
        for term in context.values(BoundExpr(operand, value.frame))
    )
