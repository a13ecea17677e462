"""Draws with one key that give the same numbers, where the program takes them for independent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.enclosing import body_of, enclosing, statement_of
from nplint.facts.expressions import terminal
from nplint.facts.scopes import Scope, binding_scope
from nplint.libraries.numpyro import is_distribution
from nplint.records import record
from nplint.semantic.call_contexts import Contexts
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import CallResult, External, MethodResult

# Each is an increasing function of the same uniform numbers: equal shapes give equal ranks.
_OF_UNIFORM = frozenset(
    f"jax.random.{name}"
    for name in ("cauchy", "exponential", "gumbel", "laplace", "logistic", "normal", "uniform")
)
# The other samplers.
_OTHERS = frozenset(
    f"jax.random.{name}"
    for name in ("bernoulli", "beta", "binomial", "categorical", "choice", "dirichlet", "gamma",
                 "permutation", "poisson", "rademacher", "randint", "t", "truncated_normal")
)  # fmt: skip
_SAMPLERS = _OF_UNIFORM | _OTHERS
# Where independent draws meet. A difference or a ratio may well compare, with common numbers.
_JOINING = frozenset({"+", "*"})


@record
class Draw:
    """A draw with its key; ``likeness`` says what draws the same with the same key, if known."""

    value: CallResult | MethodResult
    key: ex.Expr
    likeness: tuple[str, str] | None
    statement: st.Statement

    @property
    def call(self) -> ex.Call:
        """The call that draws."""
        return self.value.call

    def is_like(self, other: Draw) -> bool:
        """Whether both draw the same with the same key."""
        return self.likeness is not None and self.likeness == other.likeness


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
    for scope, draw in draws_of(evaluator, contexts, text_of):
        if isinstance(draw.key, ex.Name) and binding_scope(scope, draw.key.id) is scope:
            groups[scope, draw.key.id].append(draw)
    sums: dict[Scope, list[tuple[set[ex.Call], ...]]] = {}
    for (scope, name), draws in groups.items():
        draws.sort(key=lambda draw: draw.call.start)
        if len(draws) > 1:
            if scope not in sums:
                sums[scope] = joined(dependence, contexts, scope)
            yield from _alike(scope, name, draws, sums[scope])


def draws_of(
    evaluator: Evaluator, contexts: Contexts, text_of: Callable[[Scope, ex.Expr], str]
) -> Iterator[tuple[Scope, Draw]]:
    """The draws by samplers of JAX and by distributions of NumPyro, each with its scope."""
    names = {name.rpartition(".")[2] for name in _SAMPLERS} | {"sample"}
    for name in sorted(names):
        for call in evaluator.index.calls_of(name):
            draw = _draw(evaluator, contexts, call, text_of)
            if draw is not None:
                yield call.scope, draw


def _draw(
    evaluator: Evaluator,
    contexts: Contexts,
    call: ex.Call,
    text_of: Callable[[Scope, ex.Expr], str],
) -> Draw | None:
    scope = call.scope
    frame = contexts.frames(scope)[0]
    called = evaluator.values(call.func, frame)
    if any(isinstance(each, External) and each.name not in _SAMPLERS for each in called):
        return None  # most are ``numpyro.sample``
    values = evaluator.values(call, frame)
    value = values[0] if len(values) == 1 else None
    if not isinstance(value, (CallResult, MethodResult)) or value.call is not call:
        return None
    if isinstance(value, CallResult) and value.name in _OF_UNIFORM and len(call.arguments) <= 2:
        family, parameter = "uniform", "shape"
    elif isinstance(value, CallResult) and value.name in _OTHERS:
        family, parameter = "", "shape"
    elif isinstance(value, MethodResult) and value.attr == "sample" and _is_plain(evaluator, value):
        assert isinstance(value.owner, CallResult)
        family, parameter = value.owner.name, "sample_shape"
    else:
        return None
    key = evaluator.argument(call, 0, "key")
    shape = evaluator.argument(call, 1, parameter)
    statement = statement_of(call.start, scope)
    if key is None or statement is None:
        return None
    if any(_chooses(expr) for expr in st.expressions(statement)):
        return None
    spelled = text_of(scope, shape) if shape is not None else ""
    return Draw(value, key, (family, spelled) if family else None, statement)


def _is_plain(evaluator: Evaluator, draw: MethodResult) -> bool:
    """Whether the distribution is one of single numbers, which share its numbers' shape."""
    owner = draw.owner
    return (
        isinstance(owner, CallResult)
        and is_distribution(owner)
        and all(
            evaluator.literals(argument.value, owner.frame) is not None
            for argument in owner.call.arguments
        )
    )


def _chooses(expr: ex.Expr) -> bool:
    return isinstance(expr, ex.Conditional) or any(map(_chooses, ex.children(expr)))


def _alike(
    scope: Scope, name: str, draws: list[Draw], sums: list[tuple[set[ex.Call], ...]]
) -> Iterator[list[Draw]]:
    """The draws that give the same numbers as an earlier one and meet it."""
    left = list(draws)
    while left:
        first = left.pop(0)
        same = [
            draw
            for draw in left
            if draw.is_like(first)
            and meet(first, draw, sums)
            and _follows(scope, name, first, draw)
        ]
        if same:
            yield [first, *same]
            left = [draw for draw in left if draw not in same]


def _follows(scope: Scope, name: str, first: Draw, second: Draw) -> bool:
    """Whether both are surely reached, one after the other, with the key the same."""
    bindings = scope.bindings[name]
    before = reaching_definitions(bindings, first.key.start)
    if len(before) != 1 or before != reaching_definitions(bindings, second.key.start):
        return False
    if any(first.call.start < place < second.call.start for place in _lost_splits(scope, name)):
        return False  # the discarded split is what is wrong
    return run_together(scope, first.statement, second.statement)


def run_together(scope: Scope, first: st.Statement, second: st.Statement) -> bool:
    """Whether a statement is surely reached wherever an earlier one was."""
    around = enclosing(first, scope)
    if around != enclosing(second, scope):
        return False
    return not any(
        isinstance(outer, (st.If, st.Try, st.Match))
        and _block_with(outer, first) != _block_with(outer, second)
        for outer in around
    )


def _lost_splits(scope: Scope, name: str) -> Iterator[int]:
    """Where statements split a key and throw the new keys away."""
    for statement in scope.module.discarded:
        call = statement.value if statement.scope is scope else None
        if isinstance(call, ex.Call) and terminal(call.func) == "split":
            for argument in call.arguments[:1]:
                if isinstance(argument.value, ex.Name) and argument.value.id == name:
                    yield statement.start


def _block_with(outer: st.Statement, inner: st.Statement) -> int:
    return sum(bool(block) and block[0].start <= inner.start for block in st.blocks(outer))


def joined(
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


def meet(first: Draw, second: Draw, sums: list[tuple[set[ex.Call], ...]]) -> bool:
    """Whether some sum or product has one draw in one operand and the other in another."""
    return any(
        first.call in one and second.call in other
        for operands in sums
        for one in operands
        for other in operands
        if one is not other
    )
