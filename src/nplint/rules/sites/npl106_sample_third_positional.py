from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Argument, Call, Constant, Expr, ListDisplay, short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Span
from nplint.libraries.jax_keys import is_key
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import Frame


class SampleThirdPositional(TraceRule):
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

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        for site in context.program.sites(run).sites:
            third = _third(site.call) if site.kind == "sample" else None
            keyword = _meant(context, third.value, site.frame) if third is not None else None
            if third is None or keyword is None or site.call in self.told:
                continue
            self.told.add(site.call)
            yield self._finding(site, third, keyword)

    def _finding(self, site: Site, third: Argument, keyword: str) -> Finding:
        path = site.frame.module.path
        what = "the key" if keyword == "rng_key" else "the shape"
        shown = short_source(third.value)
        shown = "" if shown == "…" else f" `{shown}`"
        fix = Fix(
            f"Pass it as `{keyword}`",
            Applicability.UNSAFE,
            (Edit(path, Span(third.start, third.start), f"{keyword}="),),
            local=True,
        )
        return Finding(
            code=self.code,
            name=self.name,
            message=(
                f"{what}{shown} becomes the observed value of {_site(site.call)}, since the third "
                "positional argument of `sample` is `obs`: the site is data and is not sampled"
            ),
            path=path,
            span=Span(third.start, third.end),
            label="taken as `obs`",
            fix=fix if keyword not in site.arguments else None,
        )


def _third(call: Call) -> Argument | None:
    """The third positional argument, if it is the last one: a keyword may be put before it."""
    positional = [a for a in call.arguments if a.keyword is None]
    if len(positional) != 3 or any(a.star for a in positional):
        return None
    return positional[2]


def _site(call: Call) -> str:
    name = call.arguments[0].value
    return repr(name.value) if isinstance(name, Constant) else f"site `{short_source(name)}`"


def _meant(context: Context, expr: Expr, frame: Frame) -> str | None:
    """The parameter that a value was meant for; None if it may be an observation."""
    evaluator = context.program.evaluator
    if isinstance(expr, ListDisplay) and expr.kind == "tuple" and expr.items:
        sizes = [evaluator.literals(item, frame) for item in expr.items]
        if all(size and all(isinstance(n, int) for n in size) for size in sizes):
            return "sample_shape"
    values = evaluator.values(expr, frame)
    return "rng_key" if values and all(is_key(evaluator, value) for value in values) else None
