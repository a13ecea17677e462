"""Rules about sites in functions that JAX evaluates once and replays from then on."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from typing import ClassVar, TypeAlias

from nplint.facts.scopes import ModuleFacts
from nplint.finding import Finding
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import CallResult

# Sites under one transformation, each with the transformation as it stands in the site's contexts.
TransformedSites: TypeAlias = list[tuple[CallResult, Site]]


class TransformedSitesRule(TraceRule):
    """A rule about the sites under JAX's ``transforms``: one finding for each call of these."""

    transforms: ClassVar[tuple[str, ...]]

    def __init__(self) -> None:
        self._found: dict[tuple[ModuleFacts, int], TransformedSites] = {}

    def concerns(self, run: Run, site: Site) -> bool:
        """Tell whether a site of a run matters."""
        return True

    @abstractmethod
    def at_transform(
        self, context: Context, transform: CallResult, site: Site, sites: TransformedSites
    ) -> Finding:
        """Return the finding at a call of a transformation.

        Parameters
        ----------
        context
            The program under check.
        transform, site
            The call, and the site to tell of: one that may be observed if there is one.
        sites
            All sites under it, of all traces.
        """

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterable[Finding]:
        """Collect the sites that are handed on to the handlers around a transformation."""
        for site in trace.sites:
            for transform in site.contexts_by(*self.transforms):
                if self.concerns(run, site) and not site.is_self_contained(transform):
                    place = (transform.frame.module, transform.call.start)
                    self._found.setdefault(place, []).append((transform, site))
        return ()

    def check(self, context: Context) -> Iterator[Finding]:
        """Report each transformation."""
        for sites in self._found.values():
            observed = (each for each in sites if each[1].observation is not Observation.LATENT)
            transform, site = next(observed, sites[0])
            yield self.at_transform(context, transform, site, sites)
