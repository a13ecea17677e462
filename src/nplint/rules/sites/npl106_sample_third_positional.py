from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Argument, Call, Constant, ListDisplay, quoted, short_source
from nplint.finding import Finding, Fix
from nplint.fixes.pass_by_keyword import pass_by_keyword
from nplint.libraries.jax_keys import is_key
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule
from nplint.semantic.values import BoundExpr


class SampleThirdPositional(SiteRule):
    """
    # sample-third-positional (NPL106)

    ## What it finds
    A random key or a shape as third positional argument of `numpyro.sample`, which is `obs`.

    ## What happens
    `numpyro.sample(name, fn, obs=None, rng_key=None, sample_shape=())`: the key, or the shape,
    becomes the observed value. The site is no longer sampled, and the numbers of the key go into
    the likelihood. Nothing is raised, on any release; only a shape is a `TypeError` once MCMC or
    SVI evaluates its density, and in `Predictive` it, too, passes for a draw.

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
    keys, only tuples of numbers as shapes.
    """

    code = "NPL106"
    name = "sample-third-positional"
    fixable = "unsafe"

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        third = _third(site.call)
        keyword = _meant(context, BoundExpr(third.value, site.frame)) if third else None
        if third is None or keyword is None:
            return
        noun = "key" if keyword == "rng_key" else "shape"
        what = f"the {noun} {quoted(third.value, otherwise='')}".rstrip()
        edit = pass_by_keyword(site.frame, third, keyword)
        fix = Fix.unsafe(f"Pass it as `{keyword}`", edit, local=True)
        yield self.finding(
            site.frame.locate(third),
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


def _meant(context: Context, third: BoundExpr) -> str | None:
    """Return the parameter that a value was meant for; None if it may be an observation."""
    expr, evaluator = third.expr, context.program.evaluator
    if isinstance(expr, ListDisplay) and expr.kind == "tuple" and expr.items:
        sizes = [evaluator.literals(item, third.frame) for item in expr.items]
        if all(size and all(isinstance(n, int) for n in size) for size in sizes):
            return "sample_shape"
    keys = context.values(third)
    return "rng_key" if keys.all(lambda value: is_key(evaluator, value)) else None
