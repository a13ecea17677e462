from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.distribution_classes import (
    CachedAttribute,
    cached_attributes,
    is_distribution_class,
)
from nplint.facts.expressions import short_source
from nplint.finding import Finding, Fix
from nplint.fixes.delete_decorator import replace_decorator
from nplint.model.chains import Chains
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.traces.attribute_reads import reads_outside
from nplint.rules.traces.shared_instances import REPAIRED_IN, affected_releases
from nplint.semantic.values import ClassValue, Instance

_EVALUATING = ("log_prob", "sample", "mean", "variance", "cdf", "icdf")


class CachingDistributionSubclass(TraceRule):
    """
    # caching-distribution-subclass (NPL008)

    ## What it finds
    An instance of a distribution class of your own that is built outside of the model and shared
    by several chains, where `log_prob` uses what the class computes once: a
    `functools.cached_property`, or NumPyro's `lazy_property` with several arrays as its value.

    ## What happens
    The first chain that evaluates `log_prob` leaves its tracers in the instance, JAX's placeholders
    for numbers, which are of no use to any other; the second finds them and crashes with
    `jax.errors.UnexpectedTracerError`, under parallel and under vectorized chains, on every
    release. The guard that NumPyro has since 0.15.3 (pyro-ppl/numpyro#1843) is in its own
    `lazy_property` and looks at bare arrays only; before that, a `lazy_property` of a bare array
    crashes too. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    class Bump(dist.Distribution):
        @functools.cached_property
        def log_norm(self):
            return jnp.log(self.scale) + 0.5 * jnp.log(2 * jnp.pi)

        def log_prob(self, value):
            return -0.5 * (value / self.scale) ** 2 - self.log_norm

    PRIOR = Bump(2.0)

    def model():
        numpyro.sample("x", PRIOR)

    MCMC(NUTS(model), num_warmup=500, num_samples=500, num_chains=4).run(key)
    ```

    ## Fix
    A plain `@property`: what is compiled computes it once anyway. Unsafe, as it is computed anew
    wherever else it is read. Building the instance in the model helps, too.

    ## When it stays silent
    The instance is made in the model; the run has one chain, or an unknown number of them; what
    is cached is not surely an array of JAX, or is not used by `log_prob`, or computed by the
    constructor already; the instance is evaluated outside of the model, and so holds numbers.

    ## References
    pyro-ppl/numpyro#1836, pyro-ppl/numpyro#1843
    """

    code = "NPL008"
    name = "caching-distribution-subclass"
    fixable = "unsafe"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if run.count.chains is not Chains.SEVERAL:
            return
        for value in (value for use in trace.uses for value in use.values):
            if isinstance(value, Instance):
                cached = _cached(context, value)
                if cached is not None and not _is_evaluated(context, value, cached):
                    yield self._finding(context, run, value, cached)

    def _finding(
        self, context: Context, run: Run, shared: Instance, cached: CachedAttribute
    ) -> Finding:
        assert shared.call is not None
        function, chains = cached.function, f"{run.count.number} chains"
        built = shared.frame.locate(shared.call)
        name = short_source(shared.capture.expr if shared.capture is not None else shared.call)
        release = ""
        if cached.guarded:
            target = context.target(built.path)
            reason = target.admits(affected_releases(target)[-1])
            release = f" on NumPyro before {REPAIRED_IN} ({reason})"
        edits = replace_decorator(context.fix_context, function, cached.decorator, "property")
        return self.finding(
            built,
            f"`{name}` is built once and shared by the {chains} of {run.model_name}: it keeps the "
            f"`{function.name}` that its first use computes, and the next crashes with "
            f"UnexpectedTracerError{release}",
            label="built once, here",
            related=[
                function.module.locate(cached.decorator).labelled(
                    f"`{function.name}` is computed once, and kept"
                ),
                *run.labelled(f"run here: {chains}"),
            ],
            repair=Fix.unsafe(f"Make `{function.name}` a plain property", *edits),
        )


def _cached(context: Context, shared: Instance) -> CachedAttribute | None:
    """Return what an instance of outside keeps as a tracer, on a release of the target."""
    evaluator, cls = context.program.evaluator, shared.kind
    if shared.call is None or shared.frame.in_trace or not isinstance(cls, ClassValue):
        return None
    if not is_distribution_class(evaluator, cls):
        return None
    target = context.target(shared.frame.module.path)
    for cached in cached_attributes(evaluator, cls):
        if not cached.guarded or affected_releases(target):
            return cached
    return None


def _is_evaluated(context: Context, shared: Instance, cached: CachedAttribute) -> bool:
    """Tell whether code outside of all traces, and of the class, may leave numbers in it."""
    evaluator = context.program.evaluator
    assert isinstance(shared.kind, ClassValue)
    classes = [each.definition for each in evaluator.objects.lineage(shared.kind)]
    for attribute, frame in reads_outside(context.program, {cached.function.name, *_EVALUATING}):
        reader = frame.scope.enclosing_scope.function
        if reader is None or reader.owner not in classes:
            for owner in evaluator.values(attribute.value, frame):
                if isinstance(owner, Instance) and owner.call is shared.call:
                    return True
    return False
