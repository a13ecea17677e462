"""The variable that keeps an instance: its definition, and what else reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from nplint.facts.expressions import (
    Attribute,
    Comprehension,
    Constant,
    Expr,
    ListDisplay,
    Name,
    children,
    short_source,
)
from nplint.facts.scopes import Binding, ModuleFacts, Scope, binding_scope, is_within
from nplint.facts.statements import Assign, ImportedName
from nplint.finding import Span
from nplint.fixes.import_edits import only_import, repeated
from nplint.fixes.layout import Lines
from nplint.fixes.repair import CannotRepair, FixContext
from nplint.semantic.values import Frame, ModuleValue


@dataclass(frozen=True, slots=True)
class Definition:
    """The one assignment that gives a variable its value."""

    name: str
    frame: Frame
    statement: Assign

    @property
    def module(self) -> ModuleFacts:
        """The module it stands in."""
        return self.frame.module

    @property
    def value(self) -> Expr:
        """The value that is assigned."""
        assert self.statement.value is not None
        return self.statement.value

    @property
    def targets(self) -> list[str]:
        """The names that the statement binds."""
        return [name.id for target in self.statement.targets for name in names_in(target)]


def names_in(expr: Expr) -> Iterator[Name]:
    """Yield the names in an expression, but for those that its own comprehensions bind."""
    if isinstance(expr, Name):
        yield expr
    own = expr.scope.bindings if isinstance(expr, Comprehension) else {}
    for child in children(expr):
        around = isinstance(expr, Comprehension) and child is expr.source
        yield from (name for name in names_in(child) if around or name.id not in own)


def definition(fix_context: FixContext, expr: Expr, frame: Frame) -> Definition:
    """Return the definition of the variable that a name, or ``module.name``, reads.

    Raises
    ------
    CannotRepair
        It has not exactly one, or not by a plain assignment.
    """
    evaluator = fix_context.program.evaluator
    if isinstance(expr, Attribute):
        values = evaluator.values(expr.value, frame)
        modules = {value.facts: None for value in values if isinstance(value, ModuleValue)}
        if len(modules) > 1:
            raise CannotRepair(f"`{short_source(expr.value)}` is one of several modules")
        for module in modules:
            return _in_module(fix_context, expr.attr, module)
        raise CannotRepair("it is not kept in a variable")
    assert isinstance(expr, Name)
    owner, _ = evaluator.find_name(expr.id, expr.start, frame)
    if owner is None:
        return _starred(fix_context, expr.id, frame.module)
    return _in_frame(fix_context, expr.id, owner)


def own_lines(fix_context: FixContext, module: ModuleFacts, statement: Assign, name: str) -> Lines:
    """Return the lines of the statement that gives ``name`` its value.

    Raises
    ------
    CannotRepair
        It shares a line with another statement.
    """
    lines = fix_context.layout(module).lines_of(statement.start, statement.end)
    if lines is None:
        raise CannotRepair(f"`{name}` shares its line with another statement")
    return lines


def _in_module(fix_context: FixContext, name: str, module: ModuleFacts) -> Definition:
    if name in module.scope.bindings:
        return _in_frame(fix_context, name, fix_context.program.evaluator.module_frame(module))
    return _starred(fix_context, name, module)


def _in_frame(fix_context: FixContext, name: str, frame: Frame) -> Definition:
    bindings = [b for b in frame.scope.bindings[name] if b.kind != "annotation"]
    imported = only_import(bindings)
    if imported is not None:
        return _imported(fix_context, imported, frame.module)
    if len(bindings) != 1:
        raise CannotRepair(f"`{name}` is assigned more than once")
    binding = bindings[0]
    statement = binding.statement
    if binding.kind != "assign" or not isinstance(statement, Assign):
        raise CannotRepair(f"`{name}` is not a variable that is assigned once")
    source = fix_context.files.source(frame.module.path)
    if source is not None and not source.lets_edit(
        Span(statement.start, statement.end), local=False
    ):
        raise CannotRepair(f"the cells of the notebook hand `{name}` on by its name")
    _require_plain(binding, statement, name)
    reason = fix_context.constancy.mutated(name, frame)
    if reason:
        raise CannotRepair(reason)
    return Definition(name, frame, statement)


def _require_plain(binding: Binding, statement: Assign, name: str) -> None:
    if binding.block is not None:
        raise CannotRepair(f"`{name}` is assigned in a branch, loop or `try`")
    for target in statement.targets:
        if not all(isinstance(part, (Name, ListDisplay)) for part in _parts(target)):
            raise CannotRepair(f"the statement that assigns `{name}` assigns more than variables")


def _parts(target: Expr) -> Iterator[Expr]:
    yield target
    for child in children(target):
        yield from _parts(child)


def _imported(fix_context: FixContext, imported: ImportedName, importer: ModuleFacts) -> Definition:
    table = fix_context.program.evaluator.table
    module = table.find(importer.path, imported.module)
    if module is None or imported.name is None:
        raise CannotRepair(f"`{imported.bound}` is defined outside of the checked files")
    return _in_module(fix_context, imported.name, module)


def _starred(fix_context: FixContext, name: str, module: ModuleFacts) -> Definition:
    table = fix_context.program.evaluator.table
    for imported in module.imports:
        if imported.name == "*":
            source = table.find(module.path, imported.module)
            if source is not None and source is not module and name in source.scope.bindings:
                return _in_module(fix_context, name, source)
    raise CannotRepair(f"where `{name}` is defined is not seen")


def reads_elsewhere(
    fix_context: FixContext,
    moved: Definition,
    copied_to: Collection[Scope],
    converted: Collection[Expr],
    gone: Collection[Assign],
    dropped: Collection[ImportedName],
) -> bool:
    """Tell whether anything but the functions that get a copy uses one of a statement's names.

    Parameters
    ----------
    copied_to
        The scopes of those functions.
    converted
        The expressions that read something else now: ``module.name``, with its parts, which
        becomes a local name, and the name in a lambda that becomes a construction.
    gone
        Statements that are deleted as well.
    dropped
        Imports that are deleted; any other fails without what it imports.
    """
    module, scope = moved.module, moved.frame.scope
    for name in moved.targets:
        for read in module.reads.get(name, ()):
            if read in converted or _is_copied(read, copied_to):
                continue
            if any(statement.start <= read.start < statement.end for statement in gone):
                continue
            if binding_scope(read.scope, name) is scope:
                return True
        if scope.kind == "module":
            if name in exported(module):
                return True
            if _read_in_other_modules(fix_context, name, module, copied_to, converted, dropped):
                return True
            if fix_context.is_used_unseen(module, name):
                return True
    return False


def _read_in_other_modules(
    fix_context: FixContext,
    name: str,
    module: ModuleFacts,
    copied_to: Collection[Scope],
    converted: Collection[Expr],
    dropped: Collection[ImportedName],
) -> bool:
    evaluator, index = fix_context.program.evaluator, fix_context.program.index
    for imported in (*index.imports_of(name), *index.imports_of("*")):
        other = imported.scope.module
        if other is module or evaluator.table.find(other.path, imported.module) is not module:
            continue
        if imported.name == name and imported not in dropped:
            return True
        if imported.name == "*":
            for read in other.reads.get(name, ()):
                variable_scope = binding_scope(read.scope, name)
                if variable_scope in (None, other.scope) and not _is_copied(read, copied_to):
                    return True
    for other in index.read_as_attribute(name):
        if other is module:
            continue
        for attribute in other.attributes[name]:
            if attribute in converted:
                continue
            owners = evaluator.values(attribute.value, evaluator.generic_frame(attribute.scope))
            if any(isinstance(o, ModuleValue) and o.facts is module for o in owners):
                return True
    return False


def import_needed(
    fix_context: FixContext,
    imported: ImportedName,
    module: ModuleFacts,
    scope: Scope,
    copied_to: Collection[Scope],
    converted: Collection[Expr],
    moved: Collection[str],
) -> bool:
    """Tell whether an import is still needed once functions have variables of their own.

    Parameters
    ----------
    imported, module, scope
        The import, its module, and the scope in which it binds a name.
    copied_to, moved
        The scopes of those functions, and the names of their new variables.
    converted
        The expressions that read something else now.
    """
    bound = imported.bound
    if bound is None or bound in exported(module):
        return True
    if module.path.name == "__init__.py" and scope.kind == "module":
        return True  # it may be there for those who import the package
    if imported not in repeated(imported, scope):
        return True
    for read in module.reads.get(bound, ()):
        if read in converted:
            continue
        if bound in moved and _is_copied(read, copied_to):
            continue
        if binding_scope(read.scope, bound) is scope:
            return True
    table = fix_context.program.evaluator.table
    return any(
        other.scope.module is not module
        and table.find(other.scope.module.path, other.module) is module
        for other in fix_context.program.index.imports_of(bound)
    ) or (scope.kind == "module" and fix_context.is_used_unseen(module, bound))


def _is_copied(read: Name, copied_to: Collection[Scope]) -> bool:
    """Tell whether a name is read in one of the functions that get a copy."""
    return any(is_within(read.scope, scope) for scope in copied_to)


def exported(module: ModuleFacts) -> set[str]:
    """Return the names in a module's ``__all__``."""
    found: set[str] = set()
    for binding in module.scope.bindings.get("__all__", ()):
        if isinstance(binding.value, ListDisplay):
            for item in binding.value.items:
                if isinstance(item, Constant) and isinstance(item.value, str):
                    found.add(item.value)
    return found
