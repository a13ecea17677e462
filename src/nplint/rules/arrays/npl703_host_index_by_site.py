from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Subscript
from nplint.finding import Finding, Place
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.arrays.concrete_uses import ConcreteUse, ConcreteUses, shown
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import BoundExpr, CallResult, Container


class HostIndexBySite(TraceRule):
    """
    # host-index-by-site (NPL703)

    ## What it finds
    A list, tuple or array of NumPy that is indexed by a value which depends on a site that the
    model samples; an array that is indexed by a mask of such a value; a function of JAX whose
    result is as long as such a value says (`jnp.unique(z)`, `jnp.nonzero(z)`).

    ## What happens
    MCMC, SVI and `Predictive` let JAX run the model's Python once, to compile it. A sampled value
    has no number then. A list cannot be indexed by it (`TracerIntegerConversionError`), nor can an
    array of NumPy (`TracerArrayConversionError`), and JAX has to know how long each result is
    (`NonConcreteBooleanIndexError`, `ConcretizationTypeError`), on every release. Measured with the
    fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    means = np.array([1.0, 2.0, 3.0])

    def model(y):
        group = numpyro.sample("group", dist.Categorical(probs=jnp.ones(3) / 3))
        numpyro.sample("y", dist.Normal(means[group], 1.0), obs=y)
    ```

    ## Fix
    `jnp.asarray(means)[group]`, or an array of JAX from the start; `jnp.where(mask, x, 0.0)` in
    place of `x[mask]`; `size=` for functions that have it. nplint has no fix.

    ## When it stays silent
    The index is a constant or data; `size=` or `length=` is given; models of which no run by MCMC,
    SVI or `Predictive` is seen; values that a handler puts in a site's place; observed sites; what
    stands in a `try`, or is run by a callback on the host.

    ## References
    https://docs.jax.dev/en/latest/errors.html#jax.errors.NonConcreteBooleanIndexError
    """

    code = "NPL703"
    name = "host-index-by-site"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        for use in context.program.analysis(ConcreteUses).of(run, "index", "length"):
            if use.staged.site is not None:
                what, by_hand = _story(context, use)
                yield self.finding(
                    use.at.location,
                    f"{what}, but {use.named} has no number yet when JAX compiles "
                    f"{run.model_name}: {use.error}",
                    label="needs a number",
                    related=[*use.related(), *_table(context, use), *run.labelled("run here")],
                    by_hand=by_hand,
                )


def _table(context: Context, use: ConcreteUse) -> Iterator[Place]:
    """Yield the place where the list or array is made, unless it is indexed right there."""
    if use.kind == "index" and isinstance(use.at.expr, Subscript):
        made = context.values(BoundExpr(use.at.expr.value, use.at.frame)).only
        if isinstance(made, (CallResult, Container)) and not use.at.location.contains(
            made.location
        ):
            kind = "list" if isinstance(made, Container) else "array of NumPy"
            yield made.location.labelled(f"the {kind}")


def _story(context: Context, use: ConcreteUse) -> tuple[str, str]:
    """Return what needs the number, and what to do instead."""
    if use.function:
        return (
            f"the result of `{use.function}` is as long as its values say",
            "Give the length, as `size=` does, or work with data of NumPy",
        )
    assert isinstance(use.at.expr, Subscript)
    owner = BoundExpr(use.at.expr.value, use.at.frame)
    indexed = shown(context, owner, "an array")
    if use.kind == "length":
        return (
            f"{indexed} is as long as its mask says",
            "Choose with `jnp.where`, which keeps the length",
        )
    if isinstance(context.values(owner).only, Container):
        return (
            f"Python indexes {indexed}",
            "Make it an array of JAX, with `jnp.array`",
        )
    return (
        f"NumPy indexes {indexed}",
        "Make it an array of JAX, with `jnp.asarray`",
    )
