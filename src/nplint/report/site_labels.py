"""The names under which a report speaks of the sites of a model."""

from __future__ import annotations

from nplint.analyses.described_model import DescribedModel, DescribedSite
from nplint.analyses.site_dependence import SitePlace
from nplint.report.places import Places


class SiteLabels:
    """Names the sites of a model: a name that is computed by its pattern, as ``z_{t}``.

    Parameters
    ----------
    model
        The model.
    places
        Gives the source text of what is computed.
    """

    def __init__(self, model: DescribedModel, places: Places) -> None:
        self._places = places
        self._sites = model.sites
        self._by_place: dict[SitePlace, list[str]] = {}
        for site in model.sites:
            place = (site.site.call, site.site.frame)
            self._by_place.setdefault(place, []).append(self.of(site))

    def of(self, site: DescribedSite) -> str:
        """Return the name of a site, or else its pattern."""
        if site.name is not None:
            return site.name
        argument = site.site.arguments.get("name")
        text = self._places.written(argument) or "…"
        if text[:1] in "fF" and text[1:2] in ("'", '"'):
            return site.prefix + text[2:].strip(text[1])
        return f"{site.prefix}{{{text}}}"

    def sources(self, site: DescribedSite) -> list[str]:
        """Return the names of the sites that a site is directly computed from, in order.

        Of several sites that one call makes, the last is the one that the program reads.
        """
        found: dict[str, None] = {}
        for each in site.depends_on:
            if isinstance(each, str):
                found[each] = None
            elif each in self._by_place:
                found[self._by_place[each][-1]] = None
        return [each for each in found if each != self.of(site) or site.site.repeated]
