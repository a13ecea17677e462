"""Code whose author reckons with names that a release may lack."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.enclosing import expects
from nplint.facts.expressions import Attribute, Expr
from nplint.facts.scopes import ModuleFacts
from nplint.facts.statements import Block, blocks, expressions
from nplint.finding import Span

# What a ``try`` handles when its author expects that a name may be missing.
_EXPECTING = frozenset(
    {"ImportError", "ModuleNotFoundError", "AttributeError", "TypeError", "Exception",
     "BaseException"}
)  # fmt: skip
_VERSION_TESTS = frozenset({"hasattr", "TYPE_CHECKING"})


def guarded(module: ModuleFacts) -> Iterator[Span]:
    """The code that depends on what the installed release has, or is never evaluated."""
    bodies = [
        module.body,
        *(function.body for function in module.functions),
        *(definition.body for definition in module.classes),
    ]
    versions = sorted(
        each.end
        for named in (module.reads, module.attributes)
        for name, found in named.items()
        if _names_version(name)
        for each in found
    )
    for body in bodies:
        yield from _guarded_in(body, module, versions)
    postponed = any(
        name.module == "__future__" and name.name == "annotations" for name in module.imports
    )
    yield from (Span(each.start, each.end) for each in _unevaluated(module, postponed))


def _unevaluated(module: ModuleFacts, postponed: bool) -> Iterator[Expr]:
    """The annotations that are never evaluated: those of local variables, or all of them."""
    for function in module.functions:
        if postponed:
            annotations = [function.returns, *(each.annotation for each in function.parameters)]
            yield from (each for each in annotations if each is not None)
        yield from _of_variables(function.body)
    if postponed:
        yield from _of_variables(module.body)
        for definition in module.classes:
            yield from _of_variables(definition.body)


def _of_variables(block: Block) -> Iterator[Expr]:
    for statement in block:
        if isinstance(statement, st.Assign) and statement.annotation is not None:
            yield statement.annotation
        for inner in blocks(statement):
            yield from _of_variables(inner)


def _guarded_in(block: Block, module: ModuleFacts, versions: Sequence[int]) -> Iterator[Span]:
    """The guarded code of a block, given where names end that tell a version."""
    for statement in block:
        number = bisect_left(versions, statement.start)
        tests = number < len(versions) and versions[number] <= statement.end
        if isinstance(statement, st.Try):
            names = {_last_name(part) for kind in statement.handled for part in _alternatives(kind)}
            if not names or names & _EXPECTING:
                yield Span(statement.start, statement.end)
                continue
        elif (isinstance(statement, st.With) and expects(statement, module)) or (
            tests and isinstance(statement, st.If) and _tests_version(statement.test)
        ):
            yield Span(statement.start, statement.end)
            continue
        if tests:
            for expr in expressions(statement):
                yield from _guarded_parts(expr)
        for inner in blocks(statement):
            yield from _guarded_in(inner, module, versions)


def _guarded_parts(expr: Expr) -> Iterator[Span]:
    """``x.new if hasattr(x, "new") else x.old``, and the same with ``and`` and ``or``."""
    chosen = isinstance(expr, ex.Conditional) and _tests_version(expr.test)
    if chosen or (
        isinstance(expr, ex.Operation)
        and expr.operator in ("and", "or")
        and any(map(_tests_version, expr.operands))
    ):
        yield Span(expr.start, expr.end)
        return
    for part in ex.children(expr):
        yield from _guarded_parts(part)


def _alternatives(kind: Expr) -> tuple[Expr, ...]:
    return kind.items if isinstance(kind, ex.ListDisplay) else (kind,)


def _last_name(expr: Expr) -> str:
    if isinstance(expr, Attribute):
        return expr.attr
    return expr.id if isinstance(expr, ex.Name) else ""


def _tests_version(test: Expr) -> bool:
    if _names_version(_last_name(test)):
        return True
    return any(_tests_version(part) for part in ex.children(test))


def _names_version(name: str) -> bool:
    return "version" in name.lower() or name in _VERSION_TESTS
