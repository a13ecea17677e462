"""Numbers of a trace that mean something in double precision only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts import expressions as ex
from nplint.facts.expressions import terminal
from nplint.facts.scopes import ModuleFacts, Store
from nplint.libraries.numpyro import bind_call, entry_of
from nplint.model.program import Program
from nplint.records import record
from nplint.rules.arrays.float32 import is_lost_beside_one, rounds_to_one, vanishes
from nplint.semantic.values import BoundExpr, CallResult, External, Frame, OperatorResult

# How double precision is asked for: https://docs.jax.dev/en/latest/default_dtypes.html
_ASKING = frozenset({"enable_x64", "jax_enable_x64", "JAX_ENABLE_X64"})
_LOGS = frozenset({"log", "log2", "log10"})
_FACTORISING = frozenset(
    {"jax.numpy.linalg.cholesky", "jax.numpy.linalg.inv", "jax.numpy.linalg.solve",
     "jax.scipy.linalg.cholesky", "jax.scipy.linalg.cho_factor", "jax.scipy.linalg.solve"}
)  # fmt: skip
_DIAGONALS = frozenset({"jax.numpy.eye", "jax.numpy.identity", "jax.numpy.diag"})


def asks_for_float64(program: Program) -> bool:
    """Tell whether the program, or what it imports of the project, switches to double precision."""
    table = program.evaluator.table
    waiting, seen = list(program.modules), set()
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        if _asks(module):
            return True
        for imported in module.imports:
            for dotted in (imported.module, f"{imported.module}.{imported.name}"):
                found = table.find(module.path, dotted)
                if found is not None:
                    waiting.append(found)
    return False


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


@record
class Trap:
    """A number that single precision makes another one of.

    Parameters
    ----------
    kind
        ``bound``: one, as an upper bound; ``zero``: zero, as a lower bound or in a logarithm;
        ``jitter``: nothing, beside the diagonal that it is added to.
    number
        The expression that is the number, and its frame.
    function
        What is called with it.
    """

    kind: str
    number: BoundExpr
    function: str


class Precision:
    """Finds such numbers in the calls of a trace."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.dependence = program.analysis(Dependence)

    def traps(self, call: ex.Call, frame: Frame) -> Iterator[Trap]:
        """The traps among the arguments of a call of JAX or NumPyro."""
        values = self.evaluator.values(call.func, frame)
        target = values[0] if len(values) == 1 else None
        if not isinstance(target, External):
            return
        name = target.name.rpartition(".")[2]
        if target.name.startswith(("jax.numpy.", "jax.lax.")):
            yield from self._bounds(name, call, frame)
        matrix = self.evaluator.argument(call, 0, "a")
        if target.name == "numpyro.distributions.MultivariateNormal":
            entry = entry_of(target)
            bound = bind_call(self.evaluator, entry, call, frame) if entry is not None else None
            given = bound.arguments.get("covariance_matrix") if bound is not None else None
            matrix = given.expr if given is not None and given.frame is frame else None
        elif target.name not in _FACTORISING:
            return
        if matrix is not None:
            for jitter in self._jitters(matrix, frame):
                yield Trap("jitter", jitter, name)

    def _bounds(self, name: str, call: ex.Call, frame: Frame) -> Iterator[Trap]:
        given: tuple[ex.Expr | None, ex.Expr | None] = (None, None)
        argument = self.evaluator.argument
        if name == "clip":
            lower = argument(call, 1, "a_min") or argument(call, 99, "min")
            given = (lower, argument(call, 2, "a_max") or argument(call, 99, "max"))
        elif name in ("maximum", "minimum"):
            sides = [argument(call, 0, ""), argument(call, 1, "")]
            literal = [s for s in sides if s and self.evaluator.literals(s, frame)]
            only = literal[0] if literal else None
            given = (only, None) if name == "maximum" else (None, only)
        elif name in _LOGS and call.arguments:
            for value in self.evaluator.values(call.arguments[0].value, frame):
                if isinstance(value, OperatorResult) and isinstance(value.expr, ex.Operation):
                    for operand in value.expr.operands if value.expr.operator == "+" else ():
                        if self._is(vanishes, operand, value.frame):
                            yield Trap("zero", BoundExpr(operand, value.frame), name)
        lower, upper = given
        if lower is not None and self._is(vanishes, lower, frame):
            yield Trap("zero", BoundExpr(lower, frame), name)
        if upper is not None and self._is(rounds_to_one, upper, frame):
            yield Trap("bound", BoundExpr(upper, frame), name)

    def _is(self, test: Callable[[object], bool], expr: ex.Expr, frame: Frame) -> bool:
        literals = self.evaluator.literals(expr, frame)
        return bool(literals) and all(test(each) for each in literals or ())

    def _jitters(self, matrix: ex.Expr, frame: Frame) -> Iterator[BoundExpr]:
        """What is added to the diagonal of a smooth kernel, and to that alone."""
        values = self.evaluator.values(matrix, frame)
        for value in values if len(values) == 1 else ():
            if not isinstance(value, OperatorResult) or not isinstance(value.expr, ex.Operation):
                continue
            if value.expr.operator != "+":
                continue
            operands = value.expr.operands
            calls = [self.dependence.calls(operand, value.frame) for operand in operands]
            names = [{c.name for c in each if isinstance(c, CallResult)} for each in calls]
            diagonal = [o for o, n in zip(operands, names, strict=True) if n & _DIAGONALS]
            if len(diagonal) == 1 and any("jax.numpy.exp" in each for each in names):
                yield from self._scaled(diagonal[0], value.frame)

    def _scaled(self, diagonal: ex.Expr, frame: Frame) -> Iterator[BoundExpr]:
        """The number in ``number * eye(n)``, where it is lost beside ones."""
        for value in self.evaluator.values(diagonal, frame):
            if isinstance(value, OperatorResult) and isinstance(value.expr, ex.Operation):
                if value.expr.operator == "*" and len(value.expr.operands) == 2:
                    for factor in value.expr.operands:
                        if self._is(is_lost_beside_one, factor, value.frame):
                            yield BoundExpr(factor, value.frame)
