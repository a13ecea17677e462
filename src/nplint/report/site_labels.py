"""The names under which a report speaks of the sites of a model."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.description.described_model import DescribedModel, DescribedSite
from nplint.description.site_dependence import SitePlace
from nplint.report.written_places import Places


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
        # By the turn of the loop that reaches them; the last of several that one call makes is the
        # one that the program reads.
        self._by_place: dict[SitePlace, dict[int | None, str]] = {}
        self._order: dict[SitePlace, int] = {}
        for number, site in enumerate(model.sites):
            place = (site.site.call, site.site.frame)
            self._by_place.setdefault(place, {})[site.turn] = self.of(site)
            self._order.setdefault(place, number)

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
        """Return the names of the sites that a site is directly computed from, in order."""
        found: dict[str, None] = {}
        for each in site.depends_on:
            if isinstance(each, str):
                found[each] = None
            else:
                found.update(dict.fromkeys(self._read_by(site, each)))
        return [each for each in found if each != self.of(site) or site.site.repeated]

    def _read_by(self, site: DescribedSite, place: SitePlace) -> Iterator[str]:
        """Yield what a site reads of a call: of the same turn, or what stands below of the last."""
        made = self._by_place.get(place, {})
        own = (site.site.call, site.site.frame)
        turns = [turn for turn in made if turn is not None]
        if site.turn is None or len(turns) != len(self._by_place[own]):
            yield from made.values()
            return
        is_above = self._order[place] < self._order[own]
        read = made.get(site.turn if is_above else site.turn - 1)
        if read is not None:
            yield read
