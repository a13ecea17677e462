"""The sites that NumPyro can sum over."""

from __future__ import annotations

from nplint import numpyro_api
from nplint.libraries.numpyro import entry_of, family_of
from nplint.model.observation import Observation
from nplint.model.sites import Site
from nplint.rules.base import Context
from nplint.semantic.values import Value


def is_enumerable(context: Context, site: Site) -> bool:
    """Tell whether a site is latent and surely takes finitely many values, which are enumerated."""
    if site.kind != "sample" or site.observation is not Observation.LATENT:
        return False
    drawn = context.values(site.arguments.get("fn"))
    return drawn.all(lambda value: _has_enumerable_support(context, value))


def _has_enumerable_support(context: Context, value: Value) -> bool:
    family = family_of(value)
    entry = entry_of(family) if family is not None else None
    if family is None or entry is None:
        return False
    facts = numpyro_api.family(entry.name, entry.releases[-1])
    given = context.arguments(family).given(context.program.evaluator)
    case = facts.case(given) if facts is not None else None
    return case is not None and case.enumerable
