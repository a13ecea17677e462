from __future__ import annotations

from collections.abc import Iterable

from nplint.facts.expressions import short_source
from nplint.finding import Finding
from nplint.fixes.numpyro_control_flow import CONTROL_FLOW, use_numpyro_control_flow
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context
from nplint.rules.traces.transformed_sites import TransformedSites, TransformedSitesRule
from nplint.semantic.values import CallResult

# The inputs of each for all of which JAX evaluates its function once.
_MAPPING = {
    "jax.vmap": "elements",
    "jax.numpy.vectorize": "elements",
    "jax.lax.map": "elements",
    "jax.lax.scan": "steps",
    "jax.lax.fori_loop": "steps",
    "jax.lax.while_loop": "steps",
}
_CHECKPOINTS = ("jax.checkpoint", "jax.remat")


class SampleInJaxTransform(TransformedSitesRule):
    """
    # sample-in-jax-transform (NPL005)

    ## What it finds
    A site in a function that the model hands to `jax.vmap`, `jax.lax.scan`, `map`, `fori_loop`,
    `while_loop`, `cond`, `switch`, `jnp.vectorize` or `jax.checkpoint`.

    ## What happens
    JAX runs such a function once, for all elements or steps, and replays what it compiled. NumPyro
    sees one site where many are meant. A latent that depends on nothing of the function's own is
    one draw that all share: a `vmap` over three groups with the means -5, 0 and 5 finds 0 for each,
    a `scan` walks in equal steps. Nothing is raised. Where a site is observed, its distribution
    depends on the function's arguments, or it stands under `cond` or `checkpoint`, NumPyro keeps a
    tracer, JAX's placeholder for a number inside of the function, and that is an
    `UnexpectedTracerError`; two branches with a site of one name are an `AssertionError` with
    NumPyro 0.22.0. So on every release; measured with the fixtures on NumPyro 0.15.2 and 0.22.0
    (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        def step(level, _):
            level = level + numpyro.sample("move", dist.Normal(0.0, 1.0))
            return level, level

        _, levels = jax.lax.scan(step, 0.0, jnp.arange(15))
        numpyro.sample("y", dist.Normal(levels, 0.1), obs=y)
    ```

    ## Fix
    `numpyro.contrib.control_flow` has a `scan`, and a `cond` for branches with the same sites;
    nplint puts them in where the arguments fit and no site's name is made of what differs from step
    to step: `f"x_{t}"` would become `x_JitTracer(…)`. Unsafe, as it changes the numbers. For `vmap`
    and `map` a `numpyro.plate` with vector sites is meant, which is for the author to write; for
    `jax.checkpoint`, sites outside of what is checkpointed. A draw that all are to share belongs
    outside of the function, too.

    ## When it stays silent
    The function seeds or traces by itself, as with `log_density`, or blocks its sites; it has
    params only, which are the same for all; a deterministic site under SVI and its autoguide, which
    keep no value of it; the transformation stands outside of any model; no visible code runs the
    model, not even under `handlers.seed`.

    ## References
    pyro-ppl/numpyro#566, pyro-ppl/numpyro#1684, pyro-ppl/numpyro#879
    """

    code = "NPL005"
    name = "sample-in-jax-transform"
    fixable = "sometimes"
    transforms = (*_MAPPING, "jax.lax.cond", "jax.lax.switch", *_CHECKPOINTS)

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterable[Finding]:
        """Collect the sites of the runs that are seen, by inference or under a seed."""
        function = run.model.function
        if run.runner is None and context.program.seeded_calls.of(function) is None:
            return ()
        return super().at_trace(context, run, trace)

    def concerns(self, run: Run, site: Site) -> bool:
        """Tell whether a site has a value of its own for each element or step.

        A param is the same for all, and under SVI the value of a deterministic site is not kept.
        """
        if site.kind == "deterministic":
            return run.runner is not None and not run.is_by("svi", "autoguide")
        return site.kind in ("sample", "factor")

    def at_transform(
        self, context: Context, transform: CallResult, site: Site, sites: TransformedSites
    ) -> Finding:
        return self.finding(
            transform.location,
            _message(transform, site, twice=_is_twice(site, sites)),
            label="runs its function once",
            related=[site.location.labelled("one site, whatever it is meant for")],
            repair=use_numpyro_control_flow(context.fix_context, sites),
            by_hand=_advice(transform),
        )


def _is_twice(site: Site, sites: TransformedSites) -> bool:
    """Tell whether another branch has a site of the same name."""
    return len({other.call for _, other in sites if other.name == site.name}) > 1


def _message(transform: CallResult, site: Site, twice: bool) -> str:
    name = site.described(f"`{short_source(site.call)}`")
    by, many = f"`{transform.short_name}`", _MAPPING.get(transform.name)
    if site.kind == "sample" and site.observation is Observation.LATENT and many is not None:
        return (
            f"{name} is a single draw that all {many} of {by} share, or an UnexpectedTracerError "
            "if its distribution depends on them: JAX runs the function once for all"
        )
    if twice and many is None:
        return (
            f"several branches of {by} have a site {name}, and JAX runs them all: that raises "
            "AssertionError, as the name is taken, or UnexpectedTracerError"
        )
    return (
        f"{name} raises UnexpectedTracerError: JAX runs the function of {by} on placeholders "
        "(tracers), and NumPyro keeps the one for this site"
    )


def _advice(transform: CallResult) -> str:
    if transform.name in _CHECKPOINTS:
        return "Sample outside of what is checkpointed, and pass the values in"
    if _MAPPING.get(transform.name) == "elements":
        return "Use `numpyro.plate(name, size)`, in which one site draws for all elements"
    return f"Use `{CONTROL_FLOW}.scan`, or `cond`, in which a site has one name for all steps"
