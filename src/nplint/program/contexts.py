"""From where a function is called: the frames it may run in."""

from __future__ import annotations

from nplint.facts.expressions import Attribute, Call, Expr, Name
from nplint.facts.scopes import Binding, Function, Scope, holder_of
from nplint.facts.statements import ImportedName
from nplint.program.evaluator import Evaluator
from nplint.values.kinds import Callable_, ClassValue, Frame, Instance

# Call sites followed back one from the other, and frames kept of one function.
_FARTHEST = 4
_MOST_FRAMES = 12


class Contexts:
    """Frames for code that is not reached by following calls forward."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._known: dict[tuple[Scope, int], list[Frame]] = {}
        self._active: set[Scope] = set()

    def frames(self, scope: Scope, distance: int = 0) -> list[Frame]:
        """The frames in which a scope's code may run outside of any trace.

        One for each visible call of its function, else one of which no call is seen.
        """
        known = self._known.get((scope, distance))
        if known is not None:
            return known
        if scope.parent is None:
            return [self.evaluator.module_frame(scope.module)]
        if scope in self._active or distance > _FARTHEST:
            return [self.evaluator.generic_frame(scope)]
        self._active.add(scope)
        parents = self.frames(scope.parent, distance)
        found: list[Frame] = []
        if scope.kind == "function" and scope.function is not None:
            found = self._called(scope.function, distance)
            if not found:
                found = [self._uncalled(scope, parent) for parent in parents]
        else:
            found = [self.evaluator.inner_frame(scope, parent) for parent in parents]
        self._active.discard(scope)
        found = found[:_MOST_FRAMES]
        self._known[scope, distance] = found
        return found

    def _uncalled(self, scope: Scope, parent: Frame) -> Frame:
        return self.evaluator._frame(("uncalled", scope, parent), lambda: Frame(scope, parent))

    def _called(self, function: Function, distance: int) -> list[Frame]:
        found: list[Frame] = []
        name = function.name
        if name == "__init__" and function.owner is not None:
            name = function.owner.name
        elif name == "__call__":
            return []
        for call, scope in self.evaluator.index.calls_of(name):
            if not self._may_lead_to(call.func, scope, function):
                continue
            for caller in self.frames(scope, distance + 1):
                for target in self.evaluator.values(call.func, caller):
                    if isinstance(target, Callable_) and target.function is function:
                        frame = self.evaluator.call_frame(target, call, caller)
                        if frame is not None and frame not in found:
                            found.append(frame)
                    elif isinstance(target, ClassValue):
                        found += self._constructed(target, function, call, caller)
            if len(found) >= _MOST_FRAMES:
                break
        return found

    def _constructed(
        self, cls: ClassValue, function: Function, call: Call, caller: Frame
    ) -> list[Frame]:
        evaluator = self.evaluator
        instance = Instance(cls, call, caller)
        found: list[Frame] = []
        for method in evaluator.objects.class_attribute(cls, "__init__", instance):
            if isinstance(method, Callable_) and method.function is function:
                frame = evaluator.call_frame(method, call, caller)
                if frame is not None:
                    found.append(frame)
        return found

    def _may_lead_to(self, func: Expr, scope: Scope, function: Function) -> bool:
        """Whether a call spelled so can mean the function, judged without its frames."""
        if isinstance(func, Attribute):
            if function.owner is not None:
                return True
            bindings = _bindings_of(func.value, scope)
            return any(binding.kind in ("import", "assign") for binding in bindings)
        if not isinstance(func, Name):
            return False
        bindings = _bindings_of(func, scope)
        if not bindings:
            return any(imported.name == "*" for imported, _ in scope.module.imports)
        return any(
            binding.function is function
            or (function.name == "__init__" and binding.definition is function.owner)
            or binding.kind == "assign"
            or (binding.imported is not None and self._may_import(binding.imported, scope))
            for binding in bindings
        )

    def _may_import(self, imported: ImportedName, scope: Scope) -> bool:
        """Whether a name may come from a module of the project."""
        table = self.evaluator.table
        return table.find(scope.module.path, imported.module) is not None


def _bindings_of(expr: Expr, scope: Scope) -> list[Binding]:
    """What binds the root name of a dotted expression."""
    while isinstance(expr, Attribute):
        expr = expr.value
    holder = holder_of(scope, expr.id) if isinstance(expr, Name) else None
    return holder.bindings[expr.id] if holder is not None and isinstance(expr, Name) else []
