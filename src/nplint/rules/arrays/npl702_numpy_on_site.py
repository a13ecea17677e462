from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Call
from nplint.finding import Finding, Fix
from nplint.fixes.local_name import local_name
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.numpyro_api import packages
from nplint.rules.arrays.concrete_uses import ConcreteUse, ConcreteUses
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import BoundExpr, External


class NumpyOnSite(TraceRule):
    """
    # numpy-on-site (NPL702)

    ## What it finds
    A function of NumPy, SciPy, `math` or Python (`np.exp`, `math.sqrt`, `float`, `int`) that is
    given a value which depends on a site that the model samples, and `.item()` or `.tolist()` of
    such a value.

    ## What happens
    MCMC, SVI and `Predictive` let JAX run the model's Python once, to compile it. A sampled value
    has no number then, and these functions need one: `TracerArrayConversionError`,
    `ConcretizationTypeError` or one of its kinds, on every release. NumPyro's first look at the
    model uses numbers, as does `handlers.seed`, so a first test by hand passes. Which functions
    reject such a value was found by calling each of them with one
    (`tools/harvest_host_functions.py`): `np.sum(x)` and `np.mean(x)` call JAX's own method and are
    fine, `np.sum([x, y])` is not. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0
    (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        log_scale = numpyro.sample("log_scale", dist.Normal(0.0, 1.0))
        numpyro.sample("y", dist.Normal(0.0, np.exp(log_scale)), obs=y)
    ```

    ## Fix
    JAX's function of the same name: `jnp.exp(log_scale)`. Safe, as the program crashes without it.
    None where the target's releases of JAX lack it, where `jax.numpy` is not imported, and for
    calls with keywords other than `axis`, which it may not know.

    ## When it stays silent
    What is given are constants and data of NumPy; models of which no run by MCMC, SVI or
    `Predictive` is seen; values that a handler puts in a site's place; observed sites; what stands
    in a `try`, or is run by a callback on the host.

    ## References
    https://docs.jax.dev/en/latest/errors.html#jax.errors.TracerArrayConversionError
    """

    code = "NPL702"
    name = "numpy-on-site"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        for use in context.program.analysis(ConcreteUses).of(run, "function"):
            if use.staged.site is not None:
                yield self.finding(
                    use.at.location,
                    f"`{use.function}` needs a number, but {use.named} has none yet when JAX "
                    f"compiles {run.model_name}: {use.error}",
                    label="needs a number",
                    related=[*use.related(), *run.labelled("run here")],
                    repair=_fix(context, use),
                    by_hand="Use what `jax.numpy` or `jax.scipy` has for it",
                )


def _fix(context: Context, use: ConcreteUse) -> Fix | None:
    """Return the same call of ``jax.numpy``'s function of that name, if it has one."""
    call, frame = use.at.expr, use.at.frame
    if not isinstance(call, Call):
        return None
    target = context.values(BoundExpr(call.func, frame)).only
    if not isinstance(target, External) or not target.name.startswith("numpy."):
        return None
    if any(each.keyword not in (None, "axis") for each in call.arguments):
        return None
    name, (_, jax) = f"jax.{target.name}", packages()
    written = local_name(name, frame.scope, call.start)
    releases = context.jax_target(frame.module.path).releases
    if written is None or not all(jax.has(name, release) for release in releases):
        return None
    return Fix.safe(f"Use `{written}`", frame.locate(call.func).replaced_by(written))
