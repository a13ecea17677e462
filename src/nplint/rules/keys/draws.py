"""Draws by JAX and by distributions: which of them give the same numbers, and which meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from nplint.analyses.dependence import Dependence
from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.enclosing import body_of, enclosing, statement_of
from nplint.facts.scopes import Scope
from nplint.libraries.numpyro import SAMPLE, is_distribution
from nplint.model.program import Program
from nplint.records import record
from nplint.semantic.values import CallResult, External, Frame, MethodResult

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
# Samplers that begin with uniform numbers of the draw's own shape, and split no key: those of equal
# shapes and keys are functions of the same numbers.
_BY_UNIFORM = _OF_UNIFORM | {
    "jax.random.bernoulli", "jax.random.rademacher", "jax.random.truncated_normal",
    *(f"numpyro.distributions.{name}" for name in (
        "Bernoulli", "BernoulliLogits", "BernoulliProbs", "Categorical", "CategoricalLogits",
        "CategoricalProbs", "Cauchy", "Exponential", "Gumbel", "HalfCauchy", "HalfNormal",
        "Laplace", "LogNormal", "Logistic", "Normal", "TruncatedNormal", "Uniform")),
}  # fmt: skip
_KEYS = frozenset({"jax.random.PRNGKey", "jax.random.key"})
# Operators by which independent draws meet. A difference or a ratio may compare common numbers.
_JOINING = frozenset({"+", "*"})
# Functions that put arrays behind or beside each other, as rows of one table of data.
_COLLECTING = frozenset(
    f"{package}.{name}"
    for package in ("jax.numpy", "numpy")
    for name in ("append", "column_stack", "concatenate", "dstack", "hstack", "stack", "vstack")
)

# The calls that each operand of a sum or product depends on.
_Operands: TypeAlias = tuple[set[ex.Call], ...]


@record
class Draw:
    """A draw with its key.

    Parameters
    ----------
    value, key, statement
        The draw, the key it is given, and the statement it stands in.
    likeness
        What draws the same with the same key has the same of; None where that is not known.
    by_uniform
        Whether it is a function of uniform numbers of its own shape.
    """

    value: CallResult | MethodResult
    key: ex.Expr
    likeness: tuple[str, str] | None
    statement: st.Statement
    by_uniform: bool = False

    @property
    def call(self) -> ex.Call:
        """The call that draws."""
        return self.value.call

    @property
    def scope(self) -> Scope:
        """The scope that evaluates it."""
        return self.call.scope

    def is_like(self, other: Draw) -> bool:
        """Tell whether both draw the same with the same key."""
        return self.likeness is not None and self.likeness == other.likeness

    def is_reached_after(self, first: Draw) -> bool:
        """Tell whether it surely is reached wherever an earlier draw of the scope was."""
        around = enclosing(first.statement, self.scope)
        if around != enclosing(self.statement, self.scope):
            return False
        return not any(
            isinstance(outer, (st.If, st.Try, st.Match))
            and _block_with(outer, first.statement) != _block_with(outer, self.statement)
            for outer in around
        )


class Draws:
    """Finds the draws of a program.

    Parameters
    ----------
    text_of
        The source of an expression: shapes are equal if they are spelled the same.
    """

    def __init__(self, program: Program, text_of: Callable[[Scope, ex.Expr], str]) -> None:
        self.evaluator = program.evaluator
        self.contexts = program.contexts
        self.dependence = program.analysis(Dependence)
        self.text_of = text_of
        self._joined: dict[Scope, dict[ex.Call, dict[int, set[int]]]] = {}

    def __iter__(self) -> Iterator[Draw]:
        """Yield the draws by samplers of JAX and by distributions of NumPyro."""
        names = {name.rpartition(".")[2] for name in _SAMPLERS} | {"sample"}
        for name in sorted(names):
            for call in self.evaluator.index.calls_of(name):
                draw = self.of(call)
                if draw is not None:
                    yield draw

    def seed(self, draw: Draw) -> object:
        """Return the literal that the key of a draw is made of: ``random.PRNGKey(0)``, if any."""
        made = self.evaluator.values(draw.key, self.contexts.frames(draw.scope)[0])
        key = made[0] if len(made) == 1 else None
        if not isinstance(key, CallResult) or key.name not in _KEYS:
            return None
        given = self.evaluator.argument(key.call, 0, "seed")
        literals = self.evaluator.literals(given, key.frame) if given is not None else None
        return literals[0] if literals is not None and len(literals) == 1 else None

    def meet(self, first: Draw, second: Draw) -> bool:
        """Tell whether a sum or product has one draw in one operand and the other in another."""
        scope = first.scope
        if scope not in self._joined:
            self._joined[scope] = self._places(scope)
        one, other = (self._joined[scope].get(each.call, {}) for each in (first, second))
        return any(len(one[each] | other[each]) > 1 for each in one.keys() & other.keys())

    def feeds(self, first: Draw, second: Draw) -> bool:
        """Tell whether one draw is among the parameters of another that begins with its numbers."""
        if not first.by_uniform or not second.by_uniform:
            return False
        made = second.value
        given = made.owner if isinstance(made, MethodResult) else made
        if not isinstance(given, CallResult):
            return False
        exprs = [argument.value for argument in given.call.arguments]
        return any(
            value.call is first.call
            for expr in exprs
            if expr is not second.key
            for value in self.dependence.calls(expr, given.frame)
        )

    def of(self, call: ex.Call) -> Draw | None:
        """Return the draw that a call makes, if it makes one and nothing chooses among several."""
        scope = call.scope
        frame = self.contexts.frames(scope)[0]
        called = self.evaluator.values(call.func, frame)
        names = {each.name for each in called if isinstance(each, External)}
        if names == {SAMPLE}:
            return self._keyed_site(call, frame)
        if names - _SAMPLERS:
            return None
        values = self.evaluator.values(call, frame)
        value = values[0] if len(values) == 1 else None
        if not isinstance(value, (CallResult, MethodResult)) or value.call is not call:
            return None
        family, parameter, source = "", "shape", value
        if isinstance(value, CallResult) and value.name in _OF_UNIFORM and len(call.arguments) <= 2:
            family = "uniform"
        elif isinstance(value, MethodResult) and value.attr == "sample":
            if not is_distribution(value.owner) or not isinstance(value.owner, CallResult):
                return None
            parameter, source = "sample_shape", value.owner
            family = source.name if self._is_plain(source) else ""
        elif not isinstance(value, CallResult) or value.name not in _SAMPLERS:
            return None
        key = self.evaluator.argument(call, 0, "key")
        shape = self.evaluator.argument(call, 1, parameter)
        return self._drawn(value, key, shape, family, source)

    def _keyed_site(self, call: ex.Call, frame: Frame) -> Draw | None:
        """Return what ``numpyro.sample`` draws outside of models, with a key of its own."""
        key = next((each.value for each in call.arguments if each.keyword == "rng_key"), None)
        fn = self.evaluator.argument(call, 1, "fn")
        values = self.evaluator.values(fn, frame) if fn is not None and key is not None else ()
        source = values[0] if len(values) == 1 else None
        if frame.in_trace or not isinstance(source, CallResult) or not is_distribution(source):
            return None
        shapes = [each.value for each in call.arguments if each.keyword == "sample_shape"]
        family = source.name if self._is_plain(source) else ""
        made = CallResult(SAMPLE, call, frame)
        return self._drawn(made, key, shapes[0] if shapes else None, family, source)

    def _drawn(
        self,
        value: CallResult | MethodResult,
        key: ex.Expr | None,
        shape: ex.Expr | None,
        family: str,
        source: CallResult | MethodResult,
    ) -> Draw | None:
        scope = value.call.scope
        statement = statement_of(value.call.start, scope)
        if key is None or statement is None or any(map(_chooses, st.expressions(statement))):
            return None
        written = self.text_of(scope, shape) if shape is not None else ""
        likeness = (family, written) if family else None
        by_uniform = isinstance(source, CallResult) and source.name in _BY_UNIFORM
        return Draw(value, key, likeness, statement, by_uniform)

    def _is_plain(self, made: CallResult) -> bool:
        """Tell whether a distribution is one of single numbers, which share its shape."""
        return all(
            self.evaluator.literals(argument.value, made.frame) is not None
            for argument in made.call.arguments
        )

    def _places(self, scope: Scope) -> dict[ex.Call, dict[int, set[int]]]:
        """Return, by the calls of a scope, the sums and products and their operands with them."""
        found: dict[ex.Call, dict[int, set[int]]] = {}
        for number, operands in enumerate(self._operands(scope)):
            for place, calls in enumerate(operands):
                for call in calls:
                    found.setdefault(call, {}).setdefault(number, set()).add(place)
        return found

    def _operands(self, scope: Scope) -> Iterator[_Operands]:
        """Yield the operands of each sum and product of a scope."""
        frame = self.contexts.frames(scope)[0]
        waiting = [e for s in st.statements(body_of(scope)) for e in st.expressions(s)]
        while waiting:
            expr = waiting.pop()
            waiting += ex.children(expr)
            operands: Sequence[ex.Expr] = ()
            if isinstance(expr, ex.Operation) and expr.operator in _JOINING:
                operands = expr.operands
            elif isinstance(expr, ex.Call) and self._collects(expr, frame):
                operands = _items(expr)
            if len(operands) > 1:
                yield tuple(
                    {value.call for value in self.dependence.calls(operand, frame)}
                    for operand in operands
                )

    def _collects(self, call: ex.Call, frame: Frame) -> bool:
        called = self.evaluator.values(call.func, frame)
        return any(isinstance(each, External) and each.name in _COLLECTING for each in called)


def _items(call: ex.Call) -> Sequence[ex.Expr]:
    """Return the arrays that a call puts together."""
    given = [each.value for each in call.arguments if each.keyword is None]
    if given and isinstance(given[0], ex.ListDisplay):
        return given[0].items
    return given


def _chooses(expr: ex.Expr) -> bool:
    return isinstance(expr, ex.Conditional) or any(map(_chooses, ex.children(expr)))


def _block_with(outer: st.Statement, inner: st.Statement) -> int:
    """Return the number of the block of a compound statement that holds another statement."""
    return sum(bool(block) and block[0].start <= inner.start for block in st.blocks(outer))
