from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Call, Name, short_source
from nplint.facts.scopes import Function, Parameter, binding_scope
from nplint.finding import Edit, Finding, Fix
from nplint.fixes.delete_argument import delete_argument
from nplint.fixes.repair import names
from nplint.model.predictions import Prediction, Predictions
from nplint.model.sites import NEUTRAL, Site
from nplint.rules.base import Context, Rule
from nplint.semantic.values import Unknown

# A site in these gives what it observes.
_KEEPING = NEUTRAL | {"numpyro.contrib.control_flow.scan"}


class PredictiveGivenObservations(Rule):
    """
    # predictive-given-observations (NPL404)

    ## What it finds
    `predictive(key, X, y)` whose result's `"y"` is read, where `y` is the observation of the site
    `"y"`. Likewise a site that is observed whatever the call gives, as with `obs=` of a variable
    outside of the model, and one that is observed step by step in a `scan`. A result is read, too,
    where it is printed or stored and holds no other sites, or where `return_sites` asks for `"y"`.

    ## What happens
    An observed site keeps its value: each of the "predictions" is the data set itself. Their mean
    fits perfectly, their spread is zero, and a check of the posterior by them checks nothing.
    Nothing is raised, on any release. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0
    (`docs/evidence.md`).

    ## Example
    ```python
    def model(x, y=None):
        slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
        numpyro.sample("y", dist.Normal(slope * x, 1.0), obs=y)

    predicted = Predictive(model, mcmc.get_samples())(key, x, y)["y"]
    ```

    ## Fix
    The observation is left out, or None where it has no default:
    ```python
    predicted = Predictive(model, mcmc.get_samples())(key, x)["y"]
    ```
    Unsafe, as it changes the numbers. None where the model does more with the observation than to
    observe it, as a size taken from it; give the size, or the model, an argument of its own.

    ## When it stays silent
    Some site that can be observed is not, as where parameters are fixed by means of `obs`, or
    covariates are observed; the observed site is not read from the result, or by a name that is
    not a constant; it is observed in part (`obs_mask`); handlers have a say in it; it is not
    certain that the observation is not None.

    ## References
    pyro-ppl/numpyro#1278, pyro-ppl/numpyro#1309, pyro-ppl/numpyro#1676, pyro-ppl/numpyro#1845
    """

    code = "NPL404"
    name = "predictive-given-observations"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        for prediction in context.program.analysis(Predictions).all:
            read = _observed_and_read(context, prediction) if prediction.complete else {}
            if read:
                yield self._finding(context, prediction, read)

    def _finding(self, context: Context, prediction: Prediction, read: dict[str, Site]) -> Finding:
        data = [f"`{short_source(site.arguments['obs'].expr)}`" for site in read.values()]
        return self.finding(
            prediction.location,
            f"the predictions of {_named(read)} are the data themselves, with a spread of zero: "
            f"{names([prediction.model.function])} observes {' and '.join(data)} here, too",
            label="observed in each prediction",
            related=[site.location.labelled("observed here") for site in read.values()],
            repair=_fix(context, prediction, read),
            notes=["A site is predicted where its `obs` is None."],
        )


def _observed_and_read(context: Context, prediction: Prediction) -> dict[str, Site]:
    """Return the sites, by name, that are read of the result and hold observations alone."""
    if not prediction.reads:
        return {}
    found = context.program.analysis(Predictions).sites(prediction).sites
    sites = [site for site in found if site.kind == "sample"]
    observed = [site for site in sites if _is_observed(context, site)]
    if any("obs" in site.arguments and site not in observed for site in sites):
        return {}
    names = context.program.analysis(Predictions).names_read(prediction)
    wanted = _computed_from(context, prediction, names)
    return {
        site.name: site
        for site in observed
        if site.name is not None and not names.isdisjoint((site.name, None))
        if site.call not in wanted
        if all(each in observed for each in sites if each.name == site.name)
    }


def _computed_from(context: Context, prediction: Prediction, names: set[str | None]) -> set[Call]:
    """Return the sites from which deterministic ones are computed that are read: residuals."""
    dependence = context.program.analysis(Dependence)
    return {
        made.call
        for site in context.program.analysis(Predictions).sites(prediction).sites
        if site.kind == "deterministic" and site.name in names and "value" in site.arguments
        for made in dependence.sites(site.arguments["value"].expr, site.arguments["value"].frame)
    }


def _is_observed(context: Context, site: Site) -> bool:
    """Tell whether a site surely holds an observation, and all of it."""
    if "obs_mask" in site.arguments or not site.stands_in_only(_KEEPING):
        return False
    values = context.values(site.arguments.get("obs"))
    return values.all(lambda value: not isinstance(value, Unknown)) and not values.may_be_none


def _named(read: dict[str, Site]) -> str:
    return " and ".join(f"'{name}'" for name in read)


def _fix(context: Context, prediction: Prediction, read: dict[str, Site]) -> Fix | None:
    edits = [_not_given(context, prediction, site) for site in read.values()]
    written = [edit for edit in edits if edit is not None]
    if len(written) < len(edits):
        return None
    return Fix.unsafe(f"Do not observe {_named(read)}", *written)


def _not_given(context: Context, prediction: Prediction, site: Site) -> Edit | None:
    """Leave a site's observation out of the call, or give None where something must be given."""
    parameter = _parameter(prediction.model.function, site)
    position = _position(prediction, parameter.name) if parameter is not None else None
    if parameter is None or position is None:
        return None
    arguments, frame = prediction.call.arguments, prediction.frame
    argument = arguments[position]
    optional = parameter.default is not None and short_source(parameter.default) == "None"
    if optional and position and (argument.keyword or argument is arguments[-1]):
        gone = delete_argument(context.fix_context, prediction.call, argument)
        if gone is not None:
            return gone
    return frame.locate(argument.value).replaced_by("None")


def _parameter(model: Function, site: Site) -> Parameter | None:
    """Return the model's parameter that a site observes, if it is read for nothing else."""
    obs, scope = site.arguments["obs"].expr, model.scope
    if site.frame.scope.enclosing_scope is not scope or not isinstance(obs, Name):
        return None
    read_otherwise = any(
        read is not obs and binding_scope(read.scope, obs.id) is scope
        for read in scope.module.reads.get(obs.id, ())
    )
    if read_otherwise or len(scope.bindings.get(obs.id, ())) != 1:
        return None
    return model.parameter(obs.id)


def _position(prediction: Prediction, parameter: str) -> int | None:
    """Return which argument of the call goes to a parameter of the model, if it alone does."""
    given = prediction.root.arguments.get(parameter, ())
    for position, argument in enumerate(prediction.call.arguments):
        if len(given) == 1 and argument.value is given[0].expr and not argument.star:
            return position
    return None
