"""Numbers of a trace that mean something in double precision only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

from nplint.analyses.dependence import Dependence
from nplint.facts import expressions as ex
from nplint.facts.expressions import terminal
from nplint.facts.scopes import ModuleFacts, Store
from nplint.libraries.function_kinds import factorises, is_logarithm, makes_diagonal
from nplint.libraries.numpyro import SAMPLE, arguments_of, bind_call, entry_of, family_of
from nplint.model.program import Program
from nplint.numpyro_api import family
from nplint.records import record
from nplint.rules.arrays.float32 import is_lost_beside_one, rounds_to_one, vanishes
from nplint.rules.arrays.gram import is_well_conditioned
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.values import BoundExpr, CallResult, External, Frame, OperatorResult

# How double precision is asked for: https://docs.jax.dev/en/latest/default_dtypes.html
_ASKING = frozenset({"enable_x64", "jax_enable_x64", "JAX_ENABLE_X64"})
_NORMAL = "numpyro.distributions.MultivariateNormal"
_POSITIVE = frozenset({"positive", "unit_interval", "simplex", "positive_ordered_vector"})


def asks_for_float64(program: Program) -> bool:
    """Tell whether the program, or what it imports of the project, switches to double precision."""
    return any(map(_asks, program.evaluator.table.reached_from(program.modules)))


def _asks(module: ModuleFacts) -> bool:
    if any(imported.name in _ASKING for imported in module.imports):
        return True
    return any(
        terminal(call.func) in _ASKING
        or any(
            isinstance(argument.value, ex.Constant) and argument.value.value in _ASKING
            for argument in call.arguments
        )
        for call in module.calls
    ) or any(_is_asking(store) for store in module.stores)


def _is_asking(store: Store) -> bool:
    if isinstance(store.target, ex.Attribute):
        return store.target.attr in _ASKING
    index = store.target.index if isinstance(store.target, ex.Subscript) else None
    return isinstance(index, ex.Constant) and index.value in _ASKING


TrapKind: TypeAlias = Literal["bound", "zero", "jitter"]


@record
class Trap:
    """A number that single precision makes another one of.

    Parameters
    ----------
    kind
        The number it becomes, and where: one as an upper ``bound``; ``zero`` as a lower bound or
        in a logarithm; nothing for ``jitter`` beside the diagonal that it is added to.
    number
        The expression that is the number, and its frame.
    function
        The function that is called with it.
    """

    kind: TrapKind
    number: BoundExpr
    function: str

    @property
    def matters_where_used(self) -> bool:
        """Tell whether it does harm only by what is made of the result."""
        return self.kind != "jitter" and not is_logarithm(f"jax.numpy.{self.function}")


class Precision:
    """Finds such numbers in the calls of a trace."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.dependence = program.analysis(Dependence)

    def traps(self, call: ex.Call, frame: Frame) -> Iterator[Trap]:
        """Yield the traps among the arguments of a call of JAX or NumPyro."""
        target = Alternatives(self.evaluator.values(call.func, frame)).only
        if not isinstance(target, External):
            return
        name = target.name.rpartition(".")[2]
        if target.name.startswith(("jax.numpy.", "jax.lax.")):
            yield from self._in_logarithm(name, call, frame)
            yield from self._bounds(name, call, frame)
        matrix = self._factorised(target, call, frame)
        for jitter in self._jitters(matrix) if matrix is not None else ():
            yield Trap("jitter", jitter, name)

    def _in_logarithm(self, name: str, call: ex.Call, frame: Frame) -> Iterator[Trap]:
        """Yield what is added to the argument of a logarithm, and is zero."""
        if not is_logarithm(f"jax.numpy.{name}") or not call.arguments:
            return
        for value in self.evaluator.values(call.arguments[0].value, frame):
            if isinstance(value, OperatorResult) and value.operator == "+":
                lost = [term for term in value.operands if self._is(vanishes, term)]
                others = [term for term in value.operands if term not in lost]
                if not any(self._is_positive(term) for term in others):
                    yield from (Trap("zero", term, name) for term in lost)

    def _bounds(self, name: str, call: ex.Call, frame: Frame) -> Iterator[Trap]:
        """Yield a lower bound that is zero, and an upper one that is one."""
        lower = upper = None
        argument = self.evaluator.argument
        if name == "clip":
            lower = argument(call, 1, "a_min") or argument(call, 99, "min")
            upper = argument(call, 2, "a_max") or argument(call, 99, "max")
        elif name in ("maximum", "minimum"):
            sides = [argument(call, 0, ""), argument(call, 1, "")]
            numbers = [side for side in sides if side and self.evaluator.literals(side, frame)]
            number = numbers[0] if numbers else None
            lower, upper = (number, None) if name == "maximum" else (None, number)
        bounded = argument(call, 0, "")
        if bounded is not None and self._is_positive(BoundExpr(bounded, frame)):
            lower = None  # the bound is idle
        bounds: tuple[tuple[TrapKind, ex.Expr | None, Callable[[object], bool]], ...] = (
            ("zero", lower, vanishes),
            ("bound", upper, rounds_to_one),
        )
        for kind, bound, is_lost in bounds:
            if bound is not None and self._is(is_lost, BoundExpr(bound, frame)):
                yield Trap(kind, BoundExpr(bound, frame), name)

    def _is_positive(self, expr: BoundExpr) -> bool:
        """Tell whether an expression is a site of which no value is zero."""
        values = self.evaluator.values_of(expr)
        return bool(values) and all(
            isinstance(value, CallResult)
            and value.name == SAMPLE
            and self._has_positive_support(value)
            for value in values
        )

    def _has_positive_support(self, site: CallResult) -> bool:
        fn = arguments_of(self.evaluator, site).get("fn")
        made = (
            [family_of(value) for value in self.evaluator.values_of(fn)] if fn is not None else []
        )
        for each in made:
            entry = entry_of(each) if each is not None else None
            facts = family(entry.name, entry.releases[-1]) if entry is not None else None
            if each is None or facts is None:
                return False
            support = facts.support(arguments_of(self.evaluator, each).given(self.evaluator))
            if support is None or support.name not in _POSITIVE:
                return False
        return bool(made)

    def _is(self, test: Callable[[object], bool], expr: BoundExpr) -> bool:
        """Tell whether an expression is a constant of which a test holds."""
        literals = self.evaluator.literals(expr.expr, expr.frame)
        return bool(literals) and all(test(each) for each in literals or ())

    def _factorised(self, target: External, call: ex.Call, frame: Frame) -> BoundExpr | None:
        """Return the matrix of which a call takes the Cholesky factor, or the inverse."""
        factored = target.name.startswith("jax.") and factorises(target.name)
        matrix = self.evaluator.argument(call, 0, "a") if factored else None
        entry = entry_of(target) if target.name == _NORMAL else None
        if entry is not None:
            covariance = bind_call(self.evaluator, entry, call, frame).get("covariance_matrix")
            matrix = covariance.expr if covariance and covariance.frame is frame else None
        return BoundExpr(matrix, frame) if matrix is not None else None

    def _jitters(self, matrix: BoundExpr) -> Iterator[BoundExpr]:
        """Yield what is added to the diagonal of a smooth kernel, and to that alone."""
        total = Alternatives(self.evaluator.values_of(matrix)).only
        if not isinstance(total, OperatorResult) or total.operator != "+":
            return
        calls = [self.dependence.calls(term.expr, term.frame) for term in total.operands]
        names = [{made.name for made in each if isinstance(made, CallResult)} for each in calls]
        terms = zip(total.operands, names, strict=True)
        diagonals = [term for term, called in terms if any(map(makes_diagonal, called))]
        kernels = [
            made
            for each in calls
            for made in each
            if isinstance(made, CallResult) and made.name == "jax.numpy.exp"
        ]
        if len(diagonals) == 1 and kernels:
            if not all(is_well_conditioned(self.evaluator, kernel) for kernel in kernels):
                yield from self._scales(diagonals[0])

    def _scales(self, diagonal: BoundExpr) -> Iterator[BoundExpr]:
        """Yield the number in ``number * eye(n)``, where it is lost beside ones."""
        for value in self.evaluator.values_of(diagonal):
            if isinstance(value, OperatorResult) and value.operator == "*":
                for factor in value.operands if len(value.operands) == 2 else ():
                    if self._is(is_lost_beside_one, factor):
                        yield factor
