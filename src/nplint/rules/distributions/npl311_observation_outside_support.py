from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nplint.facts.expressions import quoted
from nplint.finding import Finding, Place
from nplint.libraries.literal_arrays import is_float_array, is_offset_by_a_fraction, numbers_in
from nplint.libraries.numpyro import family_of
from nplint.libraries.supports import Range, range_of, support_of
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Container,
    ExternalAttribute,
    MethodResult,
    OperatorResult,
    Value,
)

# Families whose values are taken as indices.
_INDICES = frozenset({"Categorical", "CategoricalProbs", "CategoricalLogits", "OrderedLogistic"})
# Contexts that leave an observation to count as it stands.
_COUNTING = frozenset({"numpyro.plate", "numpyro.plate_stack", "numpyro.handlers.scale",
                       "numpyro.handlers.scope"})  # fmt: skip


class ObservationOutsideSupport(TraceRule):
    """
    # observation-outside-support (NPL311)

    ## What it finds
    An observation that its distribution cannot give: numbers that are spelled out and lie outside
    of the support, counts to which a fraction is added, floating-point numbers for a `Categorical`.

    ## What happens
    Such an observation has no density. From NumPyro 0.22.0 on NUTS stops with "Cannot find valid
    initial parameters"; earlier releases may compute the formula's value all the same, and the
    posterior is that of no model. A `Categorical` uses its values as indices, and floats are
    `TypeError` ("indices must be of integer type") on every release. Measured with the fixtures on
    NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    numpyro.sample("y", dist.Poisson(rate), obs=counts + 0.5)
    numpyro.sample("group", dist.Categorical(probs), obs=jnp.array([0.0, 1.0]))
    ```

    ## Fix
    None: cast categories with `.astype(int)`, leave counts as they are, and choose a distribution
    that has the values that were seen.

    ## When it stays silent
    Data whose numbers, or their type, are not in the program; sites under a mask, which may be
    there for such values; bounds of the support that are not numbers.

    ## References
    pyro-ppl/numpyro#541, pyro-ppl/numpyro#549
    """

    code = "NPL311"
    name = "observation-outside-support"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        for site in trace.sites:
            obs = site.arguments.get("obs")
            if site.kind != "sample" or obs is None or not _counts(context, site):
                continue
            for drawn in context.values(site.arguments.get("fn")):
                problem = _problem(context, drawn, obs)
                if problem:
                    yield self.finding(
                        obs.location,
                        f"{quoted(obs.expr, 'this observation')} at {site.described('this site')} "
                        f"{problem}",
                        label="not among its values",
                        related=[
                            *_made(context, obs),
                            site.location.labelled("observed here"),
                            *run.labelled("run here"),
                        ],
                        by_hand=_advice(drawn),
                    )

    def check(self, context: Context) -> Iterator[Finding]:
        """Look at densities of floats that are asked for outside of sites."""
        for call in context.program.index.calls.get("log_prob", ()):
            for frame in context.program.contexts.frames(call.scope) if call.arguments else ():
                for target in context.program.evaluator.values(call.func, frame):
                    if isinstance(target, ExternalAttribute):
                        value = BoundExpr(call.arguments[0].value, frame)
                        problem = _as_index(context, target.owner, value)
                        if problem:
                            yield self.finding(
                                value.location,
                                f"{quoted(value.expr, 'this value')} {problem}",
                                label="of floating-point numbers",
                                related=_made(context, value),
                                by_hand=_advice(target.owner),
                            )


def _made(context: Context, value: BoundExpr) -> list[Place]:
    """Return the place where a value is made, if that is another than the one it is given at."""
    only = context.values(value).only
    if not isinstance(only, (CallResult, MethodResult, Container, OperatorResult)):
        return []
    return [] if only.location == value.location else [only.location.labelled("made here")]


def _counts(context: Context, site: Site) -> bool:
    """Tell whether a site's observation counts as it stands, as nothing may mask a part of it."""
    if "obs_mask" in site.arguments or site.weightless or not site.stands_in_only(_COUNTING):
        return False
    return not any(map(_is_masked, context.values(site.arguments.get("fn"))))


def _is_masked(value: Value) -> bool:
    while isinstance(value, MethodResult):
        if value.attr == "mask":
            return True
        value = value.owner
    return False


def _problem(context: Context, drawn: Value, obs: BoundExpr) -> str:
    """Return what is wrong with an observation, and what comes of it; else nothing."""
    return _as_index(context, drawn, obs) or _out_of_range(context, drawn, obs)


def _as_index(context: Context, drawn: Value, obs: BoundExpr) -> str:
    family = family_of(drawn)
    if family is None or family.short_name not in _INDICES:
        return ""
    evaluator = context.program.evaluator
    if not context.values(obs).all(lambda value: is_float_array(evaluator, value)):
        return ""
    return (
        f"raises TypeError: {family.short_name} uses its values as indices, and these are "
        "floating-point numbers"
    )


def _out_of_range(context: Context, drawn: Value, obs: BoundExpr) -> str:
    evaluator, family = context.program.evaluator, family_of(drawn)
    allowed = range_of(evaluator, drawn)
    only = context.values(obs).only
    if family is None or allowed is None or only is None:
        return ""
    support = support_of(evaluator, drawn)
    if support is not None and support.name == "unit_interval" and not allowed.is_integer:
        allowed = replace(allowed, is_open=True)  # its density is zero or infinite there
    numbers = numbers_in(evaluator, only) or []
    outside = [number for number in numbers if allowed.excludes(number)]
    if outside:
        what = f"is {outside[0]:g}" if len(numbers) == 1 else f"holds {outside[0]:g}"
    elif allowed.is_integer and is_offset_by_a_fraction(evaluator, obs):
        what = "holds no whole numbers"
    else:
        return ""
    return (
        f"{what}, which {family.short_name} cannot give ({_words(allowed)}): that has no density, "
        "and inference finds no start or goes by a number that means nothing"
    )


def _words(allowed: Range) -> str:
    numbers = "whole numbers" if allowed.is_integer else "numbers"
    bounds = [
        f"{word} {end:g}"
        for word, end in (("from", allowed.low), ("to", allowed.high))
        if abs(end) != float("inf") and end == end
    ]
    return " ".join((numbers, *bounds))


def _advice(drawn: Value) -> str:
    family = family_of(drawn)
    if isinstance(family, CallResult) and family.short_name in _INDICES:
        return "Cast it, as with `.astype(int)`"
    return "Take a distribution that has such values, or leave the data as they were counted"
