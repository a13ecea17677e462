"""Conditions that constants decide: which arm of a branch a call takes."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nplint.facts import expressions as ex
from nplint.facts.enclosing import enclosing, statement_of
from nplint.facts.scopes import Binding, ModuleFacts, Scope
from nplint.facts.statements import If, Loop, Statement, expressions
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import (
    CallResult,
    ClassValue,
    Container,
    External,
    Frame,
    FunctionValue,
    Instance,
    Literal,
    ModuleValue,
    OperatorResult,
    Value,
)

if TYPE_CHECKING:
    from nplint.semantic.evaluator import Evaluator

_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TYPES: dict[str, type] = {
    f"builtins.{kind.__name__}": kind for kind in (bool, int, float, str, bytes, complex)
}
# Packages whose functions give arrays, distributions and the like, never None.
_GIVING = ("numpy.", "jax.numpy.", "jax.random.", "numpyro.", "pandas.")
_DEEPEST = 8

Condition = tuple[ex.Expr, bool]


class Decisions:
    """Tells what a condition is in a frame, where constants that are surely given decide it.

    A constant is surely given if nothing else can have taken its place: a parameter's default
    where the call is seen, a variable that is bound once, an attribute that only the constructor
    sets.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._conditions: dict[Statement, tuple[Condition, ...]] = {}
        # The names that functions of a module declare ``global`` or ``nonlocal``.
        self._declared: dict[ModuleFacts, frozenset[str]] = {}

    def truth(self, expr: ex.Expr, frame: Frame) -> bool | None:
        """Return whether a condition holds; None where that is not certain."""
        if isinstance(expr, ex.Operation):
            return self._of_operation(expr, frame)
        if isinstance(expr, ex.Call):
            return self._of_call(expr, frame)
        if not self._is_certain(expr, frame, 0):
            return None
        literals = self.evaluator.literals(expr, frame)
        answers = {bool(literal) for literal in literals or ()}
        return answers.pop() if len(answers) == 1 else None

    def excludes(self, statement: Statement, frame: Frame) -> bool:
        """Tell whether a statement of a frame's scope stands in an arm that is not taken."""
        if statement not in self._conditions:
            self._conditions[statement] = tuple(_conditions_of(statement, frame.scope))
        return any(
            self.truth(test, frame) is (not holds) for test, holds in self._conditions[statement]
        )

    def skips(self, expr: ex.Expr, frame: Frame) -> bool:
        """Tell whether an expression of a frame's scope stands in an arm that is not taken."""
        statement = statement_of(expr.start, frame.scope)
        if statement is None:
            return False
        if self.excludes(statement, frame):
            return True
        return any(
            arm.start <= expr.start < arm.end and self.truth(each.test, frame) is not holds
            for root in expressions(statement)
            for each in ex.walk(root)
            if isinstance(each, ex.Conditional) and self.truth(each.test, frame) is not None
            for arm, holds in ((each.body, True), (each.orelse, False))
        )

    def among(self, bindings: list[Binding], frame: Frame) -> list[Binding]:
        """Return the bindings of a frame's names without those in arms that are not taken."""
        kept = [
            binding
            for binding in bindings
            if binding.block is None
            or binding.statement is None
            or not self.excludes(binding.statement, frame)
        ]
        return kept or bindings

    def _of_operation(self, expr: ex.Operation, frame: Frame) -> bool | None:
        operands = expr.operands
        if expr.operator == "not":
            inner = self.truth(operands[0], frame)
            return None if inner is None else not inner
        if expr.operator in ("and", "or"):
            deciding = expr.operator == "or"
            answers = [self.truth(operand, frame) for operand in operands]
            if deciding in answers:
                return deciding
            return None if None in answers else not deciding
        if len(operands) != 2:
            return None
        if expr.operator in ("is", "is not"):
            same = self._are_identical(operands[0], operands[1], frame)
            return None if same is None else same is (expr.operator == "is")
        if expr.operator in ("in", "not in"):
            held = self._is_in(operands[0], operands[1], frame)
            return None if held is None else held is (expr.operator == "in")
        return self._compared(expr.operator, operands[0], operands[1], frame)

    def _compared(self, symbol: str, left: ex.Expr, right: ex.Expr, frame: Frame) -> bool | None:
        lefts, rights = self._constants(left, frame), self._constants(right, frame)
        if symbol not in _COMPARISONS or not lefts or not rights:
            return None
        try:
            answers = {bool(_COMPARISONS[symbol](a, b)) for a in lefts for b in rights}
        except TypeError:
            return None
        return answers.pop() if len(answers) == 1 else None

    def _are_identical(self, left: ex.Expr, right: ex.Expr, frame: Frame) -> bool | None:
        if not (isinstance(right, ex.Constant) and right.value in (None, True, False)):
            return None
        if not self._is_certain(left, frame, 0):
            return None
        values = self.evaluator.values(left, frame)
        answers = {isinstance(each, Literal) and each.value is right.value for each in values}
        known = all(isinstance(value, Literal) or _is_not_none(value) for value in values)
        return answers.pop() if known and len(answers) == 1 else None

    def _is_in(self, left: ex.Expr, right: ex.Expr, frame: Frame) -> bool | None:
        constants = self._constants(left, frame)
        if not isinstance(right, ex.ListDisplay) or not constants:
            return None
        items = [self._constants(item, frame) for item in right.items]
        if any(item is None or len(item) != 1 for item in items):
            return None
        held = [item[0] for item in items if item]
        answers = {constant in held for constant in constants}
        return answers.pop() if len(answers) == 1 else None

    def _of_call(self, call: ex.Call, frame: Frame) -> bool | None:
        """Decide ``isinstance(x, kind)``, and ``bool(x)``."""
        func = self.evaluator.values(call.func, frame)
        name = func[0].name if len(func) == 1 and isinstance(func[0], External) else ""
        given = [argument.value for argument in call.arguments if not argument.star]
        if name == "builtins.bool" and len(given) == 1:
            return self.truth(given[0], frame)
        if name != "builtins.isinstance" or len(given) != 2:
            return None
        constants = self._constants(given[0], frame)
        kinds = self.evaluator.values(given[1], frame)
        types = [_TYPES.get(kind.name) for kind in kinds if isinstance(kind, External)]
        if not constants or len(types) != 1 or len(kinds) != 1 or types[0] is None:
            return None
        answers = {isinstance(constant, types[0]) for constant in constants}
        return answers.pop() if len(answers) == 1 else None

    def _constants(self, expr: ex.Expr, frame: Frame) -> list[object] | None:
        if not self._is_certain(expr, frame, 0):
            return None
        return self.evaluator.literals(expr, frame)

    # -- what nothing else can have taken the place of --------------------------------------

    def _is_certain(self, expr: ex.Expr, frame: Frame, depth: int) -> bool:
        if depth > _DEEPEST:
            return False
        match expr:
            case ex.Constant():
                return True
            case ex.Name():
                return self._is_certain_name(expr, frame, depth + 1)
            case ex.Attribute():
                return self._is_certain_attribute(expr, frame, depth + 1)
            case ex.Operation() | ex.ListDisplay() | ex.Conditional():
                return all(self._is_certain(part, frame, depth + 1) for part in ex.children(expr))
            case ex.Call() | ex.Lambda() | ex.DictDisplay():
                return True  # no constant, so what it gives is asked for no more than its kind
        return False

    def _is_certain_name(self, name: ex.Name, frame: Frame, depth: int) -> bool:
        owner, place = self.evaluator.find_name(name.id, name.start, frame)
        if owner is None:
            return True
        bindings = owner.scope.bindings[name.id]
        if self._may_be_set_from_elsewhere(name.id, owner):
            return False
        if place is None and len(bindings) > 1:
            return False  # which of them holds depends on when the function is called
        if place is not None and any(binding.start >= place for binding in bindings):
            return False  # a loop may bring them back
        return all(
            self._is_certain_binding(binding, name.id, owner, depth)
            for binding in reaching_definitions(bindings, place)
        )

    def _is_certain_binding(self, binding: Binding, name: str, owner: Frame, depth: int) -> bool:
        if binding.kind == "parameter" and binding.parameter is not None:
            given = owner.arguments.get(name)
            if given:
                return all(self._is_certain(each.expr, each.frame, depth) for each in given)
            seen = owner.called is not None or owner.trace is not None
            return seen and not owner.open
        if binding.kind == "assign" and binding.value is not None and not binding.path:
            return self._is_certain(binding.value, owner, depth)
        return binding.kind in ("import", "function", "class")

    def _may_be_set_from_elsewhere(self, name: str, owner: Frame) -> bool:
        """Tell whether other code may bind a name of a module or function."""
        if owner.scope.kind == "module" and name in self.evaluator.index.attribute_stores:
            return True
        module = owner.module
        if module not in self._declared:
            scopes = (function.scope for function in module.functions)
            self._declared[module] = frozenset(name for each in scopes for name in each.outer_names)
        return name in self._declared[module]

    def _is_certain_attribute(self, attribute: ex.Attribute, frame: Frame, depth: int) -> bool:
        owners = self.evaluator.values(attribute.value, frame)
        stores = self.evaluator.index.attribute_stores.get(attribute.attr, ())
        if len(owners) != 1:
            return False
        match owners[0]:
            case ModuleValue(facts=facts):
                return not stores and len(facts.scope.bindings.get(attribute.attr, ())) == 1
            case Instance(call=ex.Call()):
                return all(
                    store.scope.function is not None and store.scope.function.name == "__init__"
                    for store in stores
                )
            case External():
                return True
        return False


def _is_not_none(value: Value) -> bool:
    if isinstance(value, CallResult):
        return value.name.startswith(_GIVING)
    if isinstance(value, OperatorResult):
        return isinstance(value.expr, ex.Operation)
    return isinstance(
        value, (Container, FunctionValue, ClassValue, Instance, ModuleValue, External)
    )


def _conditions_of(statement: Statement, scope: Scope) -> list[Condition]:
    """Return the conditions of the ``if`` statements around a statement, and what they must be."""
    found: list[Condition] = []
    for outer in enclosing(statement, scope):
        if isinstance(outer, Loop):
            return []  # a test in a loop may change from turn to turn
        if isinstance(outer, If):
            in_body = outer.body and statement.start < outer.body[-1].end
            found.append((outer.test, bool(in_body)))
    return found
