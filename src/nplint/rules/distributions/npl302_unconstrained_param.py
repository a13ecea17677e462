from __future__ import annotations

from collections.abc import Iterator

from nplint import numpyro_api
from nplint.finding import Finding
from nplint.fixes.add_keyword import add_keyword
from nplint.fixes.local_name import local_name
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import PARAM, entry_of, family_of, sample_arguments
from nplint.libraries.supports import Range, range_within
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule
from nplint.semantic.values import BoundExpr, CallResult, Value

_CONSTRAINTS = "numpyro.distributions.constraints"
# The constraints that the fix writes, by the numbers they allow.
_WRITTEN = {(0.0, float("inf")): "positive", (0.0, 1.0): "unit_interval"}


class UnconstrainedParam(SiteRule):
    """
    # unconstrained-param (NPL302)

    ## What it finds
    A `numpyro.param` without `constraint` that is, as it stands, a scale, a rate, a probability or
    another parameter that has bounds, in a model or guide that SVI runs.

    ## What happens
    SVI moves a param over the whole real line unless a constraint says otherwise. A step beyond the
    bound, and a large gradient makes one, gives a scale below zero: the loss is NaN there, and the
    params go on by gradients that mean nothing, or are NaN from then on. Whether it comes to that
    hangs on the data, the start and the step size. Measured with the fixtures on NumPyro 0.15.2
    and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def guide(y):
        scale = numpyro.param("scale", 1.0)
        numpyro.sample("loc", dist.Normal(numpyro.param("mean", 0.0), scale))
    ```

    ## Fix
    ```python
        scale = numpyro.param("scale", 1.0, constraint=dist.constraints.positive)
    ```
    Unsafe, as it changes the numbers. None where the module of constraints has no name there.

    ## When it stays silent
    Params that are computed with first, as by `jnp.exp` or `jax.nn.softplus`; a constraint, or `**`
    that may bring one; runs that optimise nothing.

    ## References
    https://num.pyro.ai/en/stable/primitives.html#param, pyro-ppl/pyro#1677
    """

    code = "NPL302"
    name = "unconstrained-param"
    fixable = "sometimes"

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        if not run.is_by("svi") or site.within("numpyro.handlers.lift"):
            return
        for drawn in context.values(site.arguments.get("fn")):
            family = family_of(drawn)
            for parameter, argument, allowed in _bounded(context, family) if family else ():
                for param in context.values(argument):
                    if _is_free(param):
                        assert isinstance(param, CallResult) and family is not None
                        yield self._finding(context, run, site, family, parameter, param, allowed)

    def _finding(
        self,
        context: Context,
        run: Run,
        site: Site,
        family: CallResult,
        parameter: str,
        param: CallResult,
        allowed: Range,
    ) -> Finding:
        written = sample_arguments(param.call)[0]
        names = context.program.evaluator.literals(written, param.frame) if written else None
        name = f"the param '{names[0]}'" if names and len(names) == 1 else "this param"
        return self.finding(
            param.location,
            f"{name} may take any real value, and is the `{parameter}` of "
            f"{site.described('a site')}, a {family.short_name}: a step of SVI {_beyond(allowed)} "
            "makes the loss NaN",
            label="without `constraint`",
            related=[
                family.location.labelled(f"its `{parameter}` here"),
                *run.labelled("run here"),
            ],
            repair=_repair(context, param, allowed),
            by_hand="Give it a `constraint`",
        )


def _bounded(context: Context, family: CallResult) -> Iterator[tuple[str, BoundExpr, Range]]:
    """Yield the arguments of a distribution whose numbers have bounds."""
    entry = entry_of(family)
    facts = numpyro_api.family(entry.name, entry.releases[-1]) if entry is not None else None
    if entry is None or facts is None:
        return
    bound = context.arguments(family)
    for name, argument in bound.arguments.items():
        constraint = facts.constraints.get(name)
        if constraint is not None:
            allowed = range_within(context.program.evaluator, constraint, bound, entry)
            if allowed is not None and allowed.low == 0.0 and not allowed.is_integer:
                yield name, argument, allowed


def _is_free(value: Value) -> bool:
    """Tell whether a value is a param that surely has no constraint."""
    return (
        isinstance(value, CallResult)
        and value.name == PARAM
        and not any(each.star or each.keyword == "constraint" for each in value.call.arguments)
    )


def _beyond(allowed: Range) -> str:
    return "below zero" if allowed.high == float("inf") else f"beyond 0 or {allowed.high:g}"


def _repair(context: Context, param: CallResult, allowed: Range) -> Repair:
    wanted = _WRITTEN.get((allowed.low, allowed.high))
    if wanted is None:
        return Repair.none("it cannot tell which")
    name = local_name(f"{_CONSTRAINTS}.{wanted}", param.frame.scope, param.call.start)
    if name is None:
        return Repair.none("the module of constraints has no name there")
    edit = add_keyword(context.fix_context, param.call, f"constraint={name}")
    return Repair.unsafe(f"Constrain it: `{wanted}`", edit)
