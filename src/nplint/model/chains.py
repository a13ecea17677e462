"""The number of chains that an ``MCMC(...)`` runs, and the way it runs them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from nplint.facts.expressions import Attribute, Call, Constant, Name
from nplint.facts.scopes import Scope
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import (
    BoundExpr,
    Element,
    ExternalAttribute,
    Frame,
    Literal,
    MethodResult,
    Unknown,
    Value,
)


class Chains(Enum):
    """The number of a run's chains, as far as it decides what is shared."""

    ONE = "one chain, or one after the other"
    SEVERAL = "several chains at once"
    UNKNOWN = "an unknown number of chains"


@dataclass(frozen=True, slots=True)
class ChainCount:
    """The chains of a run.

    ``number`` is the largest count seen; ``vectorized`` says that the method is known to be that;
    ``needs_devices`` says that the chains run at once only if whoever runs the program has as many
    devices for them.
    """

    chains: Chains
    number: int | None = None
    vectorized: bool = False
    needs_devices: bool = False

    @property
    def shown(self) -> str:
        """The chains in a message: ``the 2 chains``."""
        return f"the {self.number} chains" if self.number is not None else "the chains"

    @property
    def condition(self) -> str:
        """The condition under which several run at once, for a message; empty where they do."""
        if self.chains is not Chains.SEVERAL:
            return "if several chains run at once "
        return "if each chain has a device of its own " * self.needs_devices


def count_chains(
    evaluator: Evaluator,
    num_chains: BoundExpr | None,
    method: BoundExpr | None,
    complete: bool,
    devices: int | None,
) -> ChainCount:
    """Decide from the arguments of ``MCMC``.

    Parameters
    ----------
    evaluator
        Says what the arguments are.
    num_chains, method
        The arguments, as far as they are given.
    complete
        Whether no others may be given.
    devices
        The number of devices for the chains; None where it is not known.
    """
    methods = _literals(evaluator, method)
    if methods and all(name == "sequential" for name in methods):
        return ChainCount(Chains.ONE)
    vectorized = bool(methods) and all(name == "vectorized" for name in methods or ())
    if num_chains is None:
        return ChainCount(Chains.ONE if complete else Chains.UNKNOWN)
    # More chains than devices run one after the other, if the method is to run them in parallel.
    parallel = complete if method is None else methods == ["parallel"]
    enough = devices if parallel else None
    counts = [n for n in _literals(evaluator, num_chains) or () if isinstance(n, int)]
    several = [n for n in counts if n > 1 and (enough is None or n <= enough)]
    if several:
        needs_devices = parallel and devices is None
        return ChainCount(Chains.SEVERAL, max(several), vectorized, needs_devices)
    if counts or enough == 1:
        return ChainCount(Chains.ONE)
    return ChainCount(Chains.UNKNOWN, None, vectorized)


def _literals(evaluator: Evaluator, argument: BoundExpr | None) -> list[object] | None:
    """Return the constants that an argument may be, those left out that are not known."""
    if argument is None:
        return None
    found: list[object] = []
    for value in evaluator.values_of(argument):
        if isinstance(value, Literal):
            found.append(value.value)
        else:
            found += _option_default(evaluator, value, argument)
    return found or None


def _option_default(evaluator: Evaluator, value: Value, argument: BoundExpr) -> Iterable[object]:
    """Return the default of a command-line option that a value was read from."""
    expr = argument.expr
    if isinstance(value, ExternalAttribute) and isinstance(value.owner, MethodResult):
        if value.owner.attr in ("parse_args", "parse_known_args"):
            return _declared_default(evaluator, argument.frame.scope, "add_argument", value.attr)
    if isinstance(value, (Unknown, Element)) and isinstance(expr, Name):
        return _decorated_default(evaluator, argument.frame, expr)
    unpacked = isinstance(value, ExternalAttribute) and isinstance(value.owner, Element)
    if (unpacked or isinstance(value, Unknown)) and isinstance(expr, Attribute):
        return _declared_default(evaluator, argument.frame.scope, "add_argument", expr.attr)
    return ()


def _declared_default(
    evaluator: Evaluator, scope: Scope, method: str, option: str
) -> Iterable[object]:
    for call in evaluator.index.calls.get(method, ()):
        if call.scope.module is scope.module and _declares(call, option):
            yield from _default(evaluator, call, evaluator.generic_frame(call.scope))


def _decorated_default(evaluator: Evaluator, frame: Frame, name: Name) -> Iterable[object]:
    owner, _ = evaluator.find_name(name.id, name.start, frame)
    function = owner.scope.function if owner is not None else None
    if owner is None or function is None or owner.parent is None:
        return
    for decorator in function.decorators:
        if isinstance(decorator, Call) and _declares(decorator, name.id):
            yield from _default(evaluator, decorator, owner.parent)


def _declares(call: Call, option: str) -> bool:
    names = [
        a.value.value for a in call.arguments
        if a.keyword in (None, "dest") and isinstance(a.value, Constant)
    ]  # fmt: skip
    return any(
        re.sub(r"^-+", "", text).replace("-", "_") == option
        for text in names if isinstance(text, str)
    )  # fmt: skip


def _default(evaluator: Evaluator, call: Call, frame: Frame) -> Iterable[object]:
    for argument in call.arguments:
        if argument.keyword == "default":
            literals = evaluator.literals(argument.value, frame) or []
            for literal in literals:
                if isinstance(literal, str) and literal.isdigit():
                    yield int(literal)
                elif isinstance(literal, int):
                    yield literal
