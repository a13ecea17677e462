"""Which sites a value was computed from."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.program.evaluator import Evaluator
from nplint.program.numpyro_calls import SAMPLE, sample_arguments
from nplint.values import kinds
from nplint.values.kinds import Frame, Made, Value

PARAM = "numpyro.param"
# Attributes of an array that say nothing of its values.
_STATIC = frozenset({"shape", "ndim", "dtype", "size", "batch_shape", "event_shape"})
_DEEPEST = 40


class Dependence:
    """Follows values back through operators, calls and containers to the sites they come from."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    def sites(self, expr: ex.Expr, frame: Frame) -> list[Made]:
        """The ``numpyro.sample`` and ``numpyro.param`` calls an expression depends on."""
        found: dict[ex.Call, Made] = {}
        for made in self._of(expr, frame, set(), 0):
            found.setdefault(made.call, made)
        return list(found.values())

    def names(self, expr: ex.Expr, frame: Frame) -> list[str]:
        """The constant names of these sites, in the order they are met."""
        found: dict[str, None] = {}
        for made in self.sites(expr, frame):
            name = sample_arguments(made.call)[0]
            literals = self.evaluator.literals(name, made.frame) if name is not None else None
            found.update((each, None) for each in literals or () if isinstance(each, str))
        return list(found)

    def _of(
        self, expr: ex.Expr, frame: Frame, seen: set[tuple[ex.Expr, Frame]], depth: int
    ) -> Iterator[Made]:
        if (expr, frame) in seen or depth > _DEEPEST:
            return
        seen.add((expr, frame))
        for value in self.evaluator.values(expr, frame):
            yield from self._from(value, seen, depth)

    def _from(self, value: Value, seen: set[tuple[ex.Expr, Frame]], depth: int) -> Iterator[Made]:
        if isinstance(value, Made) and value.name in (SAMPLE, PARAM):
            yield value
            return
        if isinstance(value, (kinds.Member, kinds.Derived, kinds.Part)):
            if not (isinstance(value, kinds.Member) and value.attr in _STATIC):
                yield from self._from(value.owner, seen, depth + 1)
        if isinstance(value, (Made, kinds.Derived)):
            for argument in value.call.arguments:
                yield from self._of(argument.value, value.frame, seen, depth + 1)
        elif isinstance(value, kinds.Computed):
            for operand in ex.children(value.expr):
                yield from self._of(operand, value.frame, seen, depth + 1)
        elif isinstance(value, kinds.Container):
            for _, thunk in self.evaluator.containers.entries(value):
                yield from self._of(thunk.expr, thunk.frame, seen, depth + 1)
