from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.scopes import Function
from nplint.finding import Finding
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule
from nplint.semantic.values import BoundExpr, CallResult, MethodResult
from nplint.semantic.variables import quoted_name

# The arguments through which a site's values or density depend on something.
_ARGUMENTS = frozenset({"fn", "obs", "value", "log_factor", "data", "size", "subsample_size"})
_GENERATORS = frozenset(
    {"numpy.random.default_rng", "numpy.random.RandomState", "numpy.random.Generator",
     "random.Random"}
)  # fmt: skip
# None of them is a random number.
_NO_DRAWS = _GENERATORS | {"numpy.random.SeedSequence"}
_SEEDING = ("numpy.random.seed", "random.seed")
_CLOCKS = frozenset(
    {"time.time", "time.time_ns", "time.perf_counter", "time.monotonic", "datetime.datetime.now",
     "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"}
)  # fmt: skip


class ImpureRandomInModel(SiteRule):
    """
    # impure-random-in-model (NPL504)

    ## What it finds
    A number from `numpy.random`, Python's `random` or a clock, drawn inside a model or guide that
    MCMC, SVI or `Predictive` runs, on which a site depends.

    ## What happens
    A model's Python runs a few times, while JAX traces it; what it computes is then compiled and
    replayed. NumPy and Python do not know of this: their draw becomes a constant. A minibatch
    chosen by `np.random.choice` is one and the same subset for the whole run, noise added in a
    prediction is the same in every draw. Nothing is raised, on any release. Measured with the
    fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        loc = numpyro.sample("loc", dist.Normal(0.0, 100.0))
        batch = np.random.choice(len(y), 5)
        with numpyro.plate("batch", 5):
            numpyro.sample("y", dist.Normal(loc, 1.0), obs=y[batch])
    ```

    ## Fix
    What is random in a model is a site, or is drawn by `jax.random` with `numpyro.prng_key()`; a
    minibatch is a plate with `subsample_size`; what is to stay the same is an argument. Which of
    them is meant is for the author to say, so there is no fix.

    ## When it stays silent
    Draws outside of the model; draws by a generator that the model makes, or seeds, itself: they
    are the same by intent; initial values of params; numbers that reach no site; functions that
    are only called, not given to inference or `Predictive`.

    ## References
    https://docs.jax.dev/en/latest/notebooks/Common_Gotchas_in_JAX.html#pure-functions
    """

    code = "NPL504"
    name = "impure-random-in-model"
    kinds = ("sample", "deterministic", "factor", "plate", "subsample")

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        if not run.is_by("mcmc", "kernel", "svi", "predictive"):
            return
        for draw in _draws(context, site):
            if not _is_seeded(context, context.program.sites(run).functions):
                yield self.finding(
                    draw.location,
                    f"{quoted_name(draw)} is drawn when JAX runs the Python of "
                    f"{run.model_name}, and is a constant from then on: {_consequence(run, site)}",
                    label="drawn past JAX",
                    related=[site.location.labelled("depends on it")],
                    by_hand=(
                        "Make it a site, draw it by `jax.random` with `numpyro.prng_key()`, or "
                        "hand it over as an argument; a minibatch is a plate with `subsample_size`"
                    ),
                )


def _draws(context: Context, site: Site) -> Iterator[CallResult | MethodResult]:
    """Yield the impure draws, made in the trace, on which a site depends."""
    for parameter, given in site.arguments.items():
        if parameter in _ARGUMENTS:
            for value in context.program.analysis(Dependence).calls(given.expr, given.frame):
                if value.frame.in_trace and _is_impure(value):
                    yield value


def _is_impure(value: CallResult | MethodResult) -> bool:
    if isinstance(value, MethodResult):
        owner = value.owner
        return (
            isinstance(owner, CallResult) and owner.name in _GENERATORS and not owner.frame.in_trace
        )
    if value.name in _CLOCKS:
        return True
    return value.name.startswith(("numpy.random.", "random.")) and value.name not in _NO_DRAWS


def _is_seeded(context: Context, functions: set[Function]) -> bool:
    """Tell whether the trace seeds NumPy's or Python's global generator itself."""
    evaluator = context.program.evaluator
    return any(
        isinstance(value, CallResult) and value.name in _SEEDING
        for call in evaluator.index.calls.get("seed", ())
        if call.scope.enclosing_scope.function in functions
        for value in context.values(BoundExpr(call, evaluator.generic_frame(call.scope)))
    )


def _consequence(run: Run, site: Site) -> str:
    dependent = site.described("a site")
    if run.is_by("predictive"):
        return f"{dependent} gets the same number in every draw of this Predictive"
    return f"{dependent} sees one and the same number in every step of the run"
