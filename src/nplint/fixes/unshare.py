"""Repair a distribution that outlives a trace, in the way that suits where it is kept."""

from __future__ import annotations

from collections.abc import Callable

from nplint.analyses.shared_distributions import (
    SharedInstance,
    SharedUse,
    StorageKind,
    parameter_of,
    root_name,
)
from nplint.fixes.hand_over import hand_over
from nplint.fixes.move_attribute import move_attribute
from nplint.fixes.move_default import move_default
from nplint.fixes.move_variable import MOVABLE, move_variable
from nplint.fixes.repair import CannotRepair, FixContext, Repair
from nplint.fixes.uncache import uncache

_Planner = Callable[[FixContext, SharedInstance], Repair]

_PLANNERS: dict[StorageKind, _Planner] = {
    **dict.fromkeys(MOVABLE, move_variable),
    StorageKind.ATTRIBUTE: move_attribute,
    StorageKind.DEFAULT: move_default,
    StorageKind.ARGUMENT: hand_over,
    StorageKind.CACHE: uncache,
}


def unshare(fix_context: FixContext, shared: SharedInstance) -> Repair:
    """Plan how each trace gets an instance of its own; where there is no fix, say why."""
    planners = {_planner(fix_context, use) for use in shared.uses}
    if hand_over in planners and planners <= {hand_over, move_default}:
        planners = {hand_over}
    if len(planners) != 1:
        return Repair.none("it reaches the models in several ways")
    planner = planners.pop()
    if planner is None:
        return Repair.none("it is built in an expression outside of the model")
    try:
        return planner(fix_context, shared)
    except CannotRepair as reason:
        return Repair.none(str(reason))


def _planner(fix_context: FixContext, use: SharedUse) -> _Planner | None:
    name = root_name(use.capture.expr)
    if use.home is StorageKind.CLOSURE and name is not None:
        if parameter_of(fix_context.program.evaluator, name, use.capture.frame) is not None:
            return hand_over
    return _PLANNERS.get(use.home)
