"""The reasons why an expression may get other bits when a trace evaluates it.

Outside of a trace JAX runs one operation after the other and rounds each result. In a trace it
compiles them together, folds constants and fuses what it can: the last bits may come out otherwise,
and the samples with them. Numbers of Python and arrays of NumPy are computed in the same way
wherever they are, and so is what only moves the data of an array.
"""

from __future__ import annotations

from nplint import numpyro_api
from nplint.facts import expressions as ex
from nplint.facts.expressions import Call, Expr, short_source
from nplint.facts.statements import Return
from nplint.libraries.array_functions import Result, lookup
from nplint.libraries.numpyro import bind_call, entry_of, is_distribution
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    ClassValue,
    Container,
    Element,
    External,
    ExternalAttribute,
    Frame,
    FunctionValue,
    Instance,
    Literal,
    MethodResult,
    ModuleValue,
    OperatorResult,
    Unknown,
    Value,
)

# Methods of ``x.at[...]`` that move elements.
_OF_UPDATES = ("get", "set")
_NUMBER_TYPES = ("float", "int", "uint", "complex", "bool_", "bfloat")
# What they give is no array of JAX, whatever they are given.
_PLAIN = ("numpy.", "math.", "builtins.", "pandas.", "scipy.", "random.", "statistics.", "json.",
          "argparse.", "os.", "sys.", "pathlib.", "datetime.")  # fmt: skip
# Builtins that compute with arithmetic of their arguments.
_ADDING = frozenset({"builtins.sum", "builtins.pow", "builtins.round", "builtins.divmod"})
_LEAVING = frozenset({"item", "tolist", "shape", "ndim", "size", "dtype"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**", "@"})
_DEEPEST = 12


class JaxRounding:
    """Finds what JAX would compute anew."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def obstacle(self, expr: Expr, frame: Frame, depth: int = 0) -> str:
        """Return why ``expr`` may get other bits in a trace; empty where it does not.

        The reason is a clause that reads on after "because".
        """
        if depth > _DEEPEST or isinstance(expr, ex.Constant | ex.Lambda | ex.Name):
            return ""
        reason = ""
        if isinstance(expr, Call):
            reason = self._call(expr, frame, depth)
        elif isinstance(expr, ex.Operation):
            reason = self._operation(expr, frame)
        elif isinstance(expr, ex.Attribute):
            reason = self._attribute(expr, frame)
        for child in self._evaluator.children(expr, frame):
            reason = reason or self.obstacle(child.expr, child.frame, depth + 1)
        return reason

    def called_obstacle(self, target: Value, call: Call, frame: Frame, depth: int = 0) -> str:
        """Return why what a function of the project builds may get other bits in a trace."""
        if not isinstance(target, FunctionValue):
            return ""
        inner = self._evaluator.call_frame(target, call, frame)
        returned = [each for each in target.function.body if isinstance(each, Return)]
        for each in returned if inner is not None else ():
            assert inner is not None
            reason = self.obstacle(each.value, inner, depth + 1) if each.value is not None else ""
            if reason:
                return reason
        return ""

    def _operation(self, expr: ex.Operation, frame: Frame) -> str:
        if len(expr.operands) > 1 and expr.operator in _ARITHMETIC:
            for each in expr.operands:
                if self._may_be_array(each, frame):
                    return f"JAX computes with `{short_source(each)}`, {_LAST_BITS}"
        return ""

    def _attribute(self, expr: ex.Attribute, frame: Frame) -> str:
        owners = self._evaluator.values(expr.value, frame)
        if any(is_distribution(owner) for owner in owners):
            values = self._evaluator.values(expr, frame)
            if any(isinstance(v, ExternalAttribute) and _is_number(v) for v in values):
                return _computed(expr)
        return ""

    def _call(self, call: Call, frame: Frame, depth: int) -> str:
        for target in self._evaluator.values(call.func, frame):
            reason = self._target(target, call, frame, depth)
            if reason:
                return reason
        return ""

    def _target(self, target: Value, call: Call, frame: Frame, depth: int) -> str:
        if isinstance(target, External):
            return self._external(target, call, frame)
        if isinstance(target, ExternalAttribute):
            if is_distribution(target.owner):
                drawn = target.attr in ("log_prob", "cdf", "icdf", "entropy", "sample", "rsample")
                return _computed(call) if drawn else ""
            exact = _is_exact(f".{target.attr}") or target.attr in _OF_UPDATES
            return "" if exact or not self._is_array(target.owner) else _computed(call)
        return self.called_obstacle(target, call, frame, depth)

    def _external(self, target: External, call: Call, frame: Frame) -> str:
        entry, last = entry_of(target), target.name.rpartition(".")[2]
        if entry is not None:
            given = bind_call(self._evaluator, entry, call, frame).given(self._evaluator)
            if entry.kind == "distribution" and numpyro_api.constructor_computes(entry.name, given):
                return f"`{last}` computes when it is built, {_LAST_BITS}"
            return ""
        if target.name.startswith("jax."):
            exact = _is_exact(target.name) or last.rstrip("0123456789") in _NUMBER_TYPES
            return "" if exact else _computed(call)
        if target.name in _ADDING:
            if any(self._holds_array(each.value, frame) for each in call.arguments):
                return _computed(call)
        return ""

    # -- arrays ----------------------------------------------------------------------------

    def _may_be_array(self, expr: Expr, frame: Frame, depth: int = 0) -> bool:
        if isinstance(expr, ex.Constant):
            return False
        return any(self._is_array(v, depth + 1) for v in self._evaluator.values(expr, frame))

    def _holds_array(self, expr: Expr, frame: Frame) -> bool:
        """Tell whether an expression may be an array, or a container that holds one."""
        for value in self._evaluator.values(expr, frame):
            if isinstance(value, Container):
                entries = self._evaluator.containers.entries(value)
                if any(self._may_be(bound) for _, bound in entries):
                    return True
            elif self._is_array(value):
                return True
        return False

    def _may_be(self, bound: BoundExpr, depth: int = 0) -> bool:
        return any(self._is_array(value, depth + 1) for value in self._evaluator.values_of(bound))

    def _is_array(self, value: Value, depth: int = 0) -> bool:
        """Tell whether a value may be an array of JAX; what is not known may be one."""
        if depth > _DEEPEST:
            return True
        if isinstance(value, Literal | Container | FunctionValue | ClassValue | ModuleValue):
            return False
        if isinstance(value, CallResult):
            if is_distribution(value) or value.name in ("builtins.float", "builtins.int"):
                return False
            if value.name.startswith("builtins."):
                return any(self._holds_array(a.value, value.frame) for a in value.call.arguments)
            return not value.name.startswith(_PLAIN)
        if isinstance(value, External):
            # What JAX has under a name is a function, a type or a number of Python.
            return not value.name.startswith((*_PLAIN, "jax."))
        if isinstance(value, MethodResult | ExternalAttribute):
            if is_distribution(value.owner):
                return True
            return value.attr not in _LEAVING and self._is_array(value.owner, depth + 1)
        if isinstance(value, Element):
            owner = value.owner
            return not isinstance(owner, Container) and self._is_array(owner, depth + 1)
        if isinstance(value, OperatorResult):
            if isinstance(value.expr, ex.Subscript):
                return self._may_be_array(value.expr.value, value.frame, depth + 1)
            return any(self._may_be(each, depth + 1) for each in value.operands)
        return isinstance(value, Unknown | Instance)


_LAST_BITS = "and the last bits may change inside the model"


def _computed(expr: Expr) -> str:
    return f"JAX computes `{short_source(expr)}`, {_LAST_BITS}"


def _is_exact(name: str) -> bool:
    """Tell whether a function makes an array of what it is given, or moves its elements."""
    row = lookup(name)
    return row is not None and not row.rounds and row.result is not Result.KEY


def _is_number(value: ExternalAttribute) -> bool:
    """Tell whether an attribute of a distribution is computed, and no method or shape."""
    return value.attr in ("mean", "variance", "probs", "logits", "precision_matrix",
                          "covariance_matrix", "scale_tril")  # fmt: skip
