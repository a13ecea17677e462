"""Models with hand-written guides of which all sites are seen."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.libraries.numpyro import arguments_of, is_callable
from nplint.model.observation import Observation
from nplint.model.pairs import Pair, pairs
from nplint.model.program import Program
from nplint.model.sites import NEUTRAL, Site
from nplint.model.traces import Trace
from nplint.records import record
from nplint.semantic.values import ClassValue, Instance, Value

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


def drawn_sites(trace: Trace) -> Iterator[Site]:
    """Yield the sites that each step surely draws, and that count in the ELBO."""
    return filter(is_drawn, trace.sites)


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


def seen_pairs(program: Program) -> Iterator[SeenPair]:
    """Yield the pairs of which every site is seen, with a constant name each."""
    for pair in program.analysis(pairs):
        if pair.runner.name != _SVI or not _is_certain(program, pair):
            continue
        model, guide = program.sites(pair.model), program.sites(pair.guide)
        if _is_seen(model) and _is_seen(guide):
            yield SeenPair(pair, model, guide)


def _is_certain(program: Program, pair: Pair) -> bool:
    """Tell whether an SVI is given but this model and this guide."""
    given = arguments_of(program.evaluator, pair.runner)
    for role in ("model", "guide"):
        argument = given.get(role)
        values = program.evaluator.values_of(argument) if argument is not None else ()
        if len(values) != 1 or not is_callable(values[0]) or _inherits(program, values[0]):
            return False
    return given.complete


def _inherits(program: Program, value: Value) -> bool:
    """Tell whether a callable object's class derives from one outside of the project."""
    if not isinstance(value, Instance) or not isinstance(value.kind, ClassValue):
        return False
    evaluator = program.evaluator
    return any(
        not isinstance(base, ClassValue)
        for cls in evaluator.objects.lineage(value.kind)
        for each in cls.definition.bases
        for base in evaluator.values(each.value, cls.frame)
    )


def _is_seen(trace: Trace) -> bool:
    """Tell whether a trace has the sites that are seen, by these names, and no others."""
    return trace.complete and all(
        site.name is not None and not site.within(*_RENAMING) and "obs_mask" not in site.arguments
        for site in trace.sites
    )
