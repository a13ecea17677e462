"""Name something by another dotted path, in an expression or an import statement."""

from __future__ import annotations

from collections.abc import Callable

from nplint.analyses.usage import Mention
from nplint.facts.expressions import Attribute, Expr, Name
from nplint.facts.scopes import ModuleFacts, binding_scope
from nplint.facts.statements import Import, ImportedName
from nplint.finding import Edit
from nplint.fixes.import_edits import joining, only_import, without_names
from nplint.fixes.repair import CannotRepair, FixContext
from nplint.semantic.values import External

# Tells whether importing its package alone gives a module.
Loads = Callable[[str], bool]


def renaming(fix_context: FixContext, mention: Mention, path: str, loads: Loads) -> list[Edit]:
    """Make a mention name ``path`` instead.

    Raises
    ------
    CannotRepair
        The new path cannot be written there without more ado.
    """
    if mention.expr is not None:
        return [_in_expression(fix_context, mention, mention.expr, path, loads)]
    if mention.imported is None or mention.statement is None:
        raise CannotRepair("the import cannot be taken apart")
    if mention.imported.name is None:
        return [_module(mention, mention.imported, path)]
    return import_moved(fix_context, mention, {mention.imported: path})


def _in_expression(
    fix_context: FixContext, mention: Mention, expr: Attribute, path: str, loads: Loads
) -> Edit:
    at = mention.module.locate(expr)
    module, _, name = path.rpartition(".")
    if module == mention.path.rpartition(".")[0]:
        return at.starting_at(expr.end - len(expr.attr)).replaced_by(name)
    evaluator = fix_context.program.evaluator
    frame = evaluator.generic_frame(mention.scope)
    root: Expr = expr
    while isinstance(root, Attribute):
        root = root.value
        for value in evaluator.values(root, frame):
            if isinstance(value, External) and path.startswith(f"{value.name}."):
                rest = path[len(value.name) + 1 :]
                if value.name == module or loads(module):
                    written = fix_context.written(mention.module.locate(root))
                    return at.replaced_by(f"{written}.{rest}")
    for bound, bindings in mention.module.scope.bindings.items():
        if [binding.kind for binding in bindings] != ["import"]:
            continue
        start = bindings[0].start
        if start > expr.start or binding_scope(mention.scope, bound) is not mention.module.scope:
            continue
        place = Name(start, start, bound, mention.module.scope)
        values = evaluator.values(place, evaluator.module_frame(mention.module))
        if [v.name for v in values if isinstance(v, External)] == [module]:
            return at.replaced_by(f"{bound}.{name}")
    raise CannotRepair(f"no name there leads to `{module}`")


def _module(mention: Mention, imported: ImportedName, path: str) -> Edit:
    if not imported.renamed or imported.module != mention.path:
        raise CannotRepair("the module's name may be used all over the file")
    name = mention.module.locate(imported).up_to(imported.start + len(imported.module))
    return name.replaced_by(path)


def import_moved(
    fix_context: FixContext, mention: Mention, moved: dict[ImportedName, str]
) -> list[Edit]:
    """Import names of one statement from other modules.

    Raises
    ------
    CannotRepair
        The statement spans lines, or shares its line with another.
    """
    statement = mention.statement
    assert statement is not None
    layout = fix_context.layout(mention.module)
    text = fix_context.written(mention.module.locate(statement))
    lines = layout.lines_of(statement.start, statement.end)
    if len(text.splitlines()) > 1:
        raise CannotRepair("the import statement spans several lines")
    if lines is None:
        raise CannotRepair("the import statement shares its line with another")
    newline = layout.source.newline
    if len(moved) == len(statement.names):
        joined = f"{newline}{lines.indent}".join(_statements(moved))
        return [mention.module.locate(statement).replaced_by(joined)]
    edits = without_names(mention.module, statement, [*moved])
    beside = _imports_beside(mention.module, statement)
    alone: dict[ImportedName, str] = {}
    for imported, path in moved.items():
        is_contested = only_import(imported.scope.bindings.get(imported.bound or "", ())) is None
        edit = joining(layout, () if is_contested else beside, _imported_from(imported, path))
        if edit is None:
            alone[imported] = path
        else:
            edits.append(edit)
    if not alone:
        return sorted(edits, key=lambda edit: edit.span)
    added = "".join(f"{lines.indent}{line}{newline}" for line in _statements(alone))
    if layout.line_start(lines.end) != lines.end:  # the file ends without a line end
        added = newline + added.removesuffix(newline)
    return sorted([*edits, layout.at(lines.end).before(added)], key=lambda edit: edit.span)


def _imports_beside(module: ModuleFacts, statement: Import) -> list[Import]:
    """Return the imports of a module before a statement, and that on its heels."""
    body = module.body
    number = body.index(statement) + 1 if statement in body else 0
    return [
        each for place, each in enumerate(body)
        if isinstance(each, Import) and (each.end <= statement.start or place == number > 0)
    ]  # fmt: skip


def _imported_from(imported: ImportedName, path: str) -> ImportedName:
    """Return what imports from elsewhere what is imported, under the same name."""
    module, _, name = path.rpartition(".")
    bound = imported.bound
    return ImportedName(0, 0, module, name, bound, bound != name, imported.scope)


def _statements(moved: dict[ImportedName, str]) -> list[str]:
    """Return the statements that import the moved names, one for each module."""
    by_module: dict[str, list[str]] = {}
    for imported, path in moved.items():
        module, _, name = path.rpartition(".")
        alias = "" if imported.bound == name else f" as {imported.bound}"
        by_module.setdefault(module, []).append(f"{name}{alias}")
    return [f"from {module} import {', '.join(names)}" for module, names in by_module.items()]
