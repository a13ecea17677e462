"""Calls that a loop makes again and again in the same words."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.enclosing import enclosing, statement_of
from nplint.facts.scopes import Binding, ModuleFacts, Scope, binding_scope
from nplint.model.program import Program
from nplint.records import record
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.values import CallResult, External

# Functions that call another for each entry of an array, with one trace of it.
_MAPPING = frozenset({"jax.vmap", "jax.pmap", "jax.lax.map"})

_COMPARING = frozenset({"allclose", "array_equal", "array_equiv", "isclose"})


@record
class Repetition:
    """A ``for`` loop or comprehension around an expression, or a lambda that JAX maps.

    Parameters
    ----------
    start, end
        Its span.
    source
        The expression that it runs over.
    target, name
        The binding of its variable, where that is a single name; and that name.
    mapped
        The function that maps a lambda: ``jax.vmap``.
    """

    start: int
    end: int
    source: ex.Expr | None
    target: Binding | None
    name: str = ""
    mapped: str = ""

    def holds(self, place: int) -> bool:
        """Tell whether a place of the same module lies in it."""
        return self.start <= place < self.end


def repetition_of(expr: ex.Expr, scope: Scope) -> Repetition | None:
    """Return the innermost loop of the same function that evaluates an expression."""
    if scope.kind == "comprehension":
        return _comprehension(expr, scope)
    statement = statement_of(expr.start, scope)
    if statement is None:
        return None
    for outer in reversed([*enclosing(statement, scope), statement]):
        if isinstance(outer, st.Loop) and outer.target is not None:
            if not (outer.source.start <= expr.start < outer.source.end):
                return _repetition(outer.start, outer.end, outer.source, scope)
    return None


def _comprehension(expr: ex.Expr, scope: Scope) -> Repetition | None:
    statement = statement_of(expr.start, scope.enclosing_scope)
    waiting = list(st.expressions(statement)) if statement is not None else []
    while waiting:
        each = waiting.pop()
        if isinstance(each, ex.Comprehension) and each.scope is scope:
            source = None if each.parts else each.source
            return _repetition(each.start, each.end, source, scope)
        waiting += ex.children(each)
    return None


def _repetition(start: int, end: int, source: ex.Expr | None, scope: Scope) -> Repetition:
    targets = [
        (name, binding)
        for name, bindings in scope.bindings.items()
        for binding in bindings
        if binding.kind == "loop" and binding.value is source and not binding.path
    ]
    name, target = targets[0] if len(targets) == 1 and source is not None else ("", None)
    return Repetition(start, end, source, target, name)


def is_repeated_further_out(call: ex.Call, loop: Repetition, seed: CallResult) -> bool:
    """Tell whether a loop around a loop repeats a call, but not the seed of its model."""
    scope = call.scope
    while scope.kind == "comprehension":
        outer = _comprehension(call, scope)
        if outer is not None and outer.start < loop.start:
            return True
        assert scope.parent is not None
        scope = scope.parent
    statement = statement_of(call.start, scope)
    around = [*enclosing(statement, scope), statement] if statement is not None else []
    return any(
        isinstance(outer, st.Loop)
        and outer.start < loop.start
        and not (seed.frame.module is scope.module and outer.start <= seed.call.start < outer.end)
        for outer in around
    )


def is_the_same_each_time(expr: ex.Expr, scope: Scope, loop: Repetition) -> bool:
    """Tell whether an expression has no name that the loop binds, and calls nothing."""
    if isinstance(expr, (ex.Call, ex.Comprehension, ex.Lambda, ex.Walrus, ex.Opaque)):
        return False
    if isinstance(expr, ex.Name):
        owner = binding_scope(scope, expr.id)
        bindings = owner.bindings[expr.id] if owner is not None else []
        return not any(loop.holds(binding.start) for binding in bindings)
    return all(is_the_same_each_time(child, scope, loop) for child in ex.children(expr))


def repeated_calls(program: Program, module: ModuleFacts) -> Iterator[tuple[ex.Call, Repetition]]:
    """Yield the calls made with the same arguments again and again, and whose value is kept."""
    mapped = dict(_mapped_lambdas(program, module))
    for call in module.calls:
        loop = mapped.get(call.scope) or repetition_of(call, call.scope)
        if loop is None or _is_discarded(call):
            continue
        if all(is_the_same_each_time(each.value, call.scope, loop) for each in call.arguments):
            yield call, loop


def _mapped_lambdas(program: Program, module: ModuleFacts) -> Iterator[tuple[Scope, Repetition]]:
    for call in module.calls:
        for argument in call.arguments[:1]:
            if isinstance(argument.value, ex.Lambda):
                frame = program.contexts.frames(call.scope)[0]
                only = Alternatives(program.evaluator.values(call.func, frame)).only
                if isinstance(only, External) and only.name in _MAPPING:
                    start, end = argument.value.start, argument.value.end
                    inner = argument.value.function.scope
                    yield inner, Repetition(start, end, None, None, mapped=only.name)


def is_only_compared(call: ex.Call, scope: Scope) -> bool:
    """Tell whether the values of a repeated call are compared with each other, and no more.

    So does a test that a seed gives the same draws again.
    """
    statement = statement_of(call.start, scope.enclosing_scope)
    if statement is None:
        return False
    if _is_compared_at(call, statement):
        return True
    kept = None
    if isinstance(statement, st.Assign) and len(statement.targets) == 1:
        kept = statement.targets[0]
    elif isinstance(statement, st.ExprStmt) and isinstance(statement.value, ex.Call):
        func = statement.value.func
        kept = func.value if isinstance(func, ex.Attribute) and func.attr == "append" else None
    if not isinstance(kept, ex.Name):
        return False
    home = scope.enclosing_scope
    reads = [
        (read, statement_of(read.start, home))
        for read in scope.module.reads.get(kept.id, ())
        if read.scope.enclosing_scope is home and read is not kept
    ]
    return bool(reads) and all(
        within is not None and _is_compared_at(read, within) for read, within in reads
    )


def _is_compared_at(expr: ex.Expr, statement: st.Statement) -> bool:
    """Tell whether an expression stands in a comparison or an assertion of a statement."""
    if isinstance(statement, st.OtherStmt) and statement.kind == "assert":
        return True
    return any(
        each.start <= expr.start < each.end and _compares(each)
        for root in st.expressions(statement)
        for each in ex.walk(root)
    )


def _compares(expr: ex.Expr) -> bool:
    if isinstance(expr, ex.Operation):
        return expr.operator in ("==", "!=")
    name = ex.terminal(expr.func) if isinstance(expr, ex.Call) else None
    return name is not None and (name.startswith("assert") or name in _COMPARING)


def _is_discarded(call: ex.Call) -> bool:
    statement = statement_of(call.start, call.scope)
    return isinstance(statement, st.ExprStmt) and statement.value is call
