from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from nplint import numpyro_api
from nplint.analyses.shared_distributions import (
    SharedDistributions,
    SharedInstance,
    construction_of,
    instances_at,
)
from nplint.facts.expressions import Call, short_source
from nplint.finding import Finding
from nplint.fixes.unshare import unshare
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.traces.attribute_reads import AttributeRead, attribute_reads, reads_outside
from nplint.rules.traces.program_points import ProgramPoint
from nplint.rules.traces.trace_calls import TraceCalls

# Methods that compute what an attribute would, and leave it with the instance.
_EVALUATING = frozenset({"sample", "rsample", "log_prob", "cdf", "icdf", "entropy", "support"})


class AttributeOfSharedDistribution(TraceRule):
    """
    # attribute-of-shared-distribution (NPL009)

    ## What it finds
    An attribute that a distribution computes once (`precision_matrix`, `logits`, `probs`, `mean`
    of some families), read in a model from an instance made outside of it, where `Predictive` is
    the first to trace the model and not the last.

    ## What happens
    `Predictive` maps the model over its samples, so what the model computes are tracers, JAX's
    placeholders for numbers. NumPyro before 0.15.3 keeps the attribute in the instance, as a
    tracer; the next pass through the model (a trace), by another `Predictive` or by MCMC and SVI,
    gets it and raises `jax.errors.UnexpectedTracerError`. The other way round nothing happens: MCMC
    and SVI trace the model once in plain Python, and what is kept then are numbers. Which
    attributes of which families are kept, with which parameters, was found by reading each in two
    traces on every release (`docs/harvest.md`). Measured with the fixtures on NumPyro 0.15.2
    (crash) and 0.22.0 (none).

    ## Example
    ```python
    FIELD = dist.MultivariateNormal(jnp.zeros(2), covariance)

    def model(y=None):
        x = numpyro.sample("x", FIELD)
        numpyro.sample("y", dist.Normal(FIELD.precision_matrix @ x, 1.0), obs=y)

    prior = Predictive(model, num_samples=500)(key)
    mcmc.run(key, y)  # UnexpectedTracerError
    ```

    ## Fix
    The construction moves into the body of each model that uses it, as for `NPL001`. Safe where
    it gives the same whenever it is evaluated, else unsafe.

    ## When it stays silent
    The instance is made in the model; the attribute is a parameter that was given, or computed
    anew each time (`dist.Gamma(2.0, 1.0).mean`); the attribute, or a method such as `log_prob`,
    is evaluated outside of the model first, or the model runs under `seed`, MCMC or SVI first;
    which pass comes first is not seen; families built from other distributions, of which it is
    not known what they ask of these; all NumPyro releases of the project are 0.15.3 or newer.

    ## References
    pyro-ppl/numpyro#1836, pyro-ppl/numpyro#1843
    """

    code = "NPL009"
    name = "attribute-of-shared-distribution"
    releases = "before 0.15.3"
    fixable = "sometimes"

    def __init__(self) -> None:
        self._reads: dict[tuple[Call, str], list[AttributeRead]] = {}

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterable[Finding]:
        for read in attribute_reads(context.program.evaluator, run, trace):
            key = (construction_of(read.made)[0], read.attribute.attr)
            self._reads.setdefault(key, []).append(read)
        return ()

    def check(self, context: Context) -> Iterator[Finding]:
        program = context.program
        outside = _evaluated_outside(program) if self._reads else {}
        for (construction, _), reads in self._reads.items():
            read = min(reads, key=lambda each: each.attribute.start)
            target = context.target(read.frame.module.path)
            keeping = [each for each in target.releases if read.keeps(context, each)]
            pair = program.analysis(TraceCalls).keeping(
                [each.use.run for each in reads], outside.get(construction, ())
            )
            if keeping and pair is not None:
                shared = _shared(program, construction, reads)
                yield self.finding(
                    read.frame.locate(read.attribute),
                    f"`{short_source(read.attribute)}` ({read.made.short_name}) stays what the "
                    f"first pass of `Predictive` over {read.use.run.model_name} computes, JAX's "
                    f"placeholder (a tracer) in the place of numbers: {pair.next_call} raises "
                    "UnexpectedTracerError on NumPyro before 0.15.3 "
                    f"({target.admits(keeping[-1])})",
                    label="computed once, and kept in the instance",
                    related=[shared.location.labelled("built here"), *pair.places()],
                    repair=unshare(context.fix_context, shared),
                    by_hand="Build the distribution inside the model",
                )


def _evaluated_outside(program: Program) -> dict[Call, list[ProgramPoint]]:
    """Return when instances are evaluated outside of all traces, by the calls that build them."""
    found: dict[Call, list[ProgramPoint]] = defaultdict(list)
    for attribute, frame in reads_outside(program, numpyro_api.kept_attributes() | _EVALUATING):
        for made in instances_at(program.evaluator, attribute.value, frame):
            found[construction_of(made)[0]].append(ProgramPoint.of(attribute, frame))
    return found


def _shared(program: Program, construction: Call, reads: list[AttributeRead]) -> SharedInstance:
    """Return the instance with all its uses in traces, those by sites included."""
    uses = [read.use for read in reads]
    for shared in program.analysis(SharedDistributions).all:
        if shared.construction is construction:
            return replace(shared, uses=[*shared.uses, *uses])
    made = reads[0].made
    return SharedInstance(construction, construction_of(made)[1], made.name, uses=uses)
