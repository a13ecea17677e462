"""Functions of the project that run under a transformation of JAX."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from nplint.facts.expressions import Call
from nplint.facts.scopes import Function
from nplint.finding import Location
from nplint.model.program import Program
from nplint.records import record
from nplint.semantic.values import External, Frame, FunctionValue

# The transformations under which all that a function computes is traced.
_TRANSFORMS = frozenset({"jax.jit", "jax.vmap", "jax.pmap", "jax.lax.map"})


@record
class Transform:
    """A place where JAX is given a function to transform.

    Parameters
    ----------
    name
        What transforms it, by the name that people know it under: ``jax.jit``.
    location
        The call, or the decorator.
    """

    name: str
    location: Location


class JaxTransforms:
    """Tells under which transformation code runs."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.evaluator = program.evaluator

    def around(self, frame: Frame) -> Transform | None:
        """Return the transformation that the code of a frame runs under, if any is seen.

        That is one of the frame's own function, or of one that calls it or that it stands in.
        """
        found = self._transformed_frame(frame)
        function = found.scope.enclosing_scope.function if found is not None else None
        return self._transformed[function] if function is not None else None

    def is_always_transformed(self, frame: Frame) -> bool:
        """Tell whether no call is seen that runs the code of a frame without a transformation."""
        found = [
            self._transformed_frame(each) for each in self.program.contexts.frames(frame.scope)
        ]
        return all(each is not None and not self._is_plainly_called(each) for each in found)

    def _transformed_frame(self, frame: Frame) -> Frame | None:
        current: Frame | None = frame
        while current is not None:
            if current.scope.enclosing_scope.function in self._transformed:
                return current
            current = current.called.frame if current.called is not None else current.parent
        return None

    def _is_plainly_called(self, frame: Frame) -> bool:
        called = frame.called
        if called is None or not isinstance(called.expr, Call):
            return False
        targets = self.evaluator.values(called.expr.func, called.frame)
        return not any(
            wrapper.name in _TRANSFORMS
            for target in targets
            if isinstance(target, FunctionValue)
            for wrapper in target.wrappers
        )

    @cached_property
    def _transformed(self) -> dict[Function | None, Transform]:
        found: dict[Function | None, Transform] = {}
        for function, transform in [*self._given(), *self._decorated()]:
            found.setdefault(function, transform)
        return found

    def _given(self) -> Iterator[tuple[Function, Transform]]:
        index, contexts = self.evaluator.index, self.program.contexts
        for name in index.called_names(name.rpartition(".")[2] for name in _TRANSFORMS):
            for call in index.calls_of(name):
                for frame in contexts.frames(call.scope) if call.arguments else ():
                    for target in self.evaluator.values(call.func, frame):
                        if isinstance(target, External) and target.name in _TRANSFORMS:
                            for value in self.evaluator.values(call.arguments[0].value, frame):
                                if isinstance(value, FunctionValue):
                                    at = frame.locate(call)
                                    yield value.function, Transform(target.name, at)

    def _decorated(self) -> Iterator[tuple[Function, Transform]]:
        for module in self.program.modules:
            for function in module.functions:
                scope = function.scope.parent
                if function.decorators and scope is not None:
                    around = self.evaluator.generic_frame(scope)
                    for wrapper in self.evaluator.function(function, around).wrappers:
                        if wrapper.name in _TRANSFORMS:
                            yield function, Transform(wrapper.name, wrapper.location)
