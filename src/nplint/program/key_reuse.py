"""Draws with one key that give the same numbers, where the program takes them for independent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.scopes import Scope, holder_of
from nplint.program.contexts import Contexts
from nplint.program.dependence import Dependence
from nplint.program.evaluator import Evaluator
from nplint.program.index import terminal
from nplint.program.numpyro_calls import is_distribution
from nplint.program.reaching import reaching
from nplint.program.surroundings import body_of, enclosing, statement_of
from nplint.values.kinds import Derived, Made

# Each is an increasing function of the same uniform numbers: equal shapes give equal ranks.
_OF_UNIFORM = frozenset(
    f"jax.random.{name}"
    for name in ("cauchy", "exponential", "gumbel", "laplace", "logistic", "normal", "uniform")
)
# Where independent draws meet. A difference or a ratio may well compare, with common numbers.
_JOINING = frozenset({"+", "*"})


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """A draw with a key that is a variable of the scope; ``likeness`` says what equals it."""

    value: Made | Derived
    key: ex.Name
    likeness: tuple[str, str]
    statement: st.Statement

    @property
    def call(self) -> ex.Call:
        """The call that draws."""
        return self.value.call


def repeated_draws(
    evaluator: Evaluator,
    contexts: Contexts,
    dependence: Dependence,
    text_of: Callable[[Scope, ex.Expr], str],
) -> Iterator[list[Draw]]:
    """Draws of the same numbers that are added or multiplied, in source order.

    Parameters
    ----------
    text_of
        The source of an expression: shapes are equal if they are spelled the same.
    """
    groups: dict[tuple[Scope, str], list[Draw]] = defaultdict(list)
    names = {name.rpartition(".")[2] for name in _OF_UNIFORM} | {"sample"}
    for name in sorted(names):
        for call, scope in evaluator.index.calls_of(name):
            draw = _draw(evaluator, contexts, call, scope, text_of)
            if draw is not None:
                groups[scope, draw.key.id].append(draw)
    for (scope, _), draws in groups.items():
        draws.sort(key=lambda draw: draw.call.start)
        if len(draws) > 1:
            yield from _alike(scope, draws, _joined(dependence, contexts, scope))


def _draw(
    evaluator: Evaluator,
    contexts: Contexts,
    call: ex.Call,
    scope: Scope,
    text_of: Callable[[Scope, ex.Expr], str],
) -> Draw | None:
    frame = contexts.frames(scope)[0]
    values = evaluator.values(call, frame)
    value = values[0] if len(values) == 1 else None
    if not isinstance(value, (Made, Derived)) or value.call is not call:
        return None
    if isinstance(value, Made) and value.name in _OF_UNIFORM and len(call.arguments) <= 2:
        family, parameter = "uniform", "shape"
    elif isinstance(value, Derived) and value.attr == "sample" and _is_plain(evaluator, value):
        assert isinstance(value.owner, Made)
        family, parameter = value.owner.name, "sample_shape"
    else:
        return None
    key = evaluator.argument(call, 0, "key")
    shape = evaluator.argument(call, 1, parameter)
    statement = statement_of(call.start, scope)
    if not isinstance(key, ex.Name) or holder_of(scope, key.id) is not scope or statement is None:
        return None
    if any(_chooses(expr) for expr in st.expressions(statement)):
        return None
    spelled = text_of(scope, shape) if shape is not None else ""
    return Draw(value, key, (family, spelled), statement)


def _is_plain(evaluator: Evaluator, draw: Derived) -> bool:
    """Whether the distribution is one of single numbers, which share its numbers' shape."""
    owner = draw.owner
    return (
        isinstance(owner, Made)
        and is_distribution(owner)
        and all(
            evaluator.literals(argument.value, owner.frame) is not None
            for argument in owner.call.arguments
        )
    )


def _chooses(expr: ex.Expr) -> bool:
    return isinstance(expr, ex.Conditional) or any(map(_chooses, ex.children(expr)))


def _alike(
    scope: Scope, draws: list[Draw], joined: list[tuple[set[ex.Call], ...]]
) -> Iterator[list[Draw]]:
    """The draws that give the same numbers as an earlier one and meet it."""
    left = list(draws)
    while left:
        first = left.pop(0)
        same = [
            draw
            for draw in left
            if draw.likeness == first.likeness
            and _follows(scope, first, draw)
            and _meet(first, draw, joined)
        ]
        if same:
            yield [first, *same]
            left = [draw for draw in left if draw not in same]


def _follows(scope: Scope, first: Draw, second: Draw) -> bool:
    """Whether both are surely reached, one after the other, with the key the same."""
    bindings = scope.bindings[first.key.id]
    before = reaching(bindings, first.key.start)
    if len(before) != 1 or before != reaching(bindings, second.key.start):
        return False
    if any(first.call.start < place < second.call.start for place in _lost_splits(scope, first)):
        return False  # the discarded split is what is wrong
    around = enclosing(first.statement, scope)
    if around != enclosing(second.statement, scope):
        return False
    return not any(
        isinstance(outer, (st.If, st.Branches))
        and _block_with(outer, first.statement) != _block_with(outer, second.statement)
        for outer in around
    )


def _lost_splits(scope: Scope, draw: Draw) -> Iterator[int]:
    """Where statements split the key of a draw and throw the new keys away."""
    for statement, home in scope.module.discarded:
        call = statement.value
        if home is scope and isinstance(call, ex.Call) and terminal(call.func) == "split":
            for argument in call.arguments[:1]:
                if isinstance(argument.value, ex.Name) and argument.value.id == draw.key.id:
                    yield statement.start


def _block_with(outer: st.Statement, inner: st.Statement) -> int:
    return sum(bool(block) and block[0].start <= inner.start for block in st.blocks(outer))


def _joined(
    dependence: Dependence, contexts: Contexts, scope: Scope
) -> list[tuple[set[ex.Call], ...]]:
    """For each sum and product of a scope, the calls that its operands depend on."""
    frame = contexts.frames(scope)[0]
    found = []
    waiting = [e for s in st.statements(body_of(scope)) for e in st.expressions(s)]
    while waiting:
        expr = waiting.pop()
        waiting += ex.children(expr)
        if isinstance(expr, ex.Operation) and expr.operator in _JOINING:
            found.append(
                tuple(
                    {value.call for value in dependence.calls(operand, frame)}
                    for operand in expr.operands
                )
            )
    return found


def _meet(first: Draw, second: Draw, joined: list[tuple[set[ex.Call], ...]]) -> bool:
    """Whether some sum or product has one draw in one operand and the other in another."""
    return any(
        first.call in one and second.call in other
        for operands in joined
        for one in operands
        for other in operands
        if one is not other
    )
