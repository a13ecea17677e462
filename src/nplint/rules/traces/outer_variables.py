"""Variables that a trace reads from outside of it, and the points at which they are bound."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import STATIC_ATTRIBUTES
from nplint.facts import statements as st
from nplint.facts.enclosing import statement_of
from nplint.facts.expressions import Attribute, Expr, Name
from nplint.facts.scopes import Function, Scope, binding_scope
from nplint.model.program import Program
from nplint.model.traces import Trace
from nplint.records import record
from nplint.rules.traces.program_points import ProgramPoint
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import ModuleValue

_BINDING = frozenset({"assign", "augment", "loop", "with"})


@record
class OuterVariable:
    """A variable of a module, or of a function that is not traced.

    Parameters
    ----------
    name, scope
        The name, and the scope whose variable it is.
    read
        A place in a trace that reads it.
    """

    name: str
    scope: Scope
    read: Name | Attribute


def outer_variables(evaluator: Evaluator, trace: Trace) -> Iterator[OuterVariable]:
    """Yield each such variable that is assigned to, with its first read."""
    found: set[tuple[Scope, str]] = set()
    for variable in _reads(evaluator, trace):
        key = (variable.scope, variable.name)
        bindings = variable.scope.bindings.get(variable.name, ())
        plain = all(each.kind in (*_BINDING, "annotation", "delete") for each in bindings)
        if bindings and plain and key not in found:
            found.add(key)
            yield variable


def _reads(evaluator: Evaluator, trace: Trace) -> Iterator[OuterVariable]:
    functions = sorted(trace.functions, key=lambda each: (each.module.path, each.start))
    for function in functions:
        shaped = _asked_for_shape(evaluator, function)
        for read in evaluator.index.names_in(function):
            if read in shaped:
                continue
            scope = binding_scope(read.scope, read.id)
            if scope is not None and scope.kind != "class":
                if scope.enclosing_scope.function not in trace.functions:
                    yield OuterVariable(read.id, scope, read)
    for function in functions:
        for attribute in evaluator.index.attributes_in(function):
            if isinstance(attribute.value, Name):
                frame = evaluator.generic_frame(attribute.scope)
                for value in evaluator.values(attribute.value, frame):
                    if isinstance(value, ModuleValue):
                        yield OuterVariable(attribute.attr, value.facts.scope, attribute)


def _asked_for_shape(evaluator: Evaluator, function: Function) -> set[Expr]:
    """Return the names of arrays of which a function reads no value: ``y.shape``, ``len(y)``."""
    attributes = evaluator.index.attributes_in(function)
    found = {each.value for each in attributes if each.attr in STATIC_ATTRIBUTES}
    for call in evaluator.index.calls.get("len", ()):
        if call.scope.enclosing_scope.function is function:
            found |= {argument.value for argument in call.arguments}
    return found


def bound_at(program: Program, variable: OuterVariable) -> Iterator[ProgramPoint]:
    """Yield the points at which a variable is bound, by its scope's code or as an attribute."""
    scope = variable.scope
    for binding in scope.bindings.get(variable.name, ()):
        statement = statement_of(binding.start, scope)
        inner = isinstance(statement, (st.FunctionDef, st.ClassDef))  # under ``global``
        if binding.kind in _BINDING and statement is not None and not inner:
            for frame in program.contexts.frames(scope):
                yield ProgramPoint.of(Expr(binding.start, binding.start), frame)
    if scope.kind == "module":
        for store in program.index.attribute_stores.get(variable.name, ()):
            assert isinstance(store.target, Attribute)
            for frame in program.contexts.frames(store.scope):
                for value in program.evaluator.values(store.target.value, frame):
                    if isinstance(value, ModuleValue) and value.facts is scope.module:
                        yield ProgramPoint.of(store.target, frame)
