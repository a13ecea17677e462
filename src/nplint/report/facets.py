"""The facets of a value in words: one line for each, and the steps from which it follows."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.abstract_values import AbstractValue
from nplint.analyses.key_streams import KeyStream
from nplint.analyses.stages import StagedValue
from nplint.domains.dtype import Dtype
from nplint.domains.interval import ANYTHING, Interval
from nplint.domains.shape import MANY, Length, Shape
from nplint.domains.stage import Stage
from nplint.domains.structure import telling
from nplint.facts.expressions import Constant, short_source
from nplint.model.sites import Site
from nplint.semantic.values import BoundExpr, OperatorResult

_MOST_STEPS = 20


def facets(value: AbstractValue) -> Iterator[tuple[str, str]]:
    """Yield the facets of a value that are known, each with its name."""
    if value.stage.stage is not Stage.UNKNOWN:
        yield "stage", _stage(value.stage)
    if value.dtype is not None:
        yield "dtype", _dtype(value.dtype)
    if value.range != ANYTHING:
        yield "range", _range(value.range)
    if value.structure:
        yield "structure", ", ".join(sorted(form.value for form in telling(value.structure)))
    if value.shape is not None:
        yield "shape", _shape(value.shape)
    if value.key is not None:
        yield "key", _key(value.key)
    if value.support is not None:
        yield "support", str(value.support)
    if value.sites:
        yield "depends on", ", ".join(map(repr, value.sites))


def steps(value: AbstractValue) -> Iterator[tuple[BoundExpr, str]]:
    """Yield the expressions that a value is computed from, each with what is known of it.

    Each stands once, before those that it is computed from in turn.
    """
    seen: set[BoundExpr] = set()
    waiting = [*value.operands]
    while waiting and len(seen) < _MOST_STEPS:
        step = waiting.pop(0)
        if step.bound is not None and not isinstance(step.bound.expr, Constant):
            if step.bound in seen:
                continue
            seen.add(step.bound)
            known = "; ".join(f"{name} {text}" for name, text in facets(step))
            yield step.bound, known or "nothing is known of it"
        waiting = [*step.operands, *waiting]


def _stage(staged: StagedValue) -> str:
    if staged.stage is not Stage.TRACED or staged.origin is None:
        return staged.stage.value
    origin = staged.origin
    if isinstance(origin, Site):
        named = repr(origin.name) if origin.name is not None else "of a computed name"
        return f"traced, by the site {named}"
    written = origin.expr if isinstance(origin, OperatorResult) else origin.call
    return f"traced, as JAX computes {short_source(written)}"


def _dtype(dtype: Dtype) -> str:
    kind = dtype.kind.name.lower()
    if dtype.bits == 64:
        return f"{kind}32, or {kind}64 under `jax_enable_x64`"
    return f"{kind}{dtype.bits or ''}"


def _range(interval: Interval) -> str:
    words = ["whole numbers"] if interval.integer else []
    words += ["NaN may come up"] if interval.nan else []
    words += ["all of it can come up"] if interval.exact else []
    if interval.is_point:
        return f"{interval.low:g}"
    low, high = "(" if interval.low_open else "[", ")" if interval.high_open else "]"
    ends = f"{low}{interval.low:g}, {interval.high:g}{high}"
    return ", ".join([ends, *words])


def _shape(shape: Shape) -> str:
    comma = "," if len(shape) == 1 else ""
    return f"({', '.join(map(_length, shape))}{comma})"


def _length(length: Length) -> str:
    if length is None:
        return "?"
    return "several" if length is MANY else str(length)


def _key(stream: KeyStream) -> str:
    return ", ".join([short_source(stream.origin.call), *stream.path])
