"""The reasons why an expression may give something else when it is evaluated again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from nplint.facts import expressions as ex
from nplint.facts.expressions import Call, Expr, Name, terminal
from nplint.facts.scopes import Binding, Scope
from nplint.facts.statements import Return
from nplint.libraries.numpyro import entry_of, is_distribution
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.mutations import MUTATORS, Changes
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    ClassValue,
    Container,
    External,
    ExternalAttribute,
    Frame,
    FunctionValue,
    Instance,
    MethodResult,
    Record,
    Unknown,
    Value,
)
from nplint.semantic.variables import is_variable

_PURE_BUILTINS = frozenset(
    {"abs", "bool", "complex", "dict", "divmod", "enumerate", "float", "frozenset", "int", "len",
     "list", "max", "min", "pow", "range", "reversed", "round", "set", "slice", "sorted", "str",
     "sum", "tuple", "type", "zip"}
)  # fmt: skip
# NumPy and jax.numpy compute from their arguments alone, but for these.
_IMPURE_ARRAYS = frozenset(
    {"load", "loadtxt", "genfromtxt", "fromfile", "memmap", "save", "savez", "savetxt", "empty",
     "empty_like", "frombuffer", "fromregex", "put", "copyto", "fill_diagonal", "place", "putmask"}
)  # fmt: skip
_PURE_MODULES = ("jax.numpy.", "jax.nn.", "jax.scipy.", "math.", "scipy.special.", "scipy.linalg.")
_PURE_KINDS = frozenset({"distribution", "transform", "constraint"})
_DEEPEST = 30


class Constancy:
    """Finds what could make a second evaluation differ from the first."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    @cached_property
    def _changes(self) -> Changes:
        return Changes(self.evaluator.index.modules)

    def obstacle(self, expr: Expr, frame: Frame, depth: int = 0) -> str:
        """Return why ``expr`` may not give the same again; empty where it does.

        The reason is a clause that reads on after "because".
        """
        if depth > _DEEPEST:
            return "it is built in too many steps to follow"
        if isinstance(expr, ex.Constant | ex.Lambda):
            return ""
        if isinstance(expr, Name):
            return self._name(expr, frame, depth)
        if isinstance(expr, Call):
            return self._call(expr, frame, depth)
        if isinstance(expr, ex.Attribute):
            return self._attribute(expr, frame, depth)
        if type(expr) in (Expr, ex.Opaque, ex.Walrus):
            return "it is built by an expression that may have effects"
        return self._all(self.evaluator.children(expr, frame), depth)

    def _all(self, exprs: Iterable[BoundExpr], depth: int) -> str:
        for each in exprs:
            reason = self.obstacle(each.expr, each.frame, depth + 1)
            if reason:
                return reason
        return ""

    def _attribute(self, expr: ex.Attribute, frame: Frame, depth: int) -> str:
        for value in self.evaluator.values(expr, frame):
            if isinstance(value, Unknown):
                return f"`{ex.short_source(expr)}` may change"
        if isinstance(expr.value, Name | ex.Attribute | Call | ex.Subscript):
            return self.obstacle(expr.value, frame, depth + 1)
        return ""

    def _name(self, name: Name, frame: Frame, depth: int) -> str:
        owner, _ = self.evaluator.find_name(name.id, name.start, frame)
        if owner is None:
            return ""
        bindings = [b for b in owner.scope.bindings[name.id] if b.kind != "annotation"]
        if len(bindings) > 1 and not all(b.kind == "import" for b in bindings):
            return f"`{name.id}` is assigned more than once"
        reason = self.mutated(name.id, owner)
        return reason or self._binding(bindings[0], name, owner, depth)

    def _binding(self, binding: Binding, name: Name, owner: Frame, depth: int) -> str:
        if binding.kind in ("import", "function", "class", "parameter"):
            imported = binding.imported
            if imported is not None and imported.name is not None:
                return self._imported(name, owner, depth)
            return ""
        if binding.kind == "loop" and owner.scope.kind == "comprehension":
            home = self.evaluator.loop_frame(binding, owner)
            return self.obstacle(binding.value, home, depth + 1) if binding.value else ""
        if binding.kind == "assign" and binding.value is not None:
            return self.obstacle(binding.value, owner, depth + 1)
        return f"`{name.id}` may change"

    def _imported(self, name: Name, owner: Frame, depth: int) -> str:
        """Return why a name from another module may change, judged by its bindings there."""
        if depth > _DEEPEST:
            return f"where `{name.id}` comes from is not seen"
        for binding in owner.scope.bindings[name.id]:
            imported = binding.imported
            module = (
                self.evaluator.table.find(owner.module.path, imported.module)
                if imported is not None else None
            )  # fmt: skip
            if module is not None and imported is not None and imported.name is not None:
                defining = self.evaluator.module_frame(module)
                bindings = module.scope.bindings.get(imported.name, [])
                if len(bindings) > 1:
                    return f"`{imported.name}` is assigned more than once"
                for original in bindings:
                    reason = self.mutated(imported.name, defining)
                    reason = reason or self._binding(original, name, defining, depth + 1)
                    if reason:
                        return reason
        return ""

    def mutated(self, name: str, owner: Frame) -> str:
        """Return why the object in a variable may change; empty where nothing changes it."""
        changes = self._changes.within(owner.module, name)
        if owner.scope.kind == "module":
            for alias in self.evaluator.index.aliases_of(name):
                changes = changes + self._changes.of(alias)
        for change in changes:
            if self._is(change.expr, change.scope, name, owner):
                if change.method:
                    return f"`{name}.{change.method}(…)` modifies it after it is built"
                return f"`{name}` is modified after it is built"
        return ""

    def _is(self, expr: Expr, scope: Scope, name: str, owner: Frame) -> bool:
        """Tell whether an expression is a variable, under its own name or as it is imported."""
        if scope.module is owner.module:
            return isinstance(expr, Name) and expr.id == name
        if terminal(expr) not in self.evaluator.index.aliases_of(name):
            return False
        return is_variable(self.evaluator, expr, self.evaluator.generic_frame(scope), owner, name)

    def _call(self, call: Call, frame: Frame, depth: int) -> str:
        for target in self.evaluator.values(call.func, frame):
            reason = self._target(target, call, frame, depth)
            if reason:
                return reason
        return self._all((BoundExpr(a.value, frame) for a in call.arguments), depth)

    def call_obstacle(self, target: Value, call: Call, frame: Frame) -> str:
        """Return why calling ``target`` may not give the same again, its arguments left aside."""
        return self._target(target, call, frame, 0)

    def _target(self, target: Value, call: Call, frame: Frame, depth: int) -> str:
        called = ex.short_source(call.func)
        if isinstance(target, External):
            return "" if self._pure_external(target) else self._impure(target.name, called)
        if isinstance(target, ExternalAttribute):
            if is_distribution(target.owner):
                if target.attr in ("sample", "rsample"):
                    return f"`{called}(…)` draws a random value"
                return self._receiver(call, frame, depth)
            if isinstance(target.owner, CallResult | MethodResult | Container):
                if isinstance(target.owner, Container) and target.attr in MUTATORS:
                    return f"`{called}(…)` modifies what it is called on"
                return self._receiver(call, frame, depth)
        if isinstance(target, ClassValue):
            instance = Instance(target, call, frame)
            declared = bool(self.evaluator.objects.field_names(instance))
            return "" if declared else f"`{called}(…)` may have effects"
        if isinstance(target, Record):
            return ""
        if isinstance(target, FunctionValue):
            return self._function(target, call, frame, depth)
        return f"`{called}(…)` may have effects"

    def _receiver(self, call: Call, frame: Frame, depth: int) -> str:
        func = call.func
        if not isinstance(func, ex.Attribute):
            return ""
        return self.obstacle(func.value, frame, depth + 1)

    def _function(self, target: FunctionValue, call: Call, frame: Frame, depth: int) -> str:
        """Return why a function may not give the same: it does more than return an expression."""
        function = target.function
        body = function.body[1:] if function.docstring else function.body
        inner = self.evaluator.call_frame(target, call, frame)
        if len(body) == 1 and isinstance(body[0], Return) and inner is not None:
            if body[0].value is None:
                return ""
            return self.obstacle(body[0].value, inner, depth + 1)
        return f"`{ex.short_source(call.func)}(…)` may have effects"

    def _pure_external(self, target: External) -> bool:
        name = target.name
        last = name.rpartition(".")[2]
        entry = entry_of(target)
        if entry is not None:
            return entry.kind in _PURE_KINDS
        if name.startswith("builtins."):
            return last in _PURE_BUILTINS
        if name.startswith("numpy."):
            return name.count(".") == 1 and last not in _IMPURE_ARRAYS
        return name.startswith(_PURE_MODULES) and last not in _IMPURE_ARRAYS

    def _impure(self, name: str, called: str) -> str:
        if name.startswith(("jax.random.", "numpy.random.", "random.")):
            return f"`{called}(…)` uses a random key or generator"
        if name.rpartition(".")[2] in _IMPURE_ARRAYS:
            return f"`{called}(…)` reads data that may change"
        return f"`{called}(…)` may have effects"
