from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Finding, Fix
from nplint.fixes.add_keyword import add_keyword
from nplint.libraries.numpyro import made_of_kind
from nplint.model.pairs import pairs
from nplint.model.runs import Run
from nplint.model.sites import NEUTRAL, Site
from nplint.model.traces import Trace
from nplint.model.visibility import is_hidden
from nplint.rules.base import Context, SiteRule
from nplint.rules.inference.enumeration import is_enumerable
from nplint.semantic.values import CallResult, Container, FunctionValue

_ELBO = "TraceEnum_ELBO"
# CallContexts that leave a site's configuration alone.
_NEUTRAL = NEUTRAL | {"numpyro.handlers.scope"}
_MARK = 'infer={"enumerate": "parallel"}'


class EnumerateNotMarked(SiteRule):
    """
    # enumerate-not-marked (NPL411)

    ## What it finds
    A discrete latent site, in a model that SVI runs with `TraceEnum_ELBO`, that is not in the guide
    and has no `infer={"enumerate": "parallel"}`; also where the guide is an automatic one of
    `block(model, hide=[…])`, or `expose=[…]`.

    ## What happens
    `TraceEnum_ELBO` sums over the sites that are marked, and over no others. A discrete site that
    is neither marked nor in the guide is drawn from its prior in each step, whatever the data say:
    all groups of a mixture are fitted to data that were dealt out to them by chance. Nothing is
    raised, on any release. (NUTS marks such sites by itself.) Measured with the fixtures on NumPyro
    0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        mu = numpyro.sample("mu", dist.Normal(0.0, 10.0).expand([2]).to_event(1))
        with numpyro.plate("days", 10):
            season = numpyro.sample("season", dist.Bernoulli(0.5))
            numpyro.sample("y", dist.Normal(mu[season], 1.0), obs=y)

    svi = SVI(model, guide_of_mu, optim, TraceEnum_ELBO())
    ```

    ## Fix
    ```python
            season = numpyro.sample("season", dist.Bernoulli(0.5), infer={"enumerate": "parallel"})
    ```
    Unsafe, as it changes the numbers. None where the site has another `infer`.

    ## When it stays silent
    The site is marked, here or by `config_enumerate`; it is observed, or may be; the guide has it,
    or may have it, as an automatic one may that does not surely block it; the model runs under
    handlers other than plates, `mask`, `scale` and `scope`; the distribution is not known to be one
    that can be enumerated.

    ## References
    pyro-ppl/numpyro#1235
    """

    code = "NPL411"
    name = "enumerate-not-marked"
    releases = "from 0.11"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        svi = made_of_kind(run.runner, "svi")
        if run.role == "model" and svi is not None and _enumerates(context, svi):
            yield from super().at_trace(context, run, trace)

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        svi = made_of_kind(run.runner, "svi")
        if svi is None or not _is_unmarked(context, site):
            return
        if not _is_outside_the_guide(context, svi, run, site):
            return
        yield self.finding(
            site.location,
            f"{run.model_name} is fitted to a '{site.name}' drawn from its prior in "
            f"each step, whatever the data say: {_ELBO} sums over marked sites only, and the "
            "guide lacks it",
            label="a discrete latent site, not enumerated",
            related=[svi.location.labelled("run here")],
            repair=_fix(context, site),
            by_hand='Add `"enumerate": "parallel"` to its `infer`',
        )


def _enumerates(context: Context, svi: CallResult) -> bool:
    """Tell whether an SVI surely sums over the sites that are marked."""
    return context.values(context.arguments(svi).get("loss")).all(
        lambda loss: isinstance(loss, CallResult) and loss.short_name == _ELBO
    )


def _is_unmarked(context: Context, site: Site) -> bool:
    """Tell whether a site is discrete, latent and surely not marked."""
    if site.name is None or not site.stands_in_only(_NEUTRAL) or not is_enumerable(context, site):
        return False
    infer = site.arguments.get("infer")
    if infer is None:
        return not any(argument.star for argument in site.call.arguments)
    return all(
        isinstance(value, Container) and _lacks_mark(context, value)
        for value in context.values(infer)
    )


def _lacks_mark(context: Context, infer: Container) -> bool:
    containers = context.program.evaluator.containers
    return not containers.may_grow(infer) and all(
        isinstance(key, str) and key != "enumerate" for key, _ in containers.entries(infer)
    )


def _is_outside_the_guide(context: Context, svi: CallResult, run: Run, site: Site) -> bool:
    """Tell whether the guide surely has no such site."""
    guide = context.values(context.arguments(svi).get("guide"))
    traced = [
        context.program.sites(pair.guide)
        for pair in context.program.analysis(pairs)
        if pair.model is run
    ]
    automatic = [made_of_kind(value, "autoguide") for value in guide]
    if automatic and all(each and _hides(context, each, site) for each in automatic):
        return True
    if not guide.all(lambda value: isinstance(value, FunctionValue)) or not traced:
        return False
    return not any(_may_sample(found, site.name) for found in traced)


def _hides(context: Context, guide: CallResult, site: Site) -> bool:
    """Tell whether an automatic guide surely is of a model in which a site is blocked."""
    evaluator = context.program.evaluator
    traced = [
        context.program.sites(run)
        for run in context.program.runs
        if run.runner is not None and run.runner.call is guide.call
    ]
    namesakes = [other for trace in traced for other in trace.named(site.name or "")]
    return bool(namesakes) and all(
        is_hidden(evaluator, other.kind, site.name or "", other.contexts) for other in namesakes
    )


def _may_sample(found: Trace, name: str | None) -> bool:
    """Tell whether a trace may have a sample site of a name."""
    return not found.complete or any(
        site.kind == "sample" and site.name in (None, name) for site in found.sites
    )


def _fix(context: Context, site: Site) -> Fix | None:
    if "infer" in site.arguments:
        return None
    mark = add_keyword(context.fix_context, site.call, _MARK)
    return Fix.unsafe(f"Mark '{site.name}': `{_MARK}`", mark)
