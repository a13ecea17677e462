from __future__ import annotations

from collections.abc import Iterable, Iterator

from nplint.facts.expressions import short_source
from nplint.finding import Finding
from nplint.libraries.jax_arrays import holds_jax_array
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.numpyro_api.releases import number_of
from nplint.rules.base import Context, TraceRule
from nplint.rules.traces.trace_caches import CacheWrite, CacheWrites
from nplint.rules.traces.trace_calls import TraceCalls
from nplint.target.target import Target

# To 0.17.0 a whole second batch is added to that of a parallel ``Predictive``, for nothing, and
# so it is mapped by the compiled ``jax.lax.map``: ``soft_vmap`` in ``numpyro/util.py``.
_PARALLEL_BY_VMAP_ALONE = "0.18.0"


class CachedTracedValue(TraceRule):
    """
    # cached-traced-value (NPL006)

    ## What it finds
    An array of JAX that a model computes once and keeps: by a function under `functools.cache` or
    `lru_cache`, a `cached_property`, a dict, global or attribute that is filled if it is empty,
    where `Predictive` is the first to trace the model and not the last.

    ## What happens
    `Predictive` maps the model over its samples, and all that JAX computes then are tracers, its
    placeholders for numbers, also of constants: `jnp.linspace(0.0, 1.0, 5)`. The cache keeps them;
    the next pass through the model (a trace), by another `Predictive` or by MCMC and SVI, gets them
    and raises `jax.errors.UnexpectedTracerError`. MCMC and SVI trace a model once in plain Python:
    where they come first what is kept are numbers. Measured with the fixtures on NumPyro 0.15.2 and
    0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    @functools.cache
    def basis(n):
        return jnp.linspace(0.0, 1.0, n)

    def model(y=None):
        slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
        numpyro.sample("y", dist.Normal(slope * basis(5), 1.0), obs=y)

    prior = Predictive(model, num_samples=500)(key)
    mcmc.run(key, y)  # UnexpectedTracerError
    ```

    ## Fix
    Compute with NumPy (`np.linspace`), which no trace touches; or outside of the model; or without
    a cache, as what is compiled is computed once anyway. nplint has no fix: which one suits is
    for the author to say.

    ## When it stays silent
    What is cached is not surely an array of JAX, as those of NumPy; it is computed under
    `jax.ensure_compile_time_eval()`; the two passes may ask for different entries, as `basis(n)`
    of different `n`; the cache is filled outside of the model first, or set or emptied by other
    code; that `Predictive` has `parallel=True`, and not all releases aimed at are before 0.18.0,
    from which on JAX computes what does not depend on a sample as it stands; the model runs under
    `seed`, MCMC or SVI first; which pass comes first is not seen; the object with the attribute is
    made in the model.

    ## References
    https://docs.jax.dev/en/latest/errors.html#jax.errors.UnexpectedTracerError
    """

    code = "NPL006"
    name = "cached-traced-value"

    def __init__(self) -> None:
        self._writes: dict[object, list[tuple[Run, CacheWrite]]] = {}

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterable[Finding]:
        for write in context.program.analysis(CacheWrites).by(trace):
            self._writes.setdefault(write.key, []).append((run, write))
        return ()

    def check(self, context: Context) -> Iterator[Finding]:
        program = context.program
        for writes in self._writes.values():
            _, write = min(writes, key=lambda each: each[1].expr.start)
            if not write.values.all(lambda value: holds_jax_array(program.evaluator, value)):
                continue
            pair = program.analysis(TraceCalls).keeping(
                [run for run, _ in writes],
                program.analysis(CacheWrites).outside(write),
                write.parameters,
                compiles_parallel=_compiles_parallel(context.target(write.location.path)),
            )
            if pair is not None:
                yield self.finding(
                    write.location,
                    f"`{short_source(write.expr)}` keeps what the first pass of `Predictive` over "
                    f"{pair.first.run.model_name} computes, JAX's placeholders (tracers) in the "
                    f"place of numbers: {pair.next_call} raises UnexpectedTracerError",
                    label="computed once, and kept",
                    related=pair.places(),
                    by_hand="Compute it with NumPy, outside of the model, or anew each time",
                )


def _compiles_parallel(target: Target) -> bool:
    """Tell whether ``Predictive(parallel=True)`` compiles the model on all releases aimed at."""
    return all(number_of(each) < number_of(_PARALLEL_BY_VMAP_ALONE) for each in target.releases)
