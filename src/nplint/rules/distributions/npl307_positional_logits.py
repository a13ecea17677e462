from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.analyses.real_valued import Reals
from nplint.facts.expressions import Argument, short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Span
from nplint.libraries.numpyro import bind_call
from nplint.model.calls import calls_of_kind
from nplint.rules.base import Context, Rule
from nplint.semantic.values import BoundExpr, CallResult, Literal, MethodResult, OperatorResult


class PositionalLogits(Rule):
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

    def check(self, context: Context) -> Iterator[Finding]:
        told: set[object] = set()
        for made, entry in calls_of_kind(context.program, "distribution", taking="logits"):
            if made.call in told or entry.parameter("probs") is None:
                continue
            bound = bind_call(context.program.evaluator, entry, made.call, made.frame).arguments
            probs = bound.get("probs")
            if probs is None or "logits" in bound or not _is_predictor(context, probs):
                continue
            argument = next((a for a in made.call.arguments if a.value is probs.expr), None)
            if argument is None:
                continue
            told.add(made.call)
            shown = short_source(probs.expr)
            what = f"`{shown}`" if shown != "…" else "this"
            family = entry.name.rpartition(".")[2]
            sites = context.program.analysis(Dependence).names(probs.expr, probs.frame)
            of = f", computed from {' and '.join(map(repr, sites))}," if sites else ""
            yield Finding(
                code=self.code,
                name=self.name,
                message=(
                    f"{what}{of} is any real number, and {family} takes it for a probability: "
                    "the sampler is confined to where it lies between 0 and 1"
                ),
                path=made.frame.module.path,
                span=Span(argument.start, argument.end),
                label=f"`probs` of {family}",
                fix=_fix(made, argument),
            )


def _is_predictor(context: Context, probs: BoundExpr) -> bool:
    """Whether a value is computed, linearly, from sites on the real line."""
    values = context.program.evaluator.thunk(probs)
    if not all(isinstance(value, (OperatorResult, CallResult, MethodResult)) for value in values):
        return False
    if any(isinstance(value, CallResult) and value.name == "numpyro.sample" for value in values):
        return False
    if any(_has_share(context, value) for value in values if isinstance(value, OperatorResult)):
        return False
    return context.program.analysis(Reals).is_real(probs.expr, probs.frame)


def _has_share(context: Context, value: OperatorResult) -> bool:
    """Whether a constant between 0 and 1 is a term."""
    return any(
        isinstance(each, Literal) and isinstance(each.value, float) and 0 < each.value < 1
        for operand in getattr(value.expr, "operands", ())
        for each in context.program.evaluator.values(operand, value.frame)
    )


def _fix(made: CallResult, argument: Argument) -> Fix:
    start = argument.start
    end = start + len(argument.keyword or "")
    text = "logits" if argument.keyword is not None else "logits="
    edit = Edit(made.frame.module.path, Span(start, end), text)
    return Fix("Pass it as `logits`", Applicability.UNSAFE, (edit,), local=True)
