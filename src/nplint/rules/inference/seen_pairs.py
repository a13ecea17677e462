"""Models with hand-written guides of which all sites are seen."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.libraries.numpyro import is_callable
from nplint.model.observation import Observation
from nplint.model.pairs import Pair, pairs
from nplint.model.sites import NEUTRAL, Site
from nplint.model.traces import Trace
from nplint.records import record
from nplint.rules.base import Context

_SVI = "numpyro.infer.SVI"
# Handlers under which sites have other names, or there are others.
_RENAMING = ("numpyro.handlers.scope", "numpyro.handlers.reparam", "numpyro.handlers.lift")


@record
class SeenPair:
    """A model and a guide that an ``SVI(…)`` surely runs, with all their sites."""

    pair: Pair
    model: Trace
    guide: Trace

    @property
    def guide_name(self) -> str:
        """The guide's name in a message."""
        return self.pair.guide.model_name.replace("a lambda", "the guide")

    @property
    def model_name(self) -> str:
        """The model's name in a message."""
        return self.pair.model.model_name.replace("a lambda", "the model")

    def latents(self, trace: Trace) -> Iterator[Site]:
        """Yield the sites that each step surely draws, and that count in the ELBO."""
        return (site for site in trace.sites if is_drawn(site))


def is_drawn(site: Site) -> bool:
    """Tell whether a sample site is drawn and counted each time, by what the trace shows."""
    return (
        site.kind == "sample"
        and site.observation is Observation.LATENT
        and not site.arms
        and not site.weightless
        and "infer" not in site.arguments
        and site.stands_in_only(NEUTRAL)
    )


def seen_pairs(context: Context) -> Iterator[SeenPair]:
    """Yield the pairs of which every site is seen, with a constant name each."""
    for pair in context.program.analysis(pairs):
        if pair.runner.name != _SVI or not _is_certain(context, pair):
            continue
        model, guide = context.program.sites(pair.model), context.program.sites(pair.guide)
        if _is_seen(model) and _is_seen(guide):
            yield SeenPair(pair, model, guide)


def _is_certain(context: Context, pair: Pair) -> bool:
    """Tell whether an SVI is given but this model and this guide."""
    given = context.arguments(pair.runner)
    only = [context.values(given.get(role)).only for role in ("model", "guide")]
    return given.complete and all(each is not None and is_callable(each) for each in only)


def _is_seen(trace: Trace) -> bool:
    """Tell whether a trace has the sites that are seen, by these names, and no others."""
    return trace.complete and all(
        site.name is not None and not site.within(*_RENAMING) for site in trace.sites
    )
