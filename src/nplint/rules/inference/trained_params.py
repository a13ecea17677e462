"""Params that SVI trained, and the guide they belong to."""

from __future__ import annotations

from nplint.libraries.numpyro import bind_call, entry_of
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import BoundExpr, CallResult, ExternalAttribute, MethodResult, Value


def trained_by(value: Value) -> CallResult | None:
    """The ``SVI(...)`` whose params a value is: ``svi.run(…).params`` or ``svi.get_params(…)``."""
    if isinstance(value, ExternalAttribute) and value.attr == "params":
        return _called_on_svi(value.owner, "run")
    return _called_on_svi(value, "get_params")


def _called_on_svi(value: Value, method: str) -> CallResult | None:
    if not isinstance(value, MethodResult) or value.attr != method:
        return None
    svi = value.owner
    entry = entry_of(svi) if isinstance(svi, CallResult) else None
    return (
        svi if isinstance(svi, CallResult) and entry is not None and entry.kind == "svi" else None
    )


def guide_of(evaluator: Evaluator, svi: CallResult) -> BoundExpr | None:
    """The guide that an ``SVI(...)`` was given."""
    entry = entry_of(svi)
    if entry is None:
        return None
    return bind_call(evaluator, entry, svi.call, svi.frame).arguments.get("guide")
