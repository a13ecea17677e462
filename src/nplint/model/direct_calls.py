"""Models that visible code calls by itself, past any inference: ``model(x)``, ``get_trace(x)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nplint.facts.enclosing import enclosing, expects_an_error, statement_of
from nplint.facts.expressions import Attribute, Call
from nplint.facts.statements import With
from nplint.finding import Location
from nplint.libraries.numpyro import SAMPLE
from nplint.model.program import Program
from nplint.model.trace_walk import follow_trace
from nplint.model.traces import Trace
from nplint.records import record
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import CallResult, Frame, FunctionValue, Value

_RECORDING = "get_trace"


@record
class DirectCall:
    """A call that runs a model outside of inference, and that the code of a module gets to.

    Parameters
    ----------
    call, frame
        The call, and the frame it is evaluated in.
    model, root
        The function it runs, with its wrappers, and the frame of its body.
    around
        The ``with`` items that surely are entered around it, outermost first.
    """

    call: Call
    frame: Frame
    model: FunctionValue
    root: Frame
    around: Sequence[Value]

    @property
    def location(self) -> Location:
        """The place of the call."""
        return self.frame.locate(self.call)

    def trace(self, evaluator: Evaluator) -> Trace:
        """Return the trace of what it runs."""
        return follow_trace(evaluator, self.root, self.model.wrappers)


def direct_calls(program: Program) -> Iterator[DirectCall]:
    """Yield the calls of models that no inference runs and that are not part of another model.

    Those that are there for their error are left out.
    """
    evaluator, contexts = program.evaluator, program.contexts
    for function in program.traced_functions:
        for frame in contexts.frames(function.scope):
            if frame.called is not None and isinstance(frame.called.expr, Call):
                yield from _direct_call(program, frame.called.expr, frame.called.frame, frame)
    for call in program.index.calls.get(_RECORDING, ()):
        if isinstance(call.func, Attribute):
            for caller in contexts.frames(call.scope):
                for value in evaluator.values(call.func.value, caller):
                    if isinstance(value, FunctionValue):
                        root = evaluator.call_frame(value, call, caller)
                        yield from _made(program, value, call, caller, root)


def direct_draws(program: Program) -> Iterator[tuple[CallResult, Sequence[Value]]]:
    """Yield the ``numpyro.sample`` calls of modules' own code, each with what is around it."""
    for call in program.index.calls_of("sample"):
        if call.scope.enclosing_scope.kind == "module":
            frame = program.evaluator.generic_frame(call.scope)
            for value in program.evaluator.values(call, frame):
                if isinstance(value, CallResult) and value.name == SAMPLE and value.call is call:
                    around = _around(program, call, frame)
                    if around is not None:
                        yield value, around


def _direct_call(program: Program, call: Call, caller: Frame, root: Frame) -> Iterator[DirectCall]:
    for value in program.evaluator.values(call.func, caller):
        if isinstance(value, FunctionValue) and value.function is root.scope.function:
            yield from _made(program, value, call, caller, root)


def _made(
    program: Program, model: FunctionValue, call: Call, caller: Frame, root: Frame | None
) -> Iterator[DirectCall]:
    around = _around(program, call, caller)
    if root is not None and around is not None:
        yield DirectCall(call, caller, model, root, around)


def _around(program: Program, call: Call, frame: Frame) -> list[Value] | None:
    """Return what is entered around a call; None where it may not be run as it stands.

    That is where it is part of a model, expects an error, or where no code of a module is seen to
    get to it.
    """
    found: list[Value] = []
    while True:
        statement = statement_of(call.start, frame.scope)
        if statement is None or program.is_traced(frame.scope):
            return None
        if expects_an_error(statement, frame.scope):
            return None
        for outer in (*enclosing(statement, frame.scope), statement):
            if isinstance(outer, With):
                for item, _ in outer.items:
                    if item.end <= call.start:
                        found[:0] = program.evaluator.values(item, frame)
        if frame.called is None or not isinstance(frame.called.expr, Call):
            return found if frame.scope.enclosing_scope.kind == "module" else None
        call, frame = frame.called.expr, frame.called.frame
