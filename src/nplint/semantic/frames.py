"""Frames: one object for each activation of a scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from nplint.facts import expressions as ex
from nplint.facts.scopes import Binding, ModuleFacts, Scope
from nplint.semantic.values import BoundExpr, Frame, FunctionValue


class Frames:
    """Makes frames, one for each activation however often it is asked for."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], Frame] = {}

    def module_frame(self, module: ModuleFacts) -> Frame:
        """Return the frame of a module's own code."""
        return self.keep(("module", module), lambda: Frame(module.scope, None))

    def inner_frame(self, scope: Scope, parent: Frame) -> Frame:
        """Return the frame of a class body or comprehension evaluated in ``parent``."""
        return self.keep(
            ("inner", scope, parent),
            lambda: replace(parent, scope=scope, parent=parent, arguments={}, receiver=None),
        )

    def children(self, expr: ex.Expr, frame: Frame) -> Iterator[BoundExpr]:
        """Yield the children of an expression, each with the frame that evaluates it."""
        for child, scope in ex.scoped_children(expr, frame.scope):
            home = frame if scope is frame.scope else self.inner_frame(scope, frame)
            yield BoundExpr(child, home)

    def loop_frame(self, binding: Binding, frame: Frame) -> Frame:
        """Return the frame that evaluates what a loop or comprehension of ``frame`` runs over."""
        around = frame.parent if binding.value is frame.scope.source else None
        return frame if around is None else around

    def frame_within(self, scope: Scope, owner: Frame) -> Frame:
        """Return the frame of ``owner``'s own scope, or of a comprehension in it."""
        if scope is owner.scope or scope.parent is None:
            return owner
        return self.inner_frame(scope, self.frame_within(scope.parent, owner))

    def uncalled_frame(self, scope: Scope, parent: Frame) -> Frame:
        """Return a frame of a function in ``parent`` of which no call is seen."""
        return self.keep(("uncalled", scope, parent), lambda: Frame(scope, parent))

    def generic_frame(self, scope: Scope) -> Frame:
        """Return a frame of a scope of which no call is seen."""
        if scope.parent is None:
            return self.module_frame(scope.module)
        known = self._kept.get(("generic", scope))
        if known is not None:
            return known
        parent = self.generic_frame(scope.parent)
        return self.keep(("generic", scope), lambda: Frame(scope, parent))

    def bare_frame(self, target: FunctionValue, made: ex.Call, caller: Frame) -> Frame:
        """Return a frame of a method, with nothing bound but the object that a call made."""
        key = ("bare", target.function, made, caller)
        return self.keep(key, lambda: self.function_frame(target, {}, caller))

    def function_frame(
        self, target: FunctionValue, arguments: dict[str, tuple[BoundExpr, ...]], caller: Frame
    ) -> Frame:
        """Return a frame of a function with its arguments bound."""
        return Frame(
            target.function.scope,
            target.closure,
            arguments,
            caller.in_trace and not target.cached,
            target.receiver,
            caller.trace,
            caller.depth + 1,
        )

    def keep(self, key: tuple[object, ...], make: Callable[[], Frame]) -> Frame:
        """Return the frame of an activation, made on first use."""
        frame = self._kept.get(key)
        if frame is None:
            frame = self._kept[key] = make()
        return frame
