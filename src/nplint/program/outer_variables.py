"""Variables that a trace reads from outside of it, and where these are bound."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.facts import statements as st
from nplint.facts.expressions import Attribute, Expr, Name
from nplint.facts.scopes import Scope, holder_of
from nplint.program.contexts import Contexts
from nplint.program.evaluator import Evaluator
from nplint.program.passes import Moment, Passes
from nplint.program.surroundings import statement_of
from nplint.program.traces import Trace
from nplint.records import record
from nplint.values.kinds import ModuleValue

_BINDING = frozenset({"assign", "augment", "loop", "with"})


@record
class OuterVariable:
    """A variable of a module, or of a function that is not traced, where a trace reads it.

    ``holder`` is the scope whose variable it is.
    """

    name: str
    holder: Scope
    read: Name | Attribute
    scope: Scope


def outer_variables(evaluator: Evaluator, trace: Trace) -> Iterator[OuterVariable]:
    """The first read of each such variable, those left out that are never assigned to."""
    found: set[tuple[Scope, str]] = set()
    for variable in _reads(evaluator, trace):
        key = (variable.holder, variable.name)
        bindings = variable.holder.bindings.get(variable.name, ())
        plain = all(each.kind in (*_BINDING, "annotation", "delete") for each in bindings)
        if bindings and plain and key not in found:
            found.add(key)
            yield variable


def _reads(evaluator: Evaluator, trace: Trace) -> Iterator[OuterVariable]:
    for module in dict.fromkeys(function.module for function in trace.functions):
        for name, reads in module.reads.items():
            for read, scope in reads:
                holder = holder_of(scope, name) if _is_in(scope, trace) else None
                if holder is not None and holder.kind != "class" and not _is_in(holder, trace):
                    yield OuterVariable(name, holder, read, scope)
        for name, attributes in module.attributes.items():
            for attribute, scope in attributes:
                if _is_in(scope, trace) and isinstance(attribute.value, Name):
                    frame = evaluator.generic_frame(scope)
                    for value in evaluator.values(attribute.value, frame):
                        if isinstance(value, ModuleValue):
                            yield OuterVariable(name, value.facts.scope, attribute, scope)


def _is_in(scope: Scope, trace: Trace) -> bool:
    return scope.holder.function in trace.functions


def bound_at(
    evaluator: Evaluator, contexts: Contexts, passes: Passes, variable: OuterVariable
) -> Iterator[Moment]:
    """Where a variable gets a value, by its own scope's code or as a module's attribute."""
    holder = variable.holder
    for binding in holder.bindings.get(variable.name, ()):
        statement = statement_of(binding.start, holder)
        inner = isinstance(statement, (st.Define, st.DefineClass))  # under ``global``
        if binding.kind in _BINDING and statement is not None and not inner:
            for frame in contexts.frames(holder):
                yield passes.moment(Expr(binding.start, binding.start), frame)
    if holder.kind == "module":
        for store in evaluator.index.attribute_stores.get(variable.name, ()):
            assert isinstance(store.target, Attribute)
            for frame in contexts.frames(store.scope):
                for value in evaluator.values(store.target.value, frame):
                    if isinstance(value, ModuleValue) and value.facts is holder.module:
                        yield passes.moment(store.target, frame)
