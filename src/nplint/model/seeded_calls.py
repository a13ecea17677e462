"""Models that a program only simulates: called by itself, under ``handlers.seed``."""

from __future__ import annotations

from nplint.facts.enclosing import enclosing, statement_of
from nplint.facts.expressions import Call
from nplint.facts.scopes import Function
from nplint.facts.statements import With
from nplint.semantic.call_contexts import CallContexts
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import CallResult, Frame, FunctionValue

_SEED = "numpyro.handlers.seed"


class SeededCalls:
    """Tells which functions a program calls under a seed, outside of any model."""

    def __init__(self, evaluator: Evaluator, contexts: CallContexts) -> None:
        self.evaluator = evaluator
        self.contexts = contexts
        self._known: dict[Function, CallResult | None] = {}

    def of(self, function: Function) -> CallResult | None:
        """Return the ``seed(…)`` under which a function is called, if such a call is seen."""
        if function not in self._known:
            self._known[function] = self._of(function)
        return self._known[function]

    def _of(self, function: Function) -> CallResult | None:
        index = self.evaluator.index
        if not index.calls_of("seed"):
            return None
        for name in index.aliases_of(function.name):
            for call in index.calls.get(name, ()):
                for frame in self.contexts.frames(call.scope):
                    if not frame.in_trace and self._calls(call, frame, function):
                        seed = self._around(call, frame)
                        if seed is not None:
                            return seed
        return self._wrapping(function)

    def _calls(self, call: Call, frame: Frame, function: Function) -> bool:
        return any(
            isinstance(value, FunctionValue) and value.function is function
            for value in self.evaluator.values(call.func, frame)
        )

    def _around(self, call: Call, frame: Frame) -> CallResult | None:
        """Return the ``with seed(…)`` around a call."""
        statement = statement_of(call.start, call.scope)
        outer = enclosing(statement, call.scope) if statement is not None else []
        for each in reversed([*outer, statement] if statement is not None else outer):
            if isinstance(each, With):
                for item, _ in each.items:
                    for value in self.evaluator.values(item, frame):
                        if isinstance(value, CallResult) and value.name == _SEED:
                            return value
        return None

    def _wrapping(self, function: Function) -> CallResult | None:
        """Return the ``seed(model, key)`` that is called in some place."""
        for call in self.evaluator.index.calls_of("seed"):
            for frame in self.contexts.frames(call.scope):
                for value in self.evaluator.values(call, frame):
                    if isinstance(value, FunctionValue) and value.function is function:
                        seeds = [each for each in value.wrappers if each.name == _SEED]
                        if seeds and not frame.in_trace:
                            return seeds[0]
        return None
