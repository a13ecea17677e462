"""Uses that become infinite where a clipped value is as large, or as small, as it can be."""

from __future__ import annotations

from enum import Enum

from nplint.facts import expressions as ex
from nplint.libraries.numpyro import arguments_of, entry_of, family_of
from nplint.model.sites import Site
from nplint.numpyro_api import family
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    ExternalAttribute,
    Frame,
    MethodResult,
    OperatorResult,
    Value,
)

# Functions that are infinite at one, and at zero.
_AT_ONE = frozenset({"logit", "ndtri", "arctanh", "atanh", "erfinv", "ppf", "icdf"})
_AT_ZERO = frozenset({"log", "log2", "log10", "logit", "ndtri", "reciprocal", "ppf", "icdf"})
_LOGS = frozenset({"log", "log2", "log10"})
# Functions that give the numbers they are given, in another shape.
_KEEPING = frozenset(
    {"array", "asarray", "atleast_1d", "broadcast_to", "concatenate", "expand_dims", "hstack",
     "mean", "prod", "ravel", "repeat", "reshape", "squeeze", "stack", "sum", "tile", "transpose",
     "where"}
)  # fmt: skip
# Parameters of distributions that may be zero, and those that may be one.
_LOCATIONS = frozenset({"loc", "low", "high", "v"})
_SUPPORTS = {"bound": frozenset({"unit_interval", "simplex"}), "zero": frozenset({"positive"})}
_DEEPEST = 20


class Arrival(Enum):
    """The form in which a value is used: a number that is or makes zero or infinity."""

    ABSENT = "it has no part in it"
    HARMLESS = "as another number, which is finite"
    ITSELF = "as it is"
    NEGATED = "with another sign"
    ZERO = "as its logarithm, which is zero"
    INFINITE = "as something infinite"


class SingularUses:
    """Follows a value from the call that made it to the density of a site.

    Parameters
    ----------
    evaluator
        Says what expressions are.
    call
        The call whose result is followed.
    kind
        ``bound`` if the result may be one, ``zero`` if it may be zero.
    """

    def __init__(self, evaluator: Evaluator, call: ex.Call, kind: str) -> None:
        self.evaluator, self.call, self.kind = evaluator, call, kind

    def make_infinite(self, site: Site, clamps: bool) -> bool:
        """Tell whether the density of a site is infinite then, or what it is computed from.

        ``clamps`` says that NumPyro keeps the probabilities of the site's distribution from that.
        """
        for name in ("fn", "log_factor"):
            given = site.arguments.get(name)
            if given is not None:
                how = self._at(given.expr, given.frame, 0, clamps)
                if how is Arrival.INFINITE:
                    return True
        obs = site.arguments.get("obs")
        how = self._at(obs.expr, obs.frame, 0) if obs is not None else Arrival.ABSENT
        return how is Arrival.INFINITE or (
            how is not Arrival.ABSENT
            and how is not Arrival.HARMLESS
            and self._is_at_edge(site.arguments.get("fn"))
        )

    def _is_at_edge(self, fn: BoundExpr | None) -> bool:
        """Tell whether a distribution may have no density at the value."""
        for value in self.evaluator.values_of(fn) if fn is not None else ():
            made = family_of(value)
            entry = entry_of(made) if made is not None else None
            facts = family(entry.name, entry.releases[-1]) if entry is not None else None
            if made is None or facts is None:
                return True
            given = arguments_of(self.evaluator, made).given(self.evaluator)
            support = facts.support(given)
            if support is None or support.name in _SUPPORTS[self.kind]:
                return True
        return False

    def _at(self, expr: ex.Expr, frame: Frame, depth: int, clamps: bool = False) -> Arrival:
        if depth > _DEEPEST:
            return Arrival.INFINITE  # it is not known
        values = self.evaluator.values(expr, frame)
        return _worst([self._in(value, depth + 1, clamps) for value in values])

    def _in(self, value: Value, depth: int, clamps: bool) -> Arrival:
        match value:
            case CallResult(call=call) if call is self.call:
                return Arrival.ITSELF
            case CallResult(name="numpyro.sample" | "numpyro.param"):
                return Arrival.ABSENT
            case CallResult() if family_of(value) is value:
                return self._in_distribution(value, depth, clamps)
            case CallResult(call=call, frame=frame):
                parts = [self._at(each.value, frame, depth) for each in call.arguments]
                return self._through(value.short_name, _worst(parts))
            case MethodResult(owner=owner, call=call, frame=frame):
                parts = [self._at(each.value, frame, depth) for each in call.arguments]
                own = self._in(owner, depth, clamps)
                return self._through(value.attr, _worst([own, *parts]))
            case ExternalAttribute(owner=owner):
                return self._in(owner, depth, clamps)
            case OperatorResult(expr=ex.Subscript(value=inner), frame=frame):
                return self._at(inner, frame, depth)
            case OperatorResult():
                return self._in_operation(value, depth)
        return Arrival.ABSENT

    def _in_distribution(self, made: CallResult, depth: int, clamps: bool) -> Arrival:
        found = [Arrival.ABSENT]
        for name, given in arguments_of(self.evaluator, made).arguments.items():
            how = self._at(given.expr, given.frame, depth)
            edge = name == "probs" if self.kind == "bound" else name not in _LOCATIONS
            if how is Arrival.ITSELF and edge and not clamps:
                how = Arrival.INFINITE
            found.append(how)
        return _worst(found)

    def _in_operation(self, result: OperatorResult, depth: int) -> Arrival:
        operator = result.operator
        parts = [self._at(each.expr, each.frame, depth) for each in result.operands]
        worst = _worst(parts)
        if worst in (Arrival.ABSENT, Arrival.INFINITE, Arrival.HARMLESS):
            return worst
        if operator == "-" and len(parts) == 1:
            return worst if worst is Arrival.ZERO else Arrival.NEGATED
        later = _worst(parts[1:])
        if self.kind == "bound":
            if operator == "-" and later is Arrival.ITSELF:
                return Arrival.INFINITE  # ``1 - p`` is zero
            if operator == "/" and later is Arrival.ZERO:
                return Arrival.INFINITE
            return (
                worst
                if operator in ("*", "**") and worst is not Arrival.ITSELF
                else Arrival.HARMLESS
            )
        if operator == "/" and later is Arrival.ITSELF:
            return Arrival.INFINITE
        return worst if operator in ("*", "**", "/", "+") else Arrival.HARMLESS

    def _through(self, name: str, how: Arrival) -> Arrival:
        """Return how a value comes out of a function that it goes into."""
        if how in (Arrival.ABSENT, Arrival.INFINITE, Arrival.HARMLESS) or name in _KEEPING:
            return how
        if how is Arrival.ZERO and name in _LOGS:
            return Arrival.INFINITE
        if self.kind == "zero":
            return Arrival.INFINITE if name in _AT_ZERO else Arrival.HARMLESS
        if name in _AT_ONE or (name == "log1p" and how is Arrival.NEGATED):
            return Arrival.INFINITE
        return Arrival.ZERO if name in _LOGS and how is Arrival.ITSELF else Arrival.HARMLESS


def _worst(arrivals: list[Arrival]) -> Arrival:
    order = [*Arrival]
    return max(arrivals, key=order.index, default=Arrival.ABSENT)
