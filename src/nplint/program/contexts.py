"""From where a function is called: the frames it may run in."""

from __future__ import annotations

from nplint.facts.expressions import Call
from nplint.facts.scopes import Function, Scope
from nplint.program.evaluator import Evaluator
from nplint.values.kinds import Callable_, ClassValue, Frame, Instance

# Call sites followed back one from the other, and frames kept of one function.
_FARTHEST = 4
_MOST_FRAMES = 12


class Contexts:
    """Frames for code that is not reached by following calls forward."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._known: dict[Scope, list[Frame]] = {}
        self._active: set[Scope] = set()

    def frames(self, scope: Scope, distance: int = 0) -> list[Frame]:
        """The frames in which a scope's code may run outside of any trace.

        One for each visible call of its function, else one of which no call is seen.
        """
        known = self._known.get(scope)
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
        if distance == 0:
            self._known[scope] = found
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
