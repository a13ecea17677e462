"""Observations: whether a sample site has an observed value."""

from __future__ import annotations

from enum import Enum

from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import BoundExpr, Literal, Unknown


class Observation(Enum):
    """The certainty with which a site has an observed value."""

    LATENT = "latent"
    OBSERVED = "observed"
    EITHER = "either"


def observation(evaluator: Evaluator, obs: BoundExpr | None) -> Observation:
    """Return the observation of a site that is given an ``obs`` argument, or none."""
    if obs is None:
        return Observation.LATENT
    found = evaluator.values_of(obs)
    nothing = [isinstance(value, Literal) and value.value is None for value in found]
    if nothing and all(nothing):
        return Observation.LATENT
    known = [not isinstance(value, (Unknown, Literal)) for value in found]
    return Observation.OBSERVED if known and all(known) else Observation.EITHER
