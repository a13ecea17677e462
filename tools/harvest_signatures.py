"""Runs inside a lane: how a callable is called, as the list of words that the data files keep."""

from __future__ import annotations

import ast
import inspect

_KINDS = inspect.Parameter


def parameters_of(value: object) -> list[str] | None:
    """A signature as a list: ``["loc=0.0", "*", "validate_args=None"]``.

    A default that is not a literal reads ``…``. None where there is no signature to be had.
    """
    try:
        signature = inspect.signature(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    written: list[str] = []
    previous = None
    for parameter in signature.parameters.values():
        if previous is _KINDS.POSITIONAL_ONLY and parameter.kind is not previous:
            written.append("/")
        starred = previous in (_KINDS.VAR_POSITIONAL, _KINDS.KEYWORD_ONLY)
        if parameter.kind is _KINDS.KEYWORD_ONLY and not starred:
            written.append("*")
        mark = {_KINDS.VAR_POSITIONAL: "*", _KINDS.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        default = "" if parameter.default is _KINDS.empty else f"={_literal(parameter.default)}"
        written.append(f"{mark}{parameter.name}{default}")
        previous = parameter.kind
    if previous is _KINDS.POSITIONAL_ONLY:
        written.append("/")
    return written


def _literal(default: object) -> str:
    text = repr(default)
    try:
        ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return "…"
    return text
