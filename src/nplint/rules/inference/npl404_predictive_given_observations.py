from __future__ import annotations

import re
from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Name, short_source
from nplint.facts.scopes import binding_scope
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.model.predictions import Prediction, Predictions
from nplint.model.sites import NEUTRAL, Site
from nplint.rules.base import Context, Rule
from nplint.semantic.values import Literal, Unknown


class PredictiveGivenObservations(Rule):
    """
    # predictive-given-observations (NPL404)

    ## What it finds
    `predictive(key, X, y)` whose result's `"y"` is read, where `y` is the observation of the site
    `"y"`. Likewise a site that is observed whatever the call gives, as with `obs=` of a variable
    outside of the model.

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
        told: set[object] = set()
        for prediction in context.program.analysis(Predictions).all:
            if prediction.call in told or not prediction.complete:
                continue
            read = _observed_and_read(context, prediction)
            if read:
                told.add(prediction.call)
                yield _finding(context, prediction, read)


def _observed_and_read(context: Context, prediction: Prediction) -> dict[str, Site]:
    """The sites that are read from the result and surely hold nothing but observations."""
    if not prediction.reads:
        return {}
    found = context.program.analysis(Predictions).sites(prediction).sites
    sites = [site for site in found if site.kind == "sample"]
    observed = [site for site in sites if _is_observed(context, site)]
    if any("obs" in site.arguments and site not in observed for site in sites):
        return {}
    names = {read.name for read in prediction.reads}
    wanted = _computed_from(context, prediction, names)
    return {
        site.name: site
        for site in observed
        if site.name is not None and not names.isdisjoint((site.name, None))
        if site.call not in wanted
        if all(each in observed for each in sites if each.name == site.name)
    }


def _computed_from(context: Context, prediction: Prediction, names: set[str | None]) -> set[object]:
    """The sites that deterministic ones, which are read too, are computed from: residuals."""
    return {
        made.call
        for site in context.program.analysis(Predictions).sites(prediction).sites
        if site.kind == "deterministic" and site.name in names and "value" in site.arguments
        for made in context.program.analysis(Dependence).sites(
            site.arguments["value"].expr, site.arguments["value"].frame
        )
    }


def _is_observed(context: Context, site: Site) -> bool:
    obs = site.arguments.get("obs")
    if obs is None or "obs_mask" in site.arguments:
        return False
    if not site.stands_in_only(NEUTRAL):
        return False
    values = context.program.evaluator.thunk(obs)
    return bool(values) and not any(
        isinstance(value, Unknown) or (isinstance(value, Literal) and value.value is None)
        for value in values
    )


def _finding(context: Context, prediction: Prediction, read: dict[str, Site]) -> Finding:
    call, path = prediction.call, prediction.frame.module.path
    shown = " and ".join(f"'{name}'" for name in read)
    given = [_argument(prediction, site) for site in read.values()]
    data = " and ".join(f"`{short_source(site.arguments['obs'].expr)}`" for site in read.values())
    model = prediction.model.function.name
    return Finding(
        code=PredictiveGivenObservations.code,
        name=PredictiveGivenObservations.name,
        message=(
            f"the predictions of {shown} are the data themselves, with a spread of zero: "
            f"`{model}` observes {data} here, too"
        ),
        path=path,
        span=Span(call.start, call.end),
        label="observed in each prediction",
        related=tuple(
            Place(site.frame.module.path, Span(site.call.start, site.call.end), "observed here")
            for site in read.values()
        ),
        help=("A site is predicted where its `obs` is None.",),
        fix=_fix(context, prediction, read) if all(given) else None,
    )


def _argument(prediction: Prediction, site: Site) -> int | None:
    """Which argument of the call is the site's observation and nothing else to the model."""
    function, obs = prediction.model.function, site.arguments["obs"].expr
    if site.frame.scope.enclosing_scope.function is not function or not isinstance(obs, Name):
        return None
    scope = function.scope
    reads = [
        read
        for read in scope.module.reads.get(obs.id, ())
        if binding_scope(read.scope, obs.id) is scope
    ]
    if len(scope.bindings.get(obs.id, ())) != 1 or any(read is not obs for read in reads):
        return None
    given = prediction.root.arguments.get(obs.id, ())
    for number, argument in enumerate(prediction.call.arguments):
        if len(given) == 1 and argument.value is given[0].expr and not argument.star:
            return number + 1
    return None


def _fix(context: Context, prediction: Prediction, read: dict[str, Site]) -> Fix | None:
    call, function = prediction.call, prediction.model.function
    path = prediction.frame.module.path
    text = context.fix_context.layout(prediction.frame.module).text
    edits = []
    for site in read.values():
        number = (_argument(prediction, site) or 0) - 1
        argument = call.arguments[number]
        name = site.arguments["obs"].expr
        assert isinstance(name, Name)
        parameter = function.parameter(name.id)
        default = parameter.default if parameter is not None else None
        optional = default is not None and short_source(default) == "None"
        before = call.arguments[number - 1].end if number else argument.start
        last = number == len(call.arguments) - 1
        plain = re.fullmatch(r"\s*,\s*", text[before : argument.start])
        if optional and plain and (last or argument.keyword):
            edits.append(Edit(path, Span(before, argument.end), ""))
        else:
            edits.append(Edit(path, Span(argument.value.start, argument.value.end), "None"))
    names = " and ".join(f"'{name}'" for name in read)
    return Fix(f"Do not observe {names}", Applicability.UNSAFE, tuple(edits))
