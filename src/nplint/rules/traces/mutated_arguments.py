"""Data of the caller's that a model changes in place, each time it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from nplint.facts.expressions import Attribute, Name, Subscript
from nplint.facts.scopes import Function
from nplint.facts.statements import Assign, statements
from nplint.libraries.numpy_arrays import is_numpy_array
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.records import record
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Container,
    Frame,
    MethodResult,
    OperatorResult,
)

Data: TypeAlias = CallResult | MethodResult | OperatorResult | Container
_Given: TypeAlias = Callable[[Run], Iterator[dict[str, tuple[BoundExpr, ...]]]]


@record
class MutatedArgument:
    """An augmented assignment that changes what an argument of a model holds.

    Parameters
    ----------
    runner
        The ``MCMC(…)`` or ``SVI(…)`` that runs the model, several times a run.
    function, frame
        The function that the statement stands in, the model or one that it calls.
    statement, name
        The assignment, and the parameter in its target.
    value
        What the parameter may be, made outside of the trace.
    passed
        The variables and attributes by which the callers pass it.
    """

    runner: CallResult
    function: Function
    frame: Frame
    statement: Assign
    name: Name
    value: Data
    passed: tuple[Name | Attribute, ...]


def mutated_arguments(
    evaluator: Evaluator, run: Run, trace: Trace, given: _Given
) -> Iterator[MutatedArgument]:
    """The arguments that a model changes while MCMC or SVI runs it.

    Parameters
    ----------
    given
        What the calls that start a run hand to its model, by parameter.
    """
    runner = run.runner
    if runner is None or run.role != "model" or not run.is_by("mcmc", "svi"):
        return
    if _gets_tracers(runner):
        return
    for frame in trace.frames:
        function = frame.scope.function
        for statement in statements(function.body) if function is not None else ():
            if not isinstance(statement, Assign) or function is None:
                continue
            name = _parameter(statement, frame)
            if name is None:
                continue
            thunks = _given_to(name.id, frame, run, given)
            value = _changed(evaluator, statement, frame, thunks)
            if value is not None:
                passed = tuple(
                    thunk.expr
                    for thunk in thunks
                    if isinstance(thunk.expr, (Name, Attribute)) and not thunk.frame.inside
                )
                yield MutatedArgument(runner, function, frame, statement, name, value, passed)


def _gets_tracers(runner: CallResult) -> bool:
    """Whether the model gets tracers for its arguments, or may."""
    return any(
        argument.star == "**" or argument.keyword == "jit_model_args"
        for argument in runner.call.arguments
    )


def _parameter(statement: Assign, frame: Frame) -> Name | None:
    """The name in an augmented assignment's target, if it still is what the caller gave."""
    target = statement.targets[0]
    name = target.value if isinstance(target, Subscript) else target
    if not statement.operator or not isinstance(name, Name):
        return None
    before = reaching_definitions(frame.scope.bindings.get(name.id, []), statement.start)
    if not before or any(binding.kind != "parameter" for binding in before):
        return None
    return name


def _given_to(name: str, frame: Frame, run: Run, given: _Given) -> tuple[BoundExpr, ...]:
    """What a parameter is given: by the run if it is the model's, else by the call in the model."""
    if frame is not run.root:
        return frame.arguments.get(name, ())
    return tuple(thunk for arguments in given(run) for thunk in arguments.get(name, ()))


def _changed(
    evaluator: Evaluator, statement: Assign, frame: Frame, thunks: Iterable[BoundExpr]
) -> Data | None:
    """The first of the values given that a statement changes in place, and others see changed."""
    target = statement.targets[0]
    for thunk in thunks:
        for value in evaluator.thunk(thunk):
            if (
                not isinstance(value, (CallResult, MethodResult, OperatorResult, Container))
                or value.frame.inside
            ):
                continue  # what is made anew in each trace no other sees
            if is_numpy_array(evaluator, value):
                return value
            if isinstance(target, Subscript) and isinstance(value, Container):
                if _holds(evaluator, value, target, frame):
                    return value
    return None


def _holds(evaluator: Evaluator, value: Container, target: Subscript, frame: Frame) -> bool:
    """Whether an entry of a dict or list is a number or an array, which adding to changes."""
    keys = evaluator.literals(target.index, frame)
    entries = evaluator.containers.item(value, keys) if keys is not None else ()
    return bool(entries) and not any(isinstance(each, Container) for each in entries)
