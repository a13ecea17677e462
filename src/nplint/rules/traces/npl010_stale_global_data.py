from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import short_source
from nplint.finding import Finding, Place, Span
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.traces.outer_variables import OuterVariable, bound_at, outer_variables
from nplint.rules.traces.shared_instances import model_name
from nplint.rules.traces.trace_order import Pass, ProgramPoint, TraceCalls
from nplint.rules.traces.two_passes import two_passes


class StaleGlobalData(TraceRule):
    """
    # stale-global-data (NPL010)

    ## What it finds
    A variable that a model reads from the module or function around it, assigned anew between two
    runs of one `MCMC` object.

    ## What happens
    An `MCMC` object compiles its model once, and again only where it is run with other arguments.
    What the model reads from outside is compiled in: the second run samples the posterior of the
    first value. Nothing is raised, on any release. Measured with the fixtures on NumPyro 0.15.2
    and 0.22.0 (`docs/evidence.md`): a posterior mean of 1 for data with the mean 101.

    ## Example
    ```python
    def model():
        mu = numpyro.sample("mu", dist.Normal(0.0, 1000.0))
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=lengths)

    mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=500)
    lengths = jnp.ones(10)
    mcmc.run(key)
    lengths = jnp.ones(10) * 101.0
    mcmc.run(key)  # mu is still 1
    ```

    ## Fix
    Pass the data as an argument, `mcmc.run(key, lengths)`, or make an `MCMC` for each. nplint has
    no fix: the signature of the model is for its author to change.

    ## When it stays silent
    Each run has an `MCMC` of its own, or arguments that are not surely those of the run before;
    the variable is assigned before the first run or after the last, or which comes first is not
    seen; what is assigned is an attribute of an object, an entry or element; `Predictive` and
    `svi.run`, which trace the model anew each time. A compiled `svi.update` would be as stale,
    but is not looked at.

    ## References
    https://docs.jax.dev/en/latest/notebooks/Common_Gotchas_in_JAX.html#pure-functions
    """

    code = "NPL010"
    name = "stale-global-data"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        program = context.program
        if not run.is_by("mcmc"):
            return
        for variable in outer_variables(program.evaluator, trace):
            key = (variable.scope, variable.name)
            for moment in bound_at(
                program.evaluator, program.contexts, program.analysis(TraceCalls), variable
            ):
                stale = program.analysis(TraceCalls).not_recompiled(run, moment)
                if stale is not None and key not in self.told:
                    self.told.add(key)
                    yield _finding(variable, moment, *stale)


def _finding(variable: OuterVariable, bound: ProgramPoint, first: Pass, then: Pass) -> Finding:
    name, run = short_source(variable.read), f"`{short_source(then.moment.expr)}`"
    again = f"the second {run}" if then is not first else f"{run} from the second time on"
    start, read = bound.expr.start, variable.read
    return Finding(
        code=StaleGlobalData.code,
        name=StaleGlobalData.name,
        message=(
            f"{again} gives the posterior of the first `{name}`: "
            f"{model_name(then.run.model.function)} reads it from outside, and is compiled once"
        ),
        path=bound.path,
        span=Span(start, max(bound.expr.end, start + len(variable.name))),
        label="not seen by the model",
        related=(
            Place(read.scope.module.path, Span(read.start, read.end), "read in the model"),
            *two_passes(
                first,
                then,
                ("compiled here", "stale", "compiled the first time, stale from then on"),
            ),
        ),
        help=(f"Pass `{name}` as an argument of the model, or make an MCMC for each run.",),
    )
