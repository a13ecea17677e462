from __future__ import annotations

from collections.abc import Iterable, Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Call, short_source
from nplint.finding import Finding, Place, Span
from nplint.model.runs import Run
from nplint.model.sites import NEUTRAL, Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule

# Handlers that do not give a param a value, nor take it away from the run.
_NEUTRAL = NEUTRAL | {"numpyro.handlers.condition", "numpyro.handlers.reparam"}


class ParamInMcmcModel(TraceRule):
    """
    # param-in-mcmc-model (NPL409)

    ## What it finds
    A `numpyro.param` in a model that MCMC runs, on which a sample site or factor depends.

    ## What happens
    Params are for SVI, which optimises them. MCMC samples the sample sites and nothing else: a
    param stays at its initial value for the whole run, is not among the samples, and the posterior
    of all else is that given this value. Nothing is raised, on any release. Measured with the
    fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        loc = numpyro.param("loc", 0.0)
        scale = numpyro.sample("scale", dist.HalfNormal(10.0))
        numpyro.sample("y", dist.Normal(loc, scale), obs=y)

    mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=500)
    ```

    ## Fix
    A sample site with a prior, or a plain constant: nplint cannot choose the prior, so there is no
    fix.

    ## When it stays silent
    Params that `substitute` or `lift` handles, or that may be handled by something that is not
    known; models that SVI runs too, whose params may have been trained; params that no site
    depends on; guides.

    ## References
    https://num.pyro.ai/en/stable/primitives.html#param
    """

    code = "NPL409"
    name = "param-in-mcmc-model"
    fixable = "no"

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[Run, Site, Site]] = []

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterable[Finding]:
        if not run.is_by("mcmc", "kernel"):
            return ()
        for param in context.program.sites(run).sites:
            if param.kind != "param" or param.call in self.told or not _is_run_s_own(param):
                continue
            dependent = _dependent(context, run, param)
            if dependent is not None:
                self.told.add(param.call)
                self.found.append((run, param, dependent))
        return ()

    def check(self, context: Context) -> Iterator[Finding]:
        trained = _trained(context) if self.found else set()
        for run, param, dependent in self.found:
            if param.call not in trained:
                yield _finding(run, param, dependent)


def _trained(context: Context) -> set[Call]:
    """The params, and other sites, of what SVI, or its like, runs."""
    return {
        site.call
        for run in context.program.runs
        if run.runner is not None and not run.is_by("mcmc", "kernel", "predictive", "function")
        for site in context.program.sites(run).sites
    }


def _is_run_s_own(param: Site) -> bool:
    """Whether no handler on the way may give the param a value, or keep it from the run."""
    return param.stands_in_only(_NEUTRAL)


def _dependent(context: Context, run: Run, param: Site) -> Site | None:
    """A site whose density depends on the param."""
    for site in context.program.sites(run).sites:
        for parameter in ("fn", "log_factor") if site.kind in ("sample", "factor") else ():
            thunk = site.arguments.get(parameter)
            if thunk is not None and any(
                made.call is param.call
                for made in context.program.analysis(Dependence).sites(thunk.expr, thunk.frame)
            ):
                return site
    return None


def _finding(run: Run, param: Site, dependent: Site) -> Finding:
    what = f"the param '{param.name}'" if param.name is not None else "this param"
    initial = param.arguments.get("init_value")
    value = f" {short_source(initial.expr)}" if initial is not None else ""
    value = value if "…" not in value else ""
    given = f"'{dependent.name}'" if dependent.name is not None else "a site"
    assert run.runner is not None
    call = run.runner.call
    return Finding(
        code=ParamInMcmcModel.code,
        name=ParamInMcmcModel.name,
        message=(
            f"{what} stays at its initial value{value}: MCMC does not infer params, and {given} "
            "takes it for given"
        ),
        path=param.frame.module.path,
        span=Span(param.call.start, param.call.end),
        label=f"a constant in `{run.model.function.name}`",
        related=(
            Place(
                dependent.frame.module.path,
                Span(dependent.call.start, dependent.call.end),
                "depends on it",
            ),
            Place(run.runner.frame.module.path, Span(call.start, call.end), "run by MCMC here"),
        ),
        help=("Make it a sample site with a prior, or a constant.",),
    )
