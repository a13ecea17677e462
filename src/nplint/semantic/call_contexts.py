"""The frames that a function may run in, by the calls of it that are seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from nplint.facts.expressions import Attribute, Call, Expr, Name
from nplint.facts.scopes import Binding, Class, Function, Scope, binding_scope, enter
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import ClassValue, Frame, FunctionValue, Instance, Value

# Frames kept of one function.
_MOST_FRAMES = 12


@dataclass(slots=True)
class _Calls:
    """The calls under one name.

    Parameters
    ----------
    plain
        The calls that plainly mean a function or class, by its definition.
    members
        The calls ``x.name(…)`` where ``x`` may be an object.
    others
        The calls that lead to an import, an alias or a module.
    """

    plain: dict[object, list[Call]] = field(default_factory=dict)
    members: list[Call] = field(default_factory=list)
    others: list[Call] = field(default_factory=list)

    def of(self, definition: Function | Class) -> list[Call]:
        """Return the calls that may be of a function or class, by its name."""
        return [*self.plain.get(definition, ()), *self.others]


class CallContexts:
    """Finds the frames of code that no walk of a trace enters."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._known: dict[Scope, list[Frame]] = {}
        self._active: set[Scope] = set()
        self._by_name: dict[str, _Calls] = {}
        self._may_be_made: dict[tuple[Scope, str, bool], bool] = {}

    def frames(self, scope: Scope) -> list[Frame]:
        """Return the frames in which a scope's code may run outside of any trace.

        One for each visible call of its function, else one of which no call is seen.
        """
        known = self._known.get(scope)
        if known is not None:
            return known
        if scope.parent is None:
            found = [self.evaluator.module_frame(scope.module)]
        elif scope in self._active:
            return [self.evaluator.generic_frame(scope)]
        else:
            self._active.add(scope)
            found = self._of(scope, self.frames(scope.parent))
            self._active.discard(scope)
        self._known[scope] = found
        return found

    def values(self, expr: Expr, scope: Scope) -> Iterator[Value]:
        """Yield what an expression of a scope may evaluate to, in one frame after the other."""
        for frame in self.frames(scope):
            yield from self.evaluator.values(expr, frame)

    def _of(self, scope: Scope, parents: list[Frame]) -> list[Frame]:
        if scope.kind != "function" or scope.function is None:
            return [self.evaluator.inner_frame(scope, parent) for parent in parents]
        found = self._called(scope.function) or self._received(scope.function)
        return found or [self.evaluator.uncalled_frame(scope, parent) for parent in parents]

    def _received(self, function: Function) -> list[Frame]:
        """Return frames of a method on the objects that are seen to be made."""
        owner = function.owner
        if owner is None or function.name == "__init__":
            return []
        found: dict[Frame, None] = {}
        for call in self._calls(owner.name).of(owner):
            for caller in self.frames(call.scope):
                for value in self.evaluator.values(call, caller):
                    if isinstance(value, Instance) and value.call is call:
                        for method in self.evaluator.objects.attribute(
                            value, function.name, caller
                        ):
                            if isinstance(method, FunctionValue) and method.function is function:
                                found[self.evaluator.bare_frame(method, call, caller)] = None
            if len(found) >= _MOST_FRAMES:
                break
        return list(found)[:_MOST_FRAMES]

    def _called(self, function: Function) -> list[Frame]:
        found: dict[Frame, None] = {}
        for call in self._may_enter(function):
            for caller in self.frames(call.scope):
                for target in self.evaluator.values(call.func, caller):
                    frame = self._entered(target, function, call, caller)
                    if frame is not None:
                        found[frame] = None
            if len(found) >= _MOST_FRAMES:
                break
        return list(found)[:_MOST_FRAMES]

    def _entered(
        self, target: object, function: Function, call: Call, caller: Frame
    ) -> Frame | None:
        """Return the frame of the function that a call of a value enters, if it does."""
        evaluator = self.evaluator
        if isinstance(target, FunctionValue) and target.function is function:
            return evaluator.call_frame(target, call, caller)
        if isinstance(target, ClassValue) and function.name == "__init__":
            instance = Instance(target, call, caller)
            for method in evaluator.objects.class_attribute(target, "__init__", instance):
                if isinstance(method, FunctionValue) and method.function is function:
                    return evaluator.call_frame(method, call, caller)
        return None

    def _may_enter(self, function: Function) -> list[Call]:
        """Return the calls that may enter a function, judged by the names in them."""
        name, owner = function.name, function.owner
        if owner is not None and name == "__init__":
            return self._calls(owner.name).of(owner)
        calls = self._calls(name)
        if owner is not None:
            return [*calls.members, *calls.others]
        return calls.of(function)

    def _calls(self, name: str) -> _Calls:
        if name not in self._by_name:
            calls = self._by_name[name] = _Calls()
            for call in self.evaluator.index.calls_of(name):
                self._file(calls, call)
        return self._by_name[name]

    def _file(self, calls: _Calls, call: Call) -> None:
        scope = call.scope
        bindings = _bindings_of(call.func, scope)
        if isinstance(call.func, Attribute):
            if any(self._leads_on(binding, scope) for binding in bindings):
                calls.others.append(call)
            elif not bindings or any(b.kind != "import" for b in bindings):
                calls.members.append(call)
        elif isinstance(call.func, Name):
            for binding in bindings:
                if self._leads_on(binding, scope):
                    calls.others.append(call)
                    return
                enter(calls.plain, binding.function or binding.definition, call)
            if not bindings and any(name.name == "*" for name in scope.module.imports):
                calls.others.append(call)

    def may_be_made(self, expr: Expr, scope: Scope) -> bool:
        """Tell whether an expression may be the result of a call, judged by the names in it.

        A name imported from outside of the project is none, nor is a function or class by the name
        that its definition gives it.
        """
        root = _root_of(expr)
        owner = binding_scope(scope, root.id) if root is not None else None
        if root is None or owner is None:
            return True
        key = (owner, root.id, root is expr)
        known = self._may_be_made.get(key)
        if known is None:
            known = self._may_be_made[key] = any(
                self._leads_on(binding, owner)
                if binding.imported is not None
                else root is not expr or binding.kind not in ("function", "class")
                for binding in owner.bindings[root.id]
            )
        return known

    def _leads_on(self, binding: Binding, scope: Scope) -> bool:
        """Tell whether a name has to be followed to learn what it stands for."""
        if binding.imported is None:
            return binding.kind == "assign"
        table, importer = self.evaluator.table, scope.module.path
        imported = binding.imported
        return any(
            table.may_find(importer, dotted)
            for dotted in (imported.module, f"{imported.module}.{imported.name}")
        )


def _bindings_of(expr: Expr, scope: Scope) -> list[Binding]:
    """Return the bindings of the root name of a dotted expression."""
    root = _root_of(expr)
    owner = binding_scope(scope, root.id) if root is not None else None
    return owner.bindings[root.id] if owner is not None and root is not None else []


def _root_of(expr: Expr) -> Name | None:
    """Return the root name of a dotted expression."""
    while isinstance(expr, Attribute):
        expr = expr.value
    return expr if isinstance(expr, Name) else None
