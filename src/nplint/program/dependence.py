"""Which sites a value was computed from."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.program.evaluator import Evaluator
from nplint.program.numpyro_calls import SAMPLE, is_distribution, sample_arguments
from nplint.values import kinds
from nplint.values.kinds import Frame, Made, Value

PARAM = "numpyro.param"
# Attributes of an array that say nothing of its values.
_STATIC = frozenset({"shape", "ndim", "dtype", "size", "batch_shape", "event_shape"})
# Methods of a distribution that draw from it.
_DRAWING = frozenset({"sample", "rsample"})
_DEEPEST = 40


class Dependence:
    """Follows values back through operators, calls and containers to the sites they come from."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    def sites(self, expr: ex.Expr, frame: Frame) -> list[Made]:
        """The ``numpyro.sample`` and ``numpyro.param`` calls an expression depends on."""
        return [
            value
            for value in self.calls(expr, frame)
            if isinstance(value, Made) and value.name in (SAMPLE, PARAM)
        ]

    def draws(self, expr: ex.Expr, frame: Frame) -> list[kinds.Derived]:
        """The draws by ``distribution.sample(key)``, past all sites, that it depends on."""
        return [
            value
            for value in self.calls(expr, frame)
            if isinstance(value, kinds.Derived)
            and value.attr in _DRAWING
            and is_distribution(value.owner)
        ]

    def calls(self, expr: ex.Expr, frame: Frame) -> list[Made | kinds.Derived]:
        """What calls of external functions and of methods gave that it depends on.

        What a site's distribution was computed from is not looked into.
        """
        found: dict[ex.Call, Made | kinds.Derived] = {}
        for value in self._of(expr, frame, set(), 0):
            found.setdefault(value.call, value)
        return list(found.values())

    def is_of_params_alone(self, expr: ex.Expr, frame: Frame) -> bool:
        """Whether an expression is computed from params and constants and nothing else.

        It then has the same value wherever it is evaluated.
        """
        return self._is_of_params(expr, frame, set())

    def _is_of_params(self, expr: ex.Expr, frame: Frame, seen: set[tuple[ex.Expr, Frame]]) -> bool:
        if (expr, frame) in seen:
            return False
        seen = seen | {(expr, frame)}
        values = self.evaluator.values(expr, frame)
        return bool(values) and all(self._is_of_params_value(value, seen) for value in values)

    def _is_of_params_value(self, value: Value, seen: set[tuple[ex.Expr, Frame]]) -> bool:
        if isinstance(value, (kinds.Literal, kinds.External)):
            return True
        if isinstance(value, Made) and value.name == PARAM:
            name = sample_arguments(value.call)[0]
            return name is not None and self.evaluator.literals(name, value.frame) is not None
        if isinstance(value, Made) and value.name != SAMPLE:
            parts = [argument.value for argument in value.call.arguments]
            return all(self._is_of_params(part, value.frame, seen) for part in parts)
        if isinstance(value, kinds.Derived):
            parts = [argument.value for argument in value.call.arguments]
            return self._is_of_params_value(value.owner, seen) and all(
                self._is_of_params(part, value.frame, seen) for part in parts
            )
        if isinstance(value, kinds.Computed) and isinstance(value.expr, ex.Operation):
            return all(self._is_of_params(p, value.frame, seen) for p in value.expr.operands)
        return False

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
    ) -> Iterator[Made | kinds.Derived]:
        if (expr, frame) in seen or depth > _DEEPEST:
            return
        seen.add((expr, frame))
        for value in self.evaluator.values(expr, frame):
            yield from self._from(value, seen, depth)

    def _from(
        self, value: Value, seen: set[tuple[ex.Expr, Frame]], depth: int
    ) -> Iterator[Made | kinds.Derived]:
        if isinstance(value, (Made, kinds.Derived)):
            yield value
        if isinstance(value, Made) and value.name in (SAMPLE, PARAM):
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
