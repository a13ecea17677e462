"""Sites of discrete distributions: those that NumPyro can sum over, and the others."""

from __future__ import annotations

from nplint import numpyro_api
from nplint.libraries.numpyro import entry_of, family_of
from nplint.model.observation import Observation
from nplint.model.sites import Site
from nplint.numpyro_api.families import Case
from nplint.rules.base import Context
from nplint.semantic.values import MethodResult, Value


def is_enumerable(context: Context, site: Site) -> bool:
    """Tell whether a site is latent and surely takes finitely many values, which are enumerated."""
    return _is_latent(site) and context.values(site.arguments.get("fn")).all(
        lambda value: (case := _case(context, value)) is not None and case.enumerable
    )


def is_discrete(context: Context, site: Site) -> bool:
    """Tell whether a site is latent and surely discrete."""
    return _is_latent(site) and context.values(site.arguments.get("fn")).all(
        lambda value: (case := _case(context, value)) is not None and case.discrete
    )


def cannot_be_enumerated(context: Context, site: Site) -> bool:
    """Tell whether a site is latent and surely discrete, of values that are not enumerated.

    There are too many of them, or they are events of several numbers.
    """
    return is_discrete(context, site) and context.values(site.arguments.get("fn")).all(
        lambda value: (
            _is_event(value)
            or ((case := _case(context, value)) is not None and not case.enumerable)
        )
    )


def _is_latent(site: Site) -> bool:
    return site.kind == "sample" and site.observation is Observation.LATENT


def _is_event(value: Value) -> bool:
    """Tell whether ``to_event`` joined the numbers of a distribution."""
    if not isinstance(value, MethodResult):
        return False
    return value.attr == "to_event" or _is_event(value.owner)


def _case(context: Context, value: Value) -> Case | None:
    """Return the parametrisation of a distribution, if it is one of NumPyro's."""
    family = family_of(value)
    entry = entry_of(family) if family is not None else None
    if family is None or entry is None:
        return None
    facts = numpyro_api.family(entry.name, entry.releases[-1])
    given = context.arguments(family).given(context.program.evaluator)
    return facts.case(given) if facts is not None else None
