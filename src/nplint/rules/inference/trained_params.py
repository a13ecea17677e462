"""Params that SVI trained, and the guide they belong to."""

from __future__ import annotations

from nplint.semantic.evaluator import Evaluator
from nplint.libraries.numpyro import bind_call, entry_of
from nplint.semantic.values import Derived, Made, Member, Thunk, Value


def trained_by(value: Value) -> Made | None:
    """The ``SVI(...)`` whose params a value is: ``svi.run(…).params`` or ``svi.get_params(…)``."""
    if isinstance(value, Member) and value.attr == "params":
        return _called_on_svi(value.owner, "run")
    return _called_on_svi(value, "get_params")


def _called_on_svi(value: Value, method: str) -> Made | None:
    if not isinstance(value, Derived) or value.attr != method:
        return None
    svi = value.owner
    entry = entry_of(svi) if isinstance(svi, Made) else None
    return svi if isinstance(svi, Made) and entry is not None and entry.kind == "svi" else None


def guide_of(evaluator: Evaluator, svi: Made) -> Thunk | None:
    """The guide that an ``SVI(...)`` was given."""
    entry = entry_of(svi)
    if entry is None:
        return None
    return bind_call(evaluator, entry, svi.call, svi.frame).arguments.get("guide")
