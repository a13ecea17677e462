from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Call, DictDisplay, short_source
from nplint.finding import Finding
from nplint.libraries.numpyro import made_of_kind
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.sites import NEUTRAL, Site
from nplint.rules.base import Context, SiteRule
from nplint.semantic.values import CallResult, Container

# Handlers that do not give a param a value, nor take it away from the run.
_NEUTRAL = NEUTRAL | {"numpyro.handlers.condition", "numpyro.handlers.reparam"}


class ParamInMcmcModel(SiteRule):
    """
    # param-in-mcmc-model (NPL409)

    ## What it finds
    A `numpyro.param`, or a network of `numpyro.module`, `flax_module` or the like, in a model that
    MCMC runs, on which a sample site or factor depends; also a `random_flax_module` with an empty
    `prior`.

    ## What happens
    Params are for SVI, which optimises them. MCMC samples the sample sites and nothing else: a
    param stays at its initial value for the whole run, is not among the samples, and the posterior
    of all else is that given this value. The weights of a network are params, too: it stays as
    random as it starts. Nothing is raised, on any release. Measured with the fixtures on NumPyro
    0.15.2 and 0.22.0 (`docs/evidence.md`).

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
    fix. `random_flax_module(name, net, prior=dist.Normal(0.0, 1.0), …)` and its like give the
    weights of a network one.

    ## When it stays silent
    Params that `substitute` or `lift` handles, or that may be handled by something that is not
    known; models that SVI runs too, whose params may have been trained; params that no site
    depends on, or only one that `mask(False)` or `block` takes out of the density; params in a
    branch that the run does not take; guides.

    ## References
    https://num.pyro.ai/en/stable/primitives.html#param
    """

    code = "NPL409"
    name = "param-in-mcmc-model"
    fixable = "no"
    kinds = ("param", "module", "random_module")

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        runner = made_of_kind(run.runner, "mcmc", "kernel")
        if runner is None or not site.stands_in_only(_NEUTRAL):
            return
        if site.kind == "random_module" and not _lacks_priors(context, site):
            return
        dependent = _dependent(context, run, site)
        if dependent is None or site.call in context.program.analysis(_trained_sites):
            return
        if site.kind != "param":
            yield self._network(run, site, dependent, runner)
            return
        param = f"the param '{site.name}'" if site.name is not None else "this param"
        yield self.finding(
            site.location,
            f"{param} stays at its initial value{_initial_value(site)}: MCMC does not infer "
            f"params, and {dependent.described('a site')} takes it for given",
            label=f"a constant in {run.model_name}",
            related=[
                dependent.location.labelled("depends on it"),
                runner.location.labelled("run by MCMC here"),
            ],
            by_hand="Make it a sample site with a prior, or a constant",
        )

    def _network(self, run: Run, site: Site, dependent: Site, runner: CallResult) -> Finding:
        return self.finding(
            site.location,
            f"the network {site.described('here')} keeps the random weights that it starts with: "
            "MCMC does not infer params, and "
            f"{dependent.described('a site')} takes them for given",
            label=f"weights without a prior in {run.model_name}",
            related=[
                dependent.location.labelled("depends on it"),
                runner.location.labelled("run by MCMC here"),
            ],
            by_hand="Give the weights a prior, as `random_flax_module` and its like do",
        )


def _lacks_priors(context: Context, site: Site) -> bool:
    """Tell whether the priors of a network's weights are an empty dict."""
    only = context.values(site.arguments.get("prior")).only
    containers = context.program.evaluator.containers
    return (
        isinstance(only, Container)
        and isinstance(only.expr, DictDisplay)
        and not containers.may_grow(only)
        and not containers.entries(only)
    )


def _trained_sites(program: Program) -> set[Call]:
    """Return the params, and other sites, of all that SVI or its like runs."""
    return {
        site.call
        for run in program.runs
        if run.runner is not None and not run.is_by("mcmc", "kernel", "predictive", "function")
        for site in program.sites(run).sites
    }


def _dependent(context: Context, run: Run, param: Site) -> Site | None:
    """Return a site whose density depends on a param."""
    dependence = context.program.analysis(Dependence)
    for site in context.program.sites(run).sites:
        if site.weightless or not site.reaches_run:
            continue
        for parameter in ("fn", "log_factor") if site.kind in ("sample", "factor") else ():
            argument = site.arguments.get(parameter)
            if argument is not None and any(
                made.call is param.call for made in dependence.calls(argument.expr, argument.frame)
            ):
                return site
    return None


def _initial_value(param: Site) -> str:
    """Return the initial value of a param, as a message has it behind these words."""
    initial = param.arguments.get("init_value")
    value = short_source(initial.expr) if initial is not None else "…"
    return f" {value}" if "…" not in value else ""
