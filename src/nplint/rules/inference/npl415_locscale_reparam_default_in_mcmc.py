from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import made_of_kind
from nplint.model.handler_data import handled_sites
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import NEUTRAL, Site
from nplint.rules.base import Context, SiteRule
from nplint.semantic.values import CallResult, Value

_REPARAM = "numpyro.handlers.reparam"
_LOC_SCALE = "numpyro.infer.reparam.LocScaleReparam"
# Contexts that give the parameter no other value.
_NEUTRAL = NEUTRAL | {_REPARAM}


class LocscaleReparamDefaultInMcmc(SiteRule):
    """
    # locscale-reparam-default-in-mcmc (NPL415)

    ## What it finds
    `LocScaleReparam()`, without `centered`, for a site of a model that MCMC runs.

    ## What happens
    The default lets the degree of centring be learnt, as a `numpyro.param`. SVI learns it; MCMC
    leaves params at their initial value, here 0.5. The site stays half centred: half of the funnel
    is left in which a hierarchical model gets stuck, with divergences and few effective draws, and
    nobody is told. The same on every release. Measured with the fixtures on NumPyro 0.15.2 and
    0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    noncentered = handlers.reparam(model, config={"effect": LocScaleReparam()})
    mcmc = MCMC(NUTS(noncentered), num_warmup=500, num_samples=1000)
    ```

    ## Fix
    ```python
    noncentered = handlers.reparam(model, config={"effect": LocScaleReparam(0)})
    ```
    Unsafe, as the draws are others. 0 decentres the site entirely, which is mostly meant.

    ## When it stays silent
    `centered` is given, or may be; handlers such as `lift` and `substitute` may give the parameter
    a value; the model is run by SVI; a config that is a function.

    ## References
    pyro-ppl/numpyro#1598, https://num.pyro.ai/en/stable/reparam.html
    """

    code = "NPL415"
    name = "locscale-reparam-default-in-mcmc"
    fixable = "sometimes"

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        kernel = run.kernel if run.kernel is not None else made_of_kind(run.runner, "kernel")
        if kernel is None or site.observation is not Observation.LATENT:
            return
        if not site.stands_in_only(_NEUTRAL):
            return
        for handler in site.contexts_by(_REPARAM):
            for entry in handled_sites(context.program.evaluator, handler):
                made = context.values(entry.value).only if entry.name == site.name else None
                if isinstance(made, CallResult) and _is_left_to_learn(context, made):
                    yield self.finding(
                        made.location,
                        f"'{site.name}' stays half centred: MCMC does not learn the "
                        "`centered` of `LocScaleReparam()`, which is 0.5 throughout",
                        label="lacks centered",
                        related=[
                            site.location.labelled("the site"),
                            kernel.location.labelled("run here"),
                        ],
                        repair=_decentred(context, made),
                        by_hand="Give it 0, which decentres the site",
                    )


def _is_left_to_learn(context: Context, made: Value) -> bool:
    """Tell whether a reparametriser surely has a degree of centring that is to be learnt."""
    if not isinstance(made, CallResult) or made.name != _LOC_SCALE:
        return False
    given = context.arguments(made)
    centered = given.get("centered")
    if centered is None:
        return given.complete
    return context.values(centered).literals == [None]


def _decentred(context: Context, made: CallResult) -> Repair:
    arguments, title = made.call.arguments, "Decentre the site: `centered=0`"
    if not arguments:
        end = made.location.starting_at(made.location.end - 1)
        return Repair.unsafe(title, end.before("0"))
    if arguments[0].keyword is not None and "centered" not in context.arguments(made):
        first = made.frame.locate(arguments[0])
        return Repair.unsafe(title, first.before("0, "))
    return Repair.none("its arguments are not as it expects them")
