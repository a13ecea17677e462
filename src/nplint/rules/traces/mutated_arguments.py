"""Data of the caller's that a model changes in place, each time it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from nplint.facts.expressions import Attribute, Call, Expr, Name, Subscript, terminal, walk
from nplint.facts.scopes import Function
from nplint.facts.statements import Assign, statements
from nplint.libraries.numpy_arrays import is_numpy_array
from nplint.model.program import Program
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

# Operators that give the same when they are applied twice, with whatever does not change.
_REPEATABLE = frozenset({"&", "|", "%"})
# Numbers of which that holds for other operators.
_NEUTRAL = {"+": (0,), "-": (0,), "*": (0, 1), "/": (1,), "//": (1,), "**": (1,)}
# Functions of an array that are neutral once they have been taken from it, or divided by.
_LEVELLING = {
    "-": frozenset({"mean", "median", "min", "max", "nanmean", "nanmedian", "average"}),
    "/": frozenset({"sum", "mean", "max", "std", "norm", "nansum", "nanmean", "nanmax", "nanstd"}),
}

Data: TypeAlias = CallResult | MethodResult | OperatorResult | Container


@record
class MutatedArgument:
    """An augmented assignment that changes what an argument of a model holds.

    Parameters
    ----------
    function, frame
        The function that the statement stands in, the model or one that it calls.
    statement, name
        The assignment, and the parameter in its target.
    value
        A value of the parameter, made outside of the trace.
    passed
        The variable or attribute by which a caller passes it, if one does.
    """

    function: Function
    frame: Frame
    statement: Assign
    name: str
    value: Data
    passed: Name | Attribute | None


def mutated_arguments(program: Program, run: Run, trace: Trace) -> Iterator[MutatedArgument]:
    """Yield the arguments that a model changes while MCMC or SVI runs it."""
    if run.role != "model" or not run.is_by("mcmc", "svi") or _may_hand_on_tracers(run):
        return
    for frame in trace.frames:
        function = frame.scope.function
        for statement in statements(function.body) if function is not None else ():
            if not isinstance(statement, Assign) or function is None:
                continue
            name = _parameter(statement, frame)
            if name is None or _is_idempotent(program.evaluator, statement, name, frame):
                continue
            arguments = _given_to(program, name, frame, run)
            value = _changed(program.evaluator, statement, frame, arguments)
            if value is not None:
                passed = _passed(arguments)
                yield MutatedArgument(function, frame, statement, name, value, passed)


def _is_idempotent(evaluator: Evaluator, statement: Assign, name: str, frame: Frame) -> bool:
    """Tell whether an augmented assignment gives the same when it is done again."""
    operator, value = statement.operator, statement.value
    if value is None:
        return False
    literals = evaluator.literals(value, frame) or []
    if any(number in _NEUTRAL.get(operator, ()) for number in literals) and len(literals) == 1:
        return True
    own = _summary_of(value, name)
    if own is not None:
        return own in _LEVELLING.get(operator, ())
    reads_itself = any(isinstance(each, Name) and each.id == name for each in walk(value))
    return operator in _REPEATABLE and not reads_itself


def _summary_of(value: Expr, name: str) -> str | None:
    """Return ``mean`` for ``y.mean()`` and ``np.mean(y)``, in place of any function of an array."""
    if not isinstance(value, Call) or (function := terminal(value.func)) is None:
        return None
    owner = value.func.value if isinstance(value.func, Attribute) else None
    given = (argument.value for argument in value.arguments[:1])
    read = any(isinstance(each, Name) and each.id == name for each in (owner, *given))
    return function if read else None


def _may_hand_on_tracers(run: Run) -> bool:
    """Tell whether the model may get tracers for its arguments, which do not change in place."""
    return run.call is not None and any(
        argument.star == "**" or argument.keyword == "jit_model_args"
        for argument in run.call.arguments
    )


def _parameter(statement: Assign, frame: Frame) -> str | None:
    """Return the name in an augmented assignment's target, if it still is the caller's argument."""
    target = statement.targets[0]
    name = target.value if isinstance(target, Subscript) else target
    if not statement.operator or not isinstance(name, Name):
        return None
    before = reaching_definitions(frame.scope.bindings.get(name.id, []), statement.start)
    if not before or any(binding.kind != "parameter" for binding in before):
        return None
    return name.id


def _given_to(program: Program, name: str, frame: Frame, run: Run) -> tuple[BoundExpr, ...]:
    """Return the arguments of a parameter: the run's for the model itself, else those of a call."""
    if frame is not run.root:
        return frame.arguments.get(name, ())
    given = program.run_calls.given(run)
    return tuple(each for arguments in given for each in arguments.get(name, ()))


def _passed(arguments: Iterable[BoundExpr]) -> Name | Attribute | None:
    """Return the first variable of outside among arguments."""
    for argument in arguments:
        if isinstance(argument.expr, (Name, Attribute)) and not argument.frame.in_trace:
            return argument.expr
    return None


def _changed(
    evaluator: Evaluator, statement: Assign, frame: Frame, arguments: Iterable[BoundExpr]
) -> Data | None:
    """Return the first argument that a statement changes in place, for others to see."""
    target = statement.targets[0]
    for argument in arguments:
        for value in evaluator.values_of(argument):
            if (
                not isinstance(value, (CallResult, MethodResult, OperatorResult, Container))
                or value.frame.in_trace
            ):
                continue  # it is made anew in each trace, so no other sees it
            if is_numpy_array(evaluator, value):
                return value
            if isinstance(target, Subscript) and isinstance(value, Container):
                if _holds(evaluator, value, target, frame):
                    return value
    return None


def _holds(evaluator: Evaluator, value: Container, target: Subscript, frame: Frame) -> bool:
    """Tell whether an entry of a dict or list is a number or an array, which adding to changes."""
    keys = evaluator.literals(target.index, frame)
    entries = evaluator.containers.item(value, keys) if keys is not None else ()
    return bool(entries) and not any(isinstance(each, Container) for each in entries)
