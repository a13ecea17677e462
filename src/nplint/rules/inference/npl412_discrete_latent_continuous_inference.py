from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.finding import Finding
from nplint.libraries.numpyro import family_of, made_of_kind
from nplint.model.runs import Run
from nplint.model.sites import NEUTRAL, Site
from nplint.rules.base import Context, SiteRule
from nplint.rules.inference.enumeration import cannot_be_enumerated, is_discrete
from nplint.semantic.values import CallResult, FunctionValue

# Kernels that sum over discrete sites and move the others, and those that move both.
_CONTINUOUS = frozenset({"NUTS", "HMC", "HMCECS", "BarkerMH", "SA", "AIES", "ESS"})
_MIXED = frozenset({"DiscreteHMCGibbs", "MixedHMC"})
_GUIDES = frozenset(
    {"AutoNormal", "AutoDelta", "AutoDiagonalNormal", "AutoMultivariateNormal",
     "AutoLowRankMultivariateNormal", "AutoLaplaceApproximation", "AutoBNAFNormal",
     "AutoIAFNormal", "AutoDAIS"}
)  # fmt: skip
# Losses whose gradient takes each draw for a smooth function of the parameters.
_PATHWISE = frozenset({"Trace_ELBO", "TraceMeanField_ELBO", "RenyiELBO"})
_NEUTRAL = NEUTRAL | {"numpyro.handlers.scope"}


class DiscreteLatentContinuousInference(SiteRule):
    """
    # discrete-latent-continuous-inference (NPL412)

    ## What it finds
    A discrete latent site in a model that is run by something that cannot handle it: one whose
    values cannot be enumerated (`Poisson`, `Geometric`, `Multinomial`, `Bernoulli(…).to_event(1)`)
    under an MCMC kernel; any under an automatic guide; any under `Trace_ELBO`,
    `TraceMeanField_ELBO` or `RenyiELBO` with a guide of one's own, if other sites depend on it.

    ## What happens
    Kernels sum over discrete sites by trying each value. Where that cannot be, they raise when
    they are run: a `RuntimeError` on "enumerate support", or that there are no discrete sites
    (`DiscreteHMCGibbs`, `MixedHMC`), a `ValueError` for events. Automatic guides raise a
    `RuntimeError` or a `ValueError`. `Trace_ELBO` and its like go on, with a warning: the draws of
    the site are no smooth function of the guide's parameters, so these get no gradient and wander,
    and the probabilities come out wherever they happen to be. The same on every release. Measured
    with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        n = numpyro.sample("n", dist.Poisson(100.0))
        numpyro.sample("y", dist.Binomial(n, 0.3), obs=y)

    MCMC(NUTS(model), num_warmup=500, num_samples=1000)
    ```

    ## Fix
    None. A count of a large mean is nearly a rounded `Normal` or `Gamma`; sites of few values are
    enumerated under NUTS, and under `TraceEnum_ELBO` where they are marked and not in the guide;
    `TraceGraph_ELBO` has a gradient for discrete sites of a guide.

    ## When it stays silent
    `HMCGibbs`, whose author draws the site; sites that are observed, or may be, or that stand in a
    branch; sites under handlers other than plates, `mask`, `scale` and `scope`; predictions;
    distributions that are not NumPyro's own.

    ## References
    pyro-ppl/numpyro#1239, pyro-ppl/numpyro#889, pyro-ppl/numpyro#1201
    """

    code = "NPL412"
    name = "discrete-latent-continuous-inference"

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        is_certain = site.stands_in_only(_NEUTRAL) and not site.arms
        told = _consequence(context, run, site) if is_certain else None
        if told is None:
            return
        runner, message, advice = told
        yield self.finding(
            site.location,
            message,
            label="a discrete latent site",
            related=[runner.location.labelled("run here")],
            by_hand=advice,
        )


def _consequence(context: Context, run: Run, site: Site) -> tuple[CallResult, str, str] | None:
    """Return the runner that cannot handle a site, what comes of it, and what to do; else None."""
    kernel = run.kernel if run.kernel is not None else made_of_kind(run.runner, "kernel")
    name = site.described("this site")
    if kernel is not None:
        if kernel.short_name not in _CONTINUOUS | _MIXED or not cannot_be_enumerated(context, site):
            return None
        return (
            kernel,
            f"`{kernel.short_name}` raises when it is run: {name} is a discrete latent site, and "
            f"the values of {_family(context, site)} cannot be tried one by one",
            "Use a continuous distribution, or sum over the site by hand in a `numpyro.factor`",
        )
    guide = made_of_kind(run.runner, "autoguide")
    if guide is not None and guide.short_name in _GUIDES and is_discrete(context, site):
        return (
            guide,
            f"`{guide.short_name}` raises when SVI starts: {name} is a discrete latent site "
            f"({_family(context, site)}), and the guide is continuous",
            "Hide it from the guide with `handlers.block`, and enumerate it with `TraceEnum_ELBO`",
        )
    svi = made_of_kind(run.runner, "svi")
    if svi is not None and run.role == "model" and _takes_no_gradient(context, svi):
        if is_discrete(context, site) and _matters(context, run, site):
            return (
                svi,
                f"{_loss(context, svi)} has no gradient for {name}, a discrete latent site "
                f"({_family(context, site)}): the guide does not learn it, and the probabilities "
                "come out as they happen to be",
                "Use `TraceGraph_ELBO`, or enumerate the site with `TraceEnum_ELBO`",
            )
    return None


def _family(context: Context, site: Site) -> str:
    value = context.values(site.arguments.get("fn"))[0]
    family = family_of(value)
    assert family is not None, "it is known to be discrete"
    return f"`{family.short_name}`"


def _takes_no_gradient(context: Context, svi: CallResult) -> bool:
    """Tell whether an SVI with a guide of the user's own surely has a pathwise gradient alone."""
    given = context.arguments(svi)
    return context.values(given.get("loss")).all(
        lambda loss: isinstance(loss, CallResult) and loss.short_name in _PATHWISE
    ) and context.values(given.get("guide")).all(lambda guide: isinstance(guide, FunctionValue))


def _loss(context: Context, svi: CallResult) -> str:
    loss = context.values(context.arguments(svi).get("loss"))[0]
    assert isinstance(loss, CallResult)
    return f"`{loss.short_name}`"


def _matters(context: Context, run: Run, site: Site) -> bool:
    """Tell whether the density of another site depends on a site."""
    dependence = context.program.analysis(Dependence)
    for other in context.program.sites(run).sites:
        for parameter in ("fn", "log_factor"):
            argument = other.arguments.get(parameter)
            if other.weightless or argument is None:
                continue
            if any(
                made.call is site.call for made in dependence.sites(argument.expr, argument.frame)
            ):
                return True
    return False
