from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.analyses.enumeration import is_enumerable
from nplint.finding import Finding, Fix
from nplint.fixes.add_keyword import add_keyword
from nplint.model.observation import Observation
from nplint.model.predictions import Prediction, Predictions
from nplint.model.sites import NEUTRAL, Site
from nplint.rules.base import Context, Rule
from nplint.rules.inference.posteriors import Posteriors
from nplint.semantic.values import CallResult

_KEEPING = NEUTRAL | {"numpyro.contrib.funsor.config_enumerate"}
_ARGUMENT = "infer_discrete"


class PredictiveDiscreteWithoutInferDiscrete(Rule):
    """
    # predictive-discrete-without-infer-discrete (NPL406)

    ## What it finds
    A discrete latent site that is read from `Predictive(model, samples)(key, …, y)`, or that
    `return_sites` asks for, with the observations given, but without `infer_discrete=True`.

    ## What happens
    NUTS, HMC and SVI sum over discrete sites, so that their posterior samples lack the site, and
    `Predictive` draws it from its prior: which component an observation belongs to is a toss of a
    coin, whatever the observation says. So it is with a classifier whose classes were observed in
    training and are to be predicted. Nothing is raised, on any release. With `infer_discrete=True`
    the site is drawn given the observations. Measured with the fixtures on NumPyro 0.15.2 and
    0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        loc = numpyro.sample("loc", dist.Normal(3.0, 1.0))
        with numpyro.plate("N", 10):
            group = numpyro.sample("group", dist.Bernoulli(0.5))
            numpyro.sample("y", dist.Normal(loc * group, 0.5), obs=y)

    mcmc.run(key, y)
    groups = Predictive(model, mcmc.get_samples())(key, y)["group"]
    ```

    ## Fix
    ```python
    groups = Predictive(model, mcmc.get_samples(), infer_discrete=True)(key, y)["group"]
    ```
    Unsafe, as it changes the numbers. It needs funsor, as the inference did.

    ## When it stays silent
    The site is not read, or by a name that is not a constant; no observation that depends on it is
    given, as in a simulation from the posterior; the posterior may hold the site, as that of
    `DiscreteHMCGibbs` or of a guide that samples it; it is not seen where the posterior samples
    come from; handlers have a say in the site.

    ## References
    pyro-ppl/numpyro#770, pyro-ppl/numpyro#977, pyro-ppl/numpyro#1086, pyro-ppl/numpyro#2115
    """

    code = "NPL406"
    name = "predictive-discrete-without-infer-discrete"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        predictions = context.program.analysis(Predictions)
        for prediction in predictions.all:
            if prediction.reads and _infers_nothing(context, prediction.predictive):
                names = predictions.names_read(prediction)
                for site in predictions.sites(prediction).sites:
                    if site.name in names:
                        yield from self._at_site(context, prediction, site)

    def _at_site(self, context: Context, prediction: Prediction, site: Site) -> Iterator[Finding]:
        predictive = prediction.predictive
        observed = _observed_through(context, prediction, site)
        if site.name is None:
            return
        source = context.program.analysis(Posteriors).summing_over(predictive, site.name)
        if observed is None or source is None or not _is_discrete(context, site):
            return
        related = [site.location.labelled("a discrete site")]
        if source.call is not predictive.call:
            related.append(source.location.labelled("the posterior comes from here"))
        yield self.finding(
            predictive.location,
            f"each '{site.name}' that is read from this Predictive is drawn from its prior, "
            f"whatever the observed '{observed.name}' says: the posterior samples lack it, and "
            "nothing infers it",
            label=f"without {_ARGUMENT}=True",
            related=related,
            repair=_fix(context, predictive),
        )


def _infers_nothing(context: Context, predictive: CallResult) -> bool:
    arguments = context.arguments(predictive)
    asked = arguments.get(_ARGUMENT)
    return arguments.complete and (asked is None or context.values(asked).literals == [False])


def _is_discrete(context: Context, site: Site) -> bool:
    """Tell whether a site is discrete and latent, and nothing but the trace draws it."""
    return site.stands_in_only(_KEEPING) and is_enumerable(context.program, site)


def _observed_through(context: Context, prediction: Prediction, site: Site) -> Site | None:
    """Return an observed site whose distribution depends on another site."""
    dependence = context.program.analysis(Dependence)
    for other in context.program.analysis(Predictions).sites(prediction).sites:
        fn = other.arguments.get("fn")
        if fn is None or other.observation is not Observation.OBSERVED or other.name is None:
            continue
        if any(made.call is site.call for made in dependence.sites(fn.expr, fn.frame)):
            return other
    return None


def _fix(context: Context, predictive: CallResult) -> Fix:
    title = f"Infer the discrete sites: `{_ARGUMENT}=True`"
    asked = context.arguments(predictive).get(_ARGUMENT)
    if asked is not None:
        return Fix.unsafe(title, asked.location.replaced_by("True"))
    edit = add_keyword(context.fix_context, predictive.call, f"{_ARGUMENT}=True")
    return Fix.unsafe(title, edit)
