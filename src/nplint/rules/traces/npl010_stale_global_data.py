from __future__ import annotations

from collections.abc import Iterable, Iterator

from nplint.facts.expressions import short_source
from nplint.facts.scopes import Scope
from nplint.finding import Finding
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.traces.outer_variables import OuterVariable, bound_at, outer_variables
from nplint.rules.traces.program_points import ProgramPoint
from nplint.rules.traces.trace_calls import TraceCalls, TracePair


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
    Each run has an `MCMC` of its own, or arguments that are not surely those of the run before; the
    variable is assigned before the first run or after the last, or which comes first is not seen;
    the model reads no more of it than its shape or length; what is assigned is an attribute of an
    object, an entry or element; `Predictive` and `svi.run`, which trace the model anew each time. A
    compiled `svi.update` would be as stale, but is not looked at.

    ## References
    https://docs.jax.dev/en/latest/notebooks/Common_Gotchas_in_JAX.html#pure-functions
    """

    code = "NPL010"
    name = "stale-global-data"

    def __init__(self) -> None:
        self._stale: dict[tuple[Scope, str], tuple[OuterVariable, ProgramPoint, TracePair]] = {}

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterable[Finding]:
        program = context.program
        calls = program.analysis(TraceCalls)
        for variable in outer_variables(program.evaluator, trace) if run.is_by("mcmc") else ():
            for point in bound_at(program, variable):
                pair = calls.not_recompiled(run, point)
                if pair is not None:
                    key = (variable.scope, variable.name)
                    self._stale.setdefault(key, (variable, point, pair))
        return ()

    def check(self, context: Context) -> Iterator[Finding]:
        for variable, point, pair in self._stale.values():
            read, name, run = variable.read, short_source(variable.read), pair.second.source
            again = f"{run} from the second time on" if pair.repeated else f"the second {run}"
            yield self.finding(
                point.location.up_to(max(point.expr.end, point.expr.start + len(variable.name))),
                f"{again} gives the posterior of the first `{name}`: "
                f"{pair.second.run.model_name} reads it from outside, and is compiled once",
                label="not seen by the model",
                related=[
                    read.scope.module.locate(read).labelled("read in the model"),
                    *pair.places(
                        "compiled here",
                        "stale",
                        both="compiled the first time, stale from then on",
                    ),
                ],
                by_hand=f"Pass `{name}` as an argument of the model, or make an MCMC for each run",
            )
