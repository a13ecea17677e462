"""Repair a distribution that outlives a trace, in the way that suits where it is kept."""

from __future__ import annotations

from collections.abc import Callable

from nplint.analyses.shared_distributions import SharedInstance, StorageKind
from nplint.fixes.move_attribute import move_attribute
from nplint.fixes.move_default import move_default
from nplint.fixes.move_variable import MOVABLE, move_variable
from nplint.fixes.repair import CannotRepair, FixContext, Repair
from nplint.fixes.uncache import uncache

_PLANNERS: dict[StorageKind, Callable[[FixContext, SharedInstance], Repair]] = {
    **dict.fromkeys(MOVABLE, move_variable),
    StorageKind.ATTRIBUTE: move_attribute,
    StorageKind.DEFAULT: move_default,
    StorageKind.CACHE: uncache,
}


def unshare(fix_context: FixContext, shared: SharedInstance) -> Repair:
    """Plan how each trace gets an instance of its own; where there is no fix, say why."""
    planners = {_PLANNERS.get(use.home) for use in shared.uses}
    if any(use.home is StorageKind.ARGUMENT for use in shared.uses):
        return Repair.none("it reaches the model as an argument, which its callers decide")
    if len(planners) != 1:
        return Repair.none("it reaches the models in several ways")
    planner = planners.pop()
    if planner is None:
        return Repair.none("it is built in an expression outside of the model")
    try:
        return planner(fix_context, shared)
    except CannotRepair as reason:
        return Repair.none(str(reason))
