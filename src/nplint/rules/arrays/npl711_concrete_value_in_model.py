from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Finding
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.arrays.concrete_uses import ConcreteUse, ConcreteUses, shown
from nplint.rules.base import Context, TraceRule


class ConcreteValueInModel(TraceRule):
    """
    # concrete-value-in-model (NPL711)

    ## What it finds
    A number that Python, NumPy or a shape needs inside a model, of something that JAX computes
    there from data or constants: `if jnp.any(x > 0)`, `int(jnp.max(group))`, `np.log(jnp.sum(w))`,
    `jnp.unique(group)` without `size`, `x[~jnp.isnan(x)]`.

    ## What happens
    MCMC, SVI and `Predictive` let JAX run the model's Python once, to compile it. All that `jnp`
    computes there is computed later, also from data that are known: `ConcretizationTypeError`,
    `TracerBoolConversionError` or `TracerArrayConversionError`, on every release. NumPyro's first
    look at the model uses numbers, as does `handlers.seed`, so a first test by hand passes.
    Measured with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(group, y):
        groups = int(jnp.max(group)) + 1
        effect = numpyro.sample("effect", dist.Normal(0.0, 1.0).expand([groups]).to_event(1))
        numpyro.sample("y", dist.Normal(effect[group], 1.0), obs=y)
    ```

    ## Fix
    NumPy computes with data at once: `int(np.max(group))`; or the number is an argument of the
    model. nplint has no fix, as the data may be traced in another run.

    ## When it stays silent
    What NumPy computes; shapes, `ndim`, `dtype`; `size=` or `length=` is given; models of which no
    run by MCMC, SVI or `Predictive` is seen; what stands in a `try`, under
    `jax.ensure_compile_time_eval`, or is run by a callback on the host. What depends on a sampled
    site is NPL701, NPL702 and NPL703.

    ## References
    https://docs.jax.dev/en/latest/errors.html#jax.errors.ConcretizationTypeError
    """

    code = "NPL711"
    name = "concrete-value-in-model"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        uses = context.program.analysis(ConcreteUses)
        for use in uses.of(run, "decision", "function", "index", "length"):
            if use.staged.site is None:
                yield self.finding(
                    use.at.location,
                    f"{_what(context, use)} needs a number, but JAX computes it later, once "
                    f"{run.model_name} is compiled: {use.error}",
                    label="needs a number",
                    related=[*use.related(), *run.labelled("run here")],
                    by_hand=(
                        "Compute it with NumPy, or before the model, and pass it as an argument"
                    ),
                )


def _what(context: Context, use: ConcreteUse) -> str:
    if use.kind == "decision":
        return f"the decision on {shown(context, use.at, 'what JAX computes')}"
    if use.function:
        return f"`{use.function}`"
    return shown(context, use.at, "the index")
