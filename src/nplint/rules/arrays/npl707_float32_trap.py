from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.log_density import LogDensity
from nplint.facts.expressions import Call
from nplint.finding import Finding
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.arrays.precision import Precision, Trap, asks_for_float64
from nplint.rules.arrays.singular_uses import SingularUses
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import CallResult, Frame

_CONSEQUENCES = {
    "bound": "is 1.0 in float32, in which JAX computes: this `{function}` lets 1 pass, and what "
    "follows, as a logit or log(1 - x), is infinite",
    "zero": "is 0.0 in float32, in which JAX computes: it keeps nothing away from zero, the "
    "logarithm of which is infinite",
    "jitter": "is nothing beside a diagonal of ones in float32, in which JAX computes: the matrix "
    "stays as singular as it is, and the `{function}` of it is NaN",
}
# Their log density clamps ``probs``.
_CLAMPING = frozenset(
    {"numpyro.distributions.Bernoulli", "numpyro.distributions.BernoulliProbs",
     "numpyro.distributions.Categorical", "numpyro.distributions.CategoricalProbs"}
)  # fmt: skip


class Float32Trap(TraceRule):
    """
    # float32-trap (NPL707)

    ## What it finds
    Numbers in a model that single precision makes other numbers of: an upper bound like
    `1 - 1e-10` in `jnp.clip(p, 1e-10, 1 - 1e-10)`, which is 1; `1e-50` in `jnp.log(p + 1e-50)` or
    `jnp.maximum(p, 1e-50)`, which is 0; and `1e-10` in `K + 1e-10 * jnp.eye(n)`, which leaves the
    covariance of a smooth kernel as it is.

    ## What happens
    JAX computes in float32 unless double precision is enabled. The number before 1 is 0.99999994,
    and what is nearer to 1 becomes 1; what is below 1.2e-38 becomes 0; 1 + 1e-10 is 1. So what is
    meant to keep away from infinities does not: log densities are -inf and Cholesky factors NaN.
    Inference finds no valid initial parameters, validation complains of a parameter that looks
    fine, or the sampler takes such points for divergences and stays away from them. Which it is
    depends on the release, that it happens does not. Measured with the fixtures on NumPyro 0.15.2
    and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        p = numpyro.sample("p", dist.Beta(1.0, 1.0))
        clipped = jnp.clip(y, 1e-10, 1 - 1e-10)  # as y == 1.0 stays
        numpyro.sample("y", dist.Beta(10.0 * p, 10.0 * (1.0 - p)), obs=clipped)
    ```

    ## Fix
    None by nplint: how far is far enough is for the author to say. Bounds of 1e-6, a jitter of
    1e-5 and `jnp.finfo(jnp.float32).tiny` work; `numpyro.enable_x64()`, before any array is made,
    makes the numbers mean what they say.

    ## When it stays silent
    Something in the program enables double precision; the model is not run by MCMC or SVI where
    nplint can see it, and may be run by somebody who does; the number is not a constant; a lower
    bound like 1e-10, which float32 knows; the result goes into a deterministic site alone, or an
    upper bound to a Bernoulli or a categorical distribution, which clamps by itself; jitter beside
    a noise on the diagonal, or of points and a length scale that are written out and give a matrix
    that needs none; a bound of which nothing becomes infinite, as `1 - 1e-10` where only `log(q)`
    is taken, or of a site that is never zero. Arrays for which `dtype=float64` is asked are
    float32, too, but JAX warns of them itself.

    ## References
    https://docs.jax.dev/en/latest/default_dtypes.html
    """

    code = "NPL707"
    name = "float32-trap"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        program = context.program
        if not run.is_by("mcmc", "svi"):
            return
        for frame in trace.frames:
            for call in program.index.calls_in(frame.scope):
                for trap in program.analysis(Precision).traps(call, frame):
                    if not program.analysis(asks_for_float64):
                        yield from self._at_trap(context, run, call, frame, trap)

    def _at_trap(
        self, context: Context, run: Run, call: Call, frame: Frame, trap: Trap
    ) -> Iterator[Finding]:
        sites = context.program.analysis(LogDensity).calls(run).get(call, [])
        if trap.matters_where_used:
            uses = SingularUses(context.program.evaluator, call, trap.kind)
            sites = [site for site in sites if uses.make_infinite(site, _clamps(context, site))]
        if not sites:
            return
        at, number = frame.locate(call), trap.number.location
        shown = " ".join(context.written(number).split())
        yield self.finding(
            at,
            f"`{shown}` " + _CONSEQUENCES[trap.kind].format(function=trap.function),
            label="in float32",
            related=[] if at.contains(number) else [number.labelled("lost in float32")],
            notes=[
                "Choose a number that float32 knows, or call `numpyro.enable_x64()` at the start."
            ],
        )


def _clamps(context: Context, site: Site) -> bool:
    """Tell whether NumPyro itself keeps the probabilities of a site away from 0 and 1."""
    return context.values(site.arguments.get("fn")).all(
        lambda drawn: isinstance(drawn, CallResult) and drawn.name in _CLAMPING
    )
