from __future__ import annotations

from collections.abc import Iterator

from nplint import numpyro_api
from nplint.facts.expressions import Argument, Call, Constant, ListDisplay, quoted, short_source
from nplint.finding import Finding, Fix
from nplint.fixes.pass_by_keyword import pass_by_keyword
from nplint.libraries.jax_keys import is_key
from nplint.libraries.numpyro import entry_of, family_of
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule
from nplint.semantic.values import BoundExpr, Value


class SampleThirdPositional(SiteRule):
    """
    # sample-third-positional (NPL106)

    ## What it finds
    A random key, a shape or a size as third positional argument of `numpyro.sample`, which is
    `obs`.

    ## What happens
    `numpyro.sample(name, fn, obs=None, rng_key=None, sample_shape=())`: the key, the shape or the
    size becomes the observed value. The site is no longer sampled, and the numbers of the key, or
    the size, go into the likelihood. Nothing is raised, on any release; only a shape is a
    `TypeError` once MCMC or SVI evaluates its density, and in `Predictive` it, too, passes for a
    draw.

    ## Example
    ```python
    def model(key, y):
        mu = numpyro.sample("mu", dist.Normal(0.0, 10.0), key)
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)
    ```

    ## Fix
    The argument gets the keyword it was meant for, `rng_key=` or `sample_shape=`. Unsafe, as it
    changes the numbers.

    ## When it stays silent
    A third positional argument that is data, or of which nothing is known: passing observations
    by position is legal. Only values that come from `jax.random`'s own key functions count as
    keys, only tuples of numbers as shapes, and only whole numbers from two on that are written
    out, at a site of a continuous distribution, as sizes.
    """

    code = "NPL106"
    name = "sample-third-positional"
    fixable = "unsafe"

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        third = _third(site.call)
        keyword = _meant(context, site, BoundExpr(third.value, site.frame)) if third else None
        if third is None or keyword is None:
            return
        size = isinstance(third.value, Constant)
        noun = "key" if keyword == "rng_key" else "size" if size else "shape"
        what = f"the {noun} {quoted(third.value, otherwise='')}".rstrip()
        at = site.frame.locate(third)
        edits = [pass_by_keyword(site.frame, third, keyword)]
        if size:
            edits = [at.before(f"{keyword}=("), at.after(",)")]
        fix = Fix.unsafe(f"Pass it as `{keyword}`", *edits, local=True)
        yield self.finding(
            at,
            f"{what} becomes the observed value of {_described(site.call)}, since the third "
            "positional argument of `sample` is `obs`: the site is data and is not sampled",
            label="taken as `obs`",
            repair=fix if keyword not in site.arguments else None,
        )


def _third(call: Call) -> Argument | None:
    """Return the third positional argument, if it is the last one and may get a keyword."""
    positional = [a for a in call.arguments if a.keyword is None]
    if len(positional) != 3 or any(a.star for a in positional):
        return None
    return positional[2]


def _described(call: Call) -> str:
    name = call.arguments[0].value
    return repr(name.value) if isinstance(name, Constant) else f"site `{short_source(name)}`"


def _meant(context: Context, site: Site, third: BoundExpr) -> str | None:
    """Return the parameter that a value was meant for; None if it may be an observation."""
    expr, evaluator = third.expr, context.program.evaluator
    if isinstance(expr, ListDisplay) and expr.kind == "tuple" and expr.items:
        sizes = [evaluator.literals(item, third.frame) for item in expr.items]
        if all(size and all(isinstance(n, int) for n in size) for size in sizes):
            return "sample_shape"
    if isinstance(expr, Constant) and type(expr.value) is int and expr.value > 1:
        return "sample_shape" if _is_continuous(context, site) else None
    keys = context.values(third)
    return "rng_key" if keys.all(lambda value: is_key(evaluator, value)) else None


def _is_continuous(context: Context, site: Site) -> bool:
    """Tell whether a site surely is of a distribution of NumPyro's over continuous values."""

    def holds(value: Value) -> bool:
        made = family_of(value)
        entry = entry_of(made) if made is not None else None
        facts = numpyro_api.family(entry.name, entry.releases[-1]) if entry is not None else None
        if made is None or facts is None:
            return False
        case = facts.case(context.arguments(made).given(context.program.evaluator))
        return case is not None and not case.discrete

    return context.values(site.arguments.get("fn")).all(holds)
