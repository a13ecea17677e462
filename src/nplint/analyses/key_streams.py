"""Streams of random numbers: the key that a key comes from, and the way from it."""

from __future__ import annotations

from nplint.facts import expressions as ex
from nplint.libraries.jax_keys import MAKING, SPLITTING
from nplint.records import record
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.recursion import Guard
from nplint.semantic.values import BoundExpr, CallResult, Element, OperatorResult, Value

_DEEPEST = 20
_OF_NUMPYRO = "numpyro.prng_key"


@record
class KeyStream:
    """A random key.

    Parameters
    ----------
    origin
        The call that makes the first key: ``PRNGKey(0)``, ``numpyro.prng_key()``.
    path
        The calls and subscripts that lead from it to this one, as they are written.
        ``one of them`` is any key of several that were unpacked: then nobody knows which.
    """

    origin: CallResult
    path: tuple[str, ...] = ()


@Guard(otherwise=None, deepest=_DEEPEST)  # as in ``key, sub = split(key)`` in a loop
def key_stream(evaluator: Evaluator, value: Value) -> KeyStream | None:
    """Return the stream that a value is the key of, if it surely is a key."""
    match value:
        case CallResult(name=name) if name in MAKING or name == _OF_NUMPYRO:
            return KeyStream(value)
        case CallResult(name=name, call=call, frame=frame) if name in SPLITTING and call.arguments:
            given = [ex.short_source(each.value) for each in call.arguments[1:]]
            step = f"{value.short_name}({', '.join(given)})"
            return _longer(evaluator, BoundExpr(call.arguments[0].value, frame), step)
        case OperatorResult(expr=ex.Subscript(value=inner, index=index), frame=frame):
            return _longer(evaluator, BoundExpr(inner, frame), f"[{ex.short_source(index)}]")
        case Element(owner=owner):
            found = key_stream(evaluator, owner)
            return KeyStream(found.origin, (*found.path, "one of them")) if found else None
    return None


def _longer(evaluator: Evaluator, key: BoundExpr, step: str) -> KeyStream | None:
    found = {key_stream(evaluator, each) for each in evaluator.values_of(key)}
    only = found.pop() if len(found) == 1 else None
    return KeyStream(only.origin, (*only.path, step)) if only is not None else None
