"""Which sites NumPyro can sum over."""

from __future__ import annotations

from nplint import numpyro_api
from nplint.libraries.numpyro import DERIVING, bind_call, entry_of
from nplint.model.observation import Observation
from nplint.model.sites import Site
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import CallResult, MethodResult, Value


def is_enumerable(evaluator: Evaluator, site: Site) -> bool:
    """Whether a site is latent, and surely takes finitely many values that NumPyro enumerates."""
    fn = site.arguments.get("fn")
    if site.kind != "sample" or fn is None or site.observation is not Observation.LATENT:
        return False
    drawn = evaluator.thunk(fn)
    return bool(drawn) and all(_has_finitely_many_values(evaluator, each) for each in drawn)


def _has_finitely_many_values(evaluator: Evaluator, value: Value) -> bool:
    while isinstance(value, MethodResult) and value.attr in DERIVING:
        value = value.owner
    entry = entry_of(value)
    if not isinstance(value, CallResult) or entry is None:
        return False
    facts = numpyro_api.family(entry.name, entry.releases[-1])
    given = bind_call(evaluator, entry, value.call, value.frame).given(evaluator)
    case = facts.case(given) if facts is not None else None
    return case is not None and case.enumerable
