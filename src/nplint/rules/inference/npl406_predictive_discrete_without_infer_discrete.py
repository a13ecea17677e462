from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.fixes.add_keyword import add_keyword
from nplint.libraries.numpyro import bind_call, entry_of
from nplint.model.observation import Observation
from nplint.model.predictions import Prediction, Predictions
from nplint.model.sites import NEUTRAL, Site
from nplint.rules.base import Context, Rule
from nplint.rules.inference.enumeration import is_enumerable
from nplint.rules.inference.posteriors import Posteriors
from nplint.semantic.values import CallResult

_KEEPING = NEUTRAL | {"numpyro.contrib.funsor.config_enumerate"}
_ARGUMENT = "infer_discrete"


class PredictiveDiscreteWithoutInferDiscrete(Rule):
    """
    # predictive-discrete-without-infer-discrete (NPL406)

    ## What it finds
    A discrete latent site that is read from `Predictive(model, samples)(key, …, y)` with the
    observations given, but without `infer_discrete=True`.

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
        told: set[object] = set()
        for prediction in context.program.analysis(Predictions).all:
            predictive = prediction.predictive
            if predictive.call in told or not _infers_nothing(context, predictive):
                continue
            names = {read.name for read in prediction.reads}
            for site in (
                context.program.analysis(Predictions).sites(prediction).sites if names else ()
            ):
                if site.name is None or site.name not in names:
                    continue
                observed = _observed_through(context, prediction, site)
                source = context.program.analysis(Posteriors).summing_over(predictive, site.name)
                if observed is not None and source is not None and _is_discrete(context, site):
                    told.add(predictive.call)
                    yield _finding(prediction, site, observed, source)
                    break


def _infers_nothing(context: Context, predictive: CallResult) -> bool:
    entry = entry_of(predictive)
    if entry is None:
        return False
    evaluator = context.program.evaluator
    bound = bind_call(evaluator, entry, predictive.call, predictive.frame)
    asked = bound.arguments.get(_ARGUMENT)
    return bound.complete and (
        asked is None or evaluator.literals(asked.expr, asked.frame) == [False]
    )


def _is_discrete(context: Context, site: Site) -> bool:
    """Whether a site is discrete and latent, and nothing but the trace draws it."""
    return site.stands_in_only(_KEEPING) and is_enumerable(context.program.evaluator, site)


def _observed_through(context: Context, prediction: Prediction, site: Site) -> Site | None:
    """An observed site whose distribution depends on another site."""
    for other in context.program.analysis(Predictions).sites(prediction).sites:
        fn = other.arguments.get("fn")
        if fn is None or other.observation is not Observation.OBSERVED or other.name is None:
            continue
        for made in context.program.analysis(Dependence).sites(fn.expr, fn.frame):
            if made.call is site.call:
                return other
    return None


def _finding(prediction: Prediction, site: Site, observed: Site, source: CallResult) -> Finding:
    predictive = prediction.predictive
    call = predictive.call
    related = [
        Place(site.frame.module.path, Span(site.call.start, site.call.end), "a discrete site")
    ]
    if source.call is not call:
        span = Span(source.call.start, source.call.end)
        related.append(Place(source.frame.module.path, span, "the posterior comes from here"))
    return Finding(
        code=PredictiveDiscreteWithoutInferDiscrete.code,
        name=PredictiveDiscreteWithoutInferDiscrete.name,
        message=(
            f"each '{site.name}' that is read of this Predictive is drawn from its prior, whatever "
            f"the observed '{observed.name}' says: the posterior samples lack it, and nothing "
            f"infers it"
        ),
        path=predictive.frame.module.path,
        span=Span(call.start, call.end),
        label=f"without {_ARGUMENT}=True",
        related=tuple(related),
        fix=_fix(predictive),
    )


def _fix(predictive: CallResult) -> Fix:
    call, module = predictive.call, predictive.frame.module
    title = f"Infer the discrete sites: {_ARGUMENT}=True"
    for argument in call.arguments:
        if argument.keyword == _ARGUMENT:
            span = Span(argument.value.start, argument.value.end)
            return Fix(title, Applicability.UNSAFE, (Edit(module.path, span, "True"),))
    edit = add_keyword(module, call, f"{_ARGUMENT}=True")
    return Fix(title, Applicability.UNSAFE, (edit,))
