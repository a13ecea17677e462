"""Take names out of import statements, and put imports in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise

from nplint.facts.scopes import Binding, ModuleFacts, Scope
from nplint.facts.statements import Import, ImportedName, Statement
from nplint.finding import Edit
from nplint.fixes.layout import Layout, Lines
from nplint.fixes.repair import FixContext


def only_import(bindings: Sequence[Binding]) -> ImportedName | None:
    """Return the import of a name, made once or, as in the cells of a notebook, several times.

    None if the name is bound by anything else, or by imports of different things.
    """
    imports = [binding.imported for binding in bindings]
    # What is imported, and whether its first part alone is bound.
    meanings = {
        (each.module, not each.renamed)
        if each.name is None
        else (f"{each.module}.{each.name}", False)
        for each in imports
        if each is not None
    }
    return imports[0] if len(meanings) == 1 and None not in imports else None


def repeated(imported: ImportedName, scope: Scope) -> list[ImportedName]:
    """Return an import with all that repeat it, which may go together.

    Empty where the name is bound by anything else, or in a branch, which might be left empty.
    """
    bindings = scope.bindings.get(imported.bound or "", ())
    if only_import(bindings) is None or any(each.block is not None for each in bindings):
        return []
    return [each.imported for each in bindings if each.imported is not None]


def import_text(imported: ImportedName) -> str:
    """Return the statement that imports a name as it is imported elsewhere."""
    source = f"import {imported.module}"
    if imported.name is not None:
        source = f"from {imported.module} import {imported.name}"
    return f"{source} as {imported.bound}" if imported.renamed else source


def import_edits(
    fix_context: FixContext,
    module: ModuleFacts,
    unneeded: Sequence[ImportedName],
    added: Sequence[ImportedName],
    before: int = sys.maxsize,
) -> list[Edit]:
    """Take names out of a module's imports, and add others.

    A name joins an import of the same module if there is one; else it gets a statement after the
    last one.

    Parameters
    ----------
    unneeded, added
        The imports that go and those that come.
    before
        Where the added ones are needed: in a notebook, a later cell's imports would come too late.
    """
    if not unneeded and not added:
        return []
    layout = fix_context.layout(module)
    newline = layout.source.newline
    statements = [s for s in module.body if isinstance(s, Import) and s.start < before]
    last = statements[-1] if statements else None
    edits: list[Edit] = []
    lines_added: dict[str, None] = {}
    for each in {import_text(each): each for each in added}.values():
        joined = next((s for s in statements if _takes(layout, s, each, unneeded)), None)
        if joined is not None:
            edits.append(_joining(layout, joined, each))
        else:
            lines_added[import_text(each)] = None
    text = "".join(f"{line}{newline}" for line in lines_added)
    for statement in _imports(module) if unneeded else ():
        dropped = [name for name in statement.names if name in unneeded]
        if not dropped:
            continue
        if len(dropped) < len(statement.names):
            edits += without_names(module, statement, dropped)
            continue
        lines = _removable_lines(layout, statement)
        if lines is None:
            continue
        if statement is last and text:
            edits.append(layout.locate(lines).replaced_by(text))
            text = ""
        else:
            edits.append(layout.deletion(lines))
    if text:
        place = layout.line_end(last.end) if last is not None else _top(module, layout)
        edits.append(layout.at(place).before(text))
    return edits


def _takes(
    layout: Layout, statement: Import, added: ImportedName, unneeded: Sequence[ImportedName]
) -> bool:
    """Tell whether an import is of the same module, and has room for one name more."""
    last = statement.names[-1].end
    length = layout.line_stop(last) - layout.line_start(last) + len(f", {added.name}")
    if length > layout.line_length and layout.indent(statement.names[-1].start) is None:
        return False
    return added.name is not None and all(
        each.module == added.module
        and each.name not in (None, "*")
        and each.scope is added.scope
        and each not in unneeded
        for each in statement.names
    )


def _joining(layout: Layout, statement: Import, added: ImportedName) -> Edit:
    """Add a name to an import, in alphabetical order if that has one."""
    text = import_text(added).partition(" import ")[2]
    names = statement.names
    bound = [each.name or "" for each in names]
    following = next((each for each in names if (each.name or "") > (added.name or "")), None)
    if following is not None and bound == sorted(bound):
        indent = layout.indent(following.start)
        gap = " " if indent is None else f"{layout.source.newline}{indent}"
        return layout.at(following.start).before(f"{text},{gap}")
    last = names[-1]
    indent = layout.indent(last.start)
    gap = " " if indent is None else f"{layout.source.newline}{indent}"
    return layout.at(last.end).before(f",{gap}{text}")


def is_removable(fix_context: FixContext, imported: ImportedName, scope: Scope) -> bool:
    """Tell whether a name can be taken out: its imports share no line with other statements."""
    layout = fix_context.layout(scope.module)
    return all(
        statement is not None and _removable_lines(layout, statement) is not None
        for statement in (each.statement for each in scope.bindings[imported.bound or ""])
    )


def _removable_lines(layout: Layout, statement: Statement) -> Lines | None:
    """Return the lines of a statement, if it alone stands on them; not all of a notebook's cell."""
    lines = layout.lines_of(statement.start, statement.end, comments=False)
    if lines is None:
        return None
    part, start = layout.source.part_at(lines.start)
    rest = part.text[: lines.start - start] + part.text[lines.end - start :]
    return lines if rest.strip() else None


def _imports(module: ModuleFacts) -> list[Import]:
    """Return the import statements of a module, of any scope."""
    found: dict[int, Import] = {}
    scopes = [module.scope, *(function.scope for function in module.functions)]
    for scope in scopes:
        for bindings in scope.bindings.values():
            for binding in bindings:
                if isinstance(binding.statement, Import):
                    found[id(binding.statement)] = binding.statement
    return sorted(found.values(), key=lambda statement: statement.start)


def without_names(
    module: ModuleFacts, statement: Import, gone: Sequence[ImportedName]
) -> list[Edit]:
    """Take some of several imported names out of their statement, with their commas."""
    names = statement.names
    last = max(index for index, name in enumerate(names) if name not in gone)
    edits = [
        module.locate(name).up_to(following.start).deleted()
        for name, following in pairwise(names[: last + 1])
        if name in gone
    ]
    if last + 1 < len(names):
        edits.append(module.locate(names[-1]).starting_at(names[last].end).deleted())
    return edits


def _top(module: ModuleFacts, layout: Layout) -> int:
    """Return the offset for a first import: before the first statement that is no docstring."""
    code = layout.source.code
    for statement in module.body:
        if statement.end > statement.start:
            if code[statement.start] != layout.text[statement.start]:
                continue  # a magic, of which some must come first
            is_text = layout.text[statement.start] in "\"'"
            return layout.line_end(statement.end) if is_text else layout.line_start(statement.start)
    return len(layout.text)
