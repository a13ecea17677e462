"""Take away the imports and variables that a repair makes useless."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from nplint.facts import statements as st
from nplint.facts.expressions import Attribute, Call, Constant, Expr, Name
from nplint.facts.scopes import ModuleFacts, Scope, binding_scope
from nplint.finding import Applicability, Edit, Fix, Span
from nplint.fixes.definitions import import_needed
from nplint.fixes.delete_statement import delete_statement
from nplint.fixes.import_edits import import_edits, is_removable, only_import, repeated
from nplint.fixes.repair import FixContext
from nplint.semantic.values import External

# Calls that leave nothing behind but their result.
_PURE = ("numpyro.handlers.", "jax.random.", "numpyro.distributions.")


def _modules(fix_context: FixContext) -> dict[Path, ModuleFacts]:
    """Return the modules that findings are in, by path: also those that only a trace leads to."""
    return {module.path: module for module in fix_context.program.looked_into}


def without_useless(fix_context: FixContext, fix: Fix) -> Fix:
    """Return a fix that also deletes what nothing reads once it is applied.

    These are imports of a module, and variables of functions that hold a key, a handler or a
    distribution. A fix that deletes something looks at all of its file, and is not local. One that
    is safe stays as it is: somebody who is not seen may take an import from where it stands.
    """
    edits = list(fix.edits)
    if fix.applicability is Applicability.SAFE:
        return fix
    for path in dict.fromkeys(edit.path for edit in fix.edits):
        own = [edit for edit in fix.edits if edit.path == path]
        edits += _useless(fix_context, fix_context.once(_modules)[path], own)
    if len(edits) == len(fix.edits):
        return fix
    edits.sort(key=lambda edit: (str(edit.path), edit.span))
    return replace(fix, edits=tuple(edits), local=False)


def _useless(fix_context: FixContext, module: ModuleFacts, edits: list[Edit]) -> list[Edit]:
    added: list[Edit] = []
    while (found := next(_variables(fix_context, module, edits), None)) is not None:
        scope, statement = found
        deleted = delete_statement(fix_context, statement, scope)
        if not deleted:
            break
        added += deleted
        edits = [*edits, *deleted]
    gone = _reads_gone(module, edits, fix_context.once(_ReadsInOrder))
    for name, reads in gone.items():
        imported = only_import(module.scope.bindings.get(name, ()))
        if imported is None or _is_written(name, edits):
            continue
        if any(_touches(edit, each) for edit in edits for each in repeated(imported, module.scope)):
            continue
        if import_needed(fix_context, imported, module, module.scope, (), reads, ()):
            continue
        if is_removable(fix_context, imported, module.scope):
            unneeded = repeated(imported, module.scope)
            added += import_edits(fix_context, module, unneeded, [])
    return added


def _variables(
    fix_context: FixContext, module: ModuleFacts, edits: list[Edit]
) -> Iterator[tuple[Scope, st.Statement]]:
    """Yield the assignments, in functions, of variables that nothing reads after some edits."""
    for name, reads in _reads_gone(module, edits, fix_context.once(_ReadsInOrder)).items():
        for scope in dict.fromkeys(binding_scope(read.scope, name) for read in reads):
            if scope is None or scope.function is None or _is_written(name, edits):
                continue
            bindings = scope.bindings[name]
            statement = bindings[0].statement
            if len(bindings) > 1 or bindings[0].block or not isinstance(statement, st.Assign):
                continue
            if any(edit.span.start <= statement.start < edit.span.end for edit in edits):
                continue
            is_plain = len(statement.targets) == 1 and isinstance(statement.targets[0], Name)
            left = [
                read
                for read in module.reads[name]
                if read not in reads and binding_scope(read.scope, name) is scope
            ]
            if is_plain and not left and _is_pure(fix_context, scope, statement.value):
                yield scope, statement


def _is_pure(fix_context: FixContext, scope: Scope, expr: Expr | None) -> bool:
    """Tell whether evaluating an expression leaves nothing behind but its value."""
    if isinstance(expr, (Name, Constant, Attribute)):
        return True
    if not isinstance(expr, Call):
        return False
    evaluator = fix_context.program.evaluator
    called = evaluator.values(expr.func, evaluator.generic_frame(scope))
    return (
        bool(called)
        and all(isinstance(each, External) and each.name.startswith(_PURE) for each in called)
        and all(_is_pure(fix_context, scope, argument.value) for argument in expr.arguments)
    )


def _reads_gone(
    module: ModuleFacts, edits: list[Edit], order: _ReadsInOrder
) -> dict[str, set[Name]]:
    """Return the reads of each name that some edits take away."""
    found: dict[str, set[Name]] = {}
    for span in (edit.span for edit in edits if edit.span.end > edit.span.start):
        for name, read in order.within(module, span):
            found.setdefault(name, set()).add(read)
    return found


class _ReadsInOrder:
    """The reads of a module's names by their places."""

    def __init__(self, fix_context: FixContext) -> None:
        self._known: dict[ModuleFacts, list[tuple[int, str, Name]]] = {}

    def within(self, module: ModuleFacts, span: Span) -> Iterator[tuple[str, Name]]:
        """Yield the reads that stand in a span, with their names."""
        if module not in self._known:
            reads = ((r.start, name, r) for name, found in module.reads.items() for r in found)
            self._known[module] = sorted(reads, key=lambda each: each[0])
        reads_of_module = self._known[module]
        first = bisect_left(reads_of_module, span.start, key=lambda each: each[0])
        for start, name, read in islice(reads_of_module, first, None):
            if start >= span.end:
                return
            if read.end <= span.end:
                yield name, read


def _is_written(name: str, edits: list[Edit]) -> bool:
    """Tell whether edits write a name somewhere."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    return any(word.search(edit.replacement) for edit in edits)


def _touches(edit: Edit, imported: st.ImportedName) -> bool:
    return edit.span.start <= imported.end and imported.start <= edit.span.end
