from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Finding
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.arrays.concrete_uses import ConcreteUses, shown
from nplint.rules.base import Context, TraceRule


class PythonBranchOnSite(TraceRule):
    """
    # python-branch-on-site (NPL701)

    ## What it finds
    `if`, `while`, `assert`, `and`, `or`, `not`, `a if test else b` and `a < b < c` on a value that
    depends on a site that the model samples.

    ## What happens
    MCMC, SVI and `Predictive` let JAX run the model's Python once, to compile it. A sampled value
    has no number then, so Python cannot decide: `TracerBoolConversionError`, on every release.
    NumPyro's first look at the model uses numbers, as does `handlers.seed`, so a first test by hand
    passes and the crash comes from inside the compiler. Measured with the fixtures on NumPyro
    0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(x, y):
        slope = numpyro.sample("slope", dist.Uniform(0.0, 20.0))
        mean = slope * x
        if slope < 5.0:
            mean = 0.5 * mean
        numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)
    ```

    ## Fix
    `mean = jnp.where(slope < 5.0, 0.5 * mean, mean)` computes both and takes one;
    `jax.lax.cond` runs one of two functions. nplint has no fix: which parts belong to which branch
    is for the author to say.

    ## When it stays silent
    Decisions on shapes, types, `None` and other things that Python knows; models of which no run by
    MCMC, SVI or `Predictive` is seen; values that a handler puts in a site's place; observed sites;
    what stands in a `try`, or is run by a callback on the host.

    ## References
    https://docs.jax.dev/en/latest/errors.html#jax.errors.TracerBoolConversionError
    """

    code = "NPL701"
    name = "python-branch-on-site"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        for use in context.program.analysis(ConcreteUses).of(run, "decision"):
            if use.staged.site is not None:
                yield self.finding(
                    use.at.location,
                    f"Python has to decide on {shown(context, use.at, 'a sampled value')}, but "
                    f"{use.named} has no number yet when JAX compiles {run.model_name}: "
                    "TracerBoolConversionError",
                    label="decided by Python",
                    related=[*use.related(), *run.labelled("run here")],
                    by_hand="Compute both and choose with `jnp.where`, or use `jax.lax.cond`",
                )
