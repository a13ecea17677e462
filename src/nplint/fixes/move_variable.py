"""Move the construction of a variable into the body of each function that reads it in a trace."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from nplint.analyses.shared_distributions import (
    SharedDistributions,
    SharedInstance,
    SharedUse,
    StorageKind,
    holds_distribution,
    root_name,
)
from nplint.facts import expressions as ex
from nplint.facts.expressions import Attribute, Call, Expr, Name
from nplint.facts.scopes import Function, ModuleFacts, Scope, binding_scope, is_within
from nplint.facts.statements import Assign, ImportedName
from nplint.finding import Edit
from nplint.fixes.definitions import (
    Definition,
    definition,
    import_needed,
    names_in,
    own_lines,
    reads_elsewhere,
)
from nplint.fixes.function_body import BodyStart
from nplint.fixes.import_edits import import_edits, is_removable, only_import, repeated
from nplint.fixes.layout import Lines
from nplint.fixes.repair import CannotRepair, FixContext, Repair, names
from nplint.semantic.values import External, Frame, Values

MOVABLE = frozenset({StorageKind.MODULE, StorageKind.CLOSURE, StorageKind.IMPORTED})


@dataclass(slots=True)
class _Reader:
    """A function that gets a copy: the statements it needs, and what reads which variable."""

    function: Function
    needed: dict[Assign, Definition] = field(default_factory=dict)
    readings: dict[Name | Attribute, str] = field(default_factory=dict)


def move_variable(fix_context: FixContext, shared: SharedInstance) -> Repair:
    """Plan the move.

    Raises
    ------
    CannotRepair
        No move would keep what the program does, or be what an author would write.
    """
    return _Move(fix_context, shared).plan()


class _Move:
    """The move of one instance, with those that the same statements build."""

    def __init__(self, fix_context: FixContext, shared: SharedInstance) -> None:
        self.fix_context = fix_context
        self.readers: dict[Function, _Reader] = {}
        self.definitions: dict[Assign, Definition] = {}
        self.converted: set[Expr] = set()
        self.added: dict[ModuleFacts, list[ImportedName]] = {}
        statements = dict.fromkeys(self._note(use).statement for use in shared.uses)
        # Other instances that the same statements build move along: theirs is the same repair.
        uses = fix_context.once(_uses_by_statement)
        for statement in statements:
            for use in uses.get((shared.module, statement), ()):
                self._note(use)

    def _note(self, use: SharedUse) -> Definition:
        """Note what the function of a use needs; return the definition of the variable."""
        expr, frame = _reading(use), use.capture.frame
        found = definition(self.fix_context, expr, frame)
        evaluator = self.fix_context.program.evaluator
        values = evaluator.values(found.value, found.frame)
        if not any(holds_distribution(evaluator, value) for value in values):
            raise CannotRepair(f"`{found.name}` does not hold it, but leads to it")
        function = _receiving(frame)
        reader = self.readers.setdefault(function, _Reader(function))
        reader.readings[expr] = found.name
        for each in (*self._built_on(found), found):
            reader.needed[each.statement] = each
            self.definitions[each.statement] = each
        if _is_lambda(reader) or _is_written_otherwise(expr, found.name):
            part: Expr = expr
            while isinstance(part, Attribute):
                self.converted.add(part)
                part = part.value
            self.converted.add(part)
        return found

    def _built_on(self, found: Definition) -> list[Definition]:
        """Return the definitions of other instances that one is built on, first things first."""
        evaluator = self.fix_context.program.evaluator
        before: list[Definition] = []
        for name in names_in(found.value):
            values = evaluator.values(name, found.frame)
            if not any(holds_distribution(evaluator, value) for value in values):
                continue
            inner = definition(self.fix_context, name, found.frame)
            is_above = inner.statement.start < found.statement.start
            if inner.frame.scope is not found.frame.scope or not is_above:
                raise CannotRepair(f"it is built on `{name.id}`, which is defined elsewhere")
            before += [*self._built_on(inner), inner]
        return before

    # -- planning --------------------------------------------------------------------------

    def plan(self) -> Repair:
        edits: list[Edit] = []
        for reader in self.readers.values():
            edits += self._inline(reader) if _is_lambda(reader) else self._copy(reader)
        dropped = self._unneeded_imports()
        edits += self._remove_definitions([name for found in dropped.values() for name in found])
        edits += self._import_edits(dropped)
        obstacle = ""
        for each in self.definitions.values():
            obstacle = obstacle or self._obstacle(each)
        moved = ", ".join(f"`{name}`" for name in self._moved_names())
        title = f"Build {moved} inside {names(self.readers)}"
        return Repair.safe_unless(obstacle, title, *edits)

    def _obstacle(self, each: Definition) -> str:
        """Return why the models may not get what they got before; empty where they do."""
        reason = self.fix_context.obstacle(each.value, each.frame)
        if not reason and each.frame.scope.kind == "module":
            # A test that puts something else in the variable's place no longer reaches the model.
            found = (self.fix_context.set_unseen(each.module, name) for name in each.targets)
            reason = next(filter(None, found), "")
        return reason

    def _moved_names(self) -> list[str]:
        ordered = sorted(self.definitions.values(), key=lambda each: each.statement.start)
        return list(dict.fromkeys(name for each in ordered for name in each.targets))

    def _copy(self, reader: _Reader) -> list[Edit]:
        """Put the statements at the start of a function's body."""
        function = reader.function
        start = BodyStart.of(self.fix_context, function, self._first_read(reader))
        copies = ""
        for each in sorted(reader.needed.values(), key=lambda d: d.statement.start):
            self._require_free(each, reader)
            renames = self._bring_names(each, function)
            layout = self.fix_context.layout(each.module)
            copies += start.moved(layout, self._lines(each), renames)
        return [start.holding(copies)] + [
            function.module.locate(reading).replaced_by(name)
            for reading, name in reader.readings.items()
            if _is_written_otherwise(reading, name)
        ]

    def _first_read(self, reader: _Reader) -> int:
        """Return where a function first reads one of the variables it gets."""
        function, module = reader.function, reader.function.module
        named = {name for each in reader.needed.values() for name in each.targets}
        reads = [read for name in named for read in module.reads.get(name, ())]
        inside = [read for read in reads if is_within(read.scope, function.scope)]
        return min(read.start for read in (*reader.readings, *inside))

    def _lines(self, each: Definition) -> Lines:
        return own_lines(self.fix_context, each.module, each.statement, each.name)

    def _inline(self, reader: _Reader) -> list[Edit]:
        """Replace the name in a lambda by what it stands for."""
        found, *others = reader.needed.values()
        [target, *more] = found.statement.targets
        if others or more or not isinstance(target, Name) or not isinstance(found.value, Call):
            raise CannotRepair("it is used in a lambda, which has no room for statements")
        if found.module is not reader.function.module:
            raise CannotRepair("it is used in a lambda of another module")
        self._require_visible(found, reader.function)
        construction = self.fix_context.written(found.module.locate(found.value))
        return [found.module.locate(each).replaced_by(construction) for each in reader.readings]

    # -- the names that a copy binds and reads ----------------------------------------------

    def _require_free(self, each: Definition, reader: _Reader) -> None:
        """Check that the function uses the names of the moved statement for nothing else."""
        scope = reader.function.scope
        for name in each.targets:
            if name in scope.outer_names:
                raise CannotRepair(f"`{reader.function.name}` declares `{name}` global")
            for binding in scope.bindings.get(name, ()):
                statement = binding.statement
                later = statement is not None and binding.block is None and all(
                    reading.start <= statement.end for reading in reader.readings
                )  # fmt: skip
                if not later:
                    raise CannotRepair(
                        f"`{reader.function.name}` has a variable `{name}` of its own"
                    )
            for read in reader.function.module.reads.get(name, ()):
                if is_within(read.scope, scope) and not self._stays_right(read, each, scope):
                    raise CannotRepair(
                        f"`{reader.function.name}` uses the name `{name}` for something else"
                    )

    def _stays_right(self, read: Name, each: Definition, function: Scope) -> bool:
        """Tell whether a name means the same once the function around it has its own copy."""
        scope = binding_scope(read.scope, read.id)
        if scope is not None and is_within(scope, function):
            return True
        frame = self.fix_context.program.evaluator.generic_frame(read.scope)
        try:
            return definition(self.fix_context, read, frame).statement is each.statement
        except CannotRepair:
            return False

    def _require_visible(self, each: Definition, function: Function) -> None:
        """Check that the names a statement reads mean the same inside the function."""
        moved = self._moved_names()
        for name in names_in(each.value):
            scope = binding_scope(each.frame.scope, name.id)
            if name.id not in moved and binding_scope(function.scope, name.id) is not scope:
                raise CannotRepair(f"`{name.id}` means something else in {names([function])}")

    def _bring_names(self, each: Definition, function: Function) -> list[tuple[int, int, str]]:
        """Make the names a statement reads known where it goes; return those written otherwise."""
        if function.module is each.module:
            self._require_visible(each, function)
            return []
        moved = set(self._moved_names())
        renames: list[tuple[int, int, str]] = []
        for name in names_in(each.value):
            if name.id in moved:
                continue
            local = self._local_name(name, each, function)
            if local != name.id:
                renames.append((name.start, name.end, local))
        return renames

    def _local_name(self, name: Name, each: Definition, function: Function) -> str:
        """Return the name that the using module has for what the defining one means by a name."""
        evaluator = self.fix_context.program.evaluator
        meaning = _meaning(evaluator.values(name, each.frame))
        target = function.module
        is_taken = binding_scope(function.scope, name.id) is not None
        if meaning.startswith("builtins."):
            if is_taken:
                raise CannotRepair(f"`{name.id}` means something else in `{function.name}`")
            return name.id
        for local in (name.id, *sorted(target.scope.bindings)) if meaning else ():
            if binding_scope(function.scope, local) is target.scope:
                bound = evaluator.bound(local, evaluator.module_frame(target), None)
                if _meaning(bound) == meaning:
                    return local
        imported = only_import(each.frame.scope.bindings.get(name.id, ()))
        if imported is None or imported.module.startswith(".") or not meaning:
            raise CannotRepair(f"it needs `{name.id}` of `{each.module.path.stem}`")
        if is_taken:
            raise CannotRepair(f"`{name.id}` means something else in `{target.path.name}`")
        self.added.setdefault(target, []).append(imported)
        return name.id

    # -- what goes -------------------------------------------------------------------------

    def _remove_definitions(self, dropped: list[ImportedName]) -> list[Edit]:
        """Delete the outer statements that nothing else uses."""
        gone: list[Definition] = []
        for each in sorted(self.definitions.values(), key=lambda d: -d.statement.start):
            copied_to = [
                reader.function.scope for reader in self.readers.values()
                if each.statement in reader.needed and not _is_lambda(reader)
            ]  # fmt: skip
            statements = [other.statement for other in gone]
            if not reads_elsewhere(
                self.fix_context, each, copied_to, self.converted, statements, dropped
            ):
                gone.append(each)
        edits: list[Edit] = []
        for module in {each.module: None for each in gone}:
            layout = self.fix_context.layout(module)
            lines = [self._lines(each) for each in gone if each.module is module]
            lines = [each for each in lines if not layout.empties_cell(each, lines)]
            # What reads the variable stands in the same block, so that is not left empty.
            edits += layout.removals(lines, emptied=False)
        return edits

    def _unneeded_imports(self) -> dict[ModuleFacts, list[ImportedName]]:
        """Return the imports that only brought the variable, by the module they stand in."""
        unneeded: dict[ModuleFacts, list[ImportedName]] = {}
        moved = self._moved_names()
        copied_to = [reader.function.scope for reader in self.readers.values()]
        for reader in self.readers.values():
            module = reader.function.module
            found = unneeded.setdefault(module, [])
            for reading in reader.readings:
                root = root_name(reading)
                scope = binding_scope(reader.function.scope, root.id) if root is not None else None
                if root is None or scope is None:
                    continue
                imported = only_import(scope.bindings[root.id])
                if imported is None or not is_removable(self.fix_context, imported, scope):
                    continue
                if not import_needed(
                    self.fix_context, imported, module, scope, copied_to, self.converted, moved
                ):
                    found += repeated(imported, scope)
        return unneeded

    def _import_edits(self, dropped: dict[ModuleFacts, list[ImportedName]]) -> list[Edit]:
        """Drop imports; add those that the constructions need where they go."""
        edits: list[Edit] = []
        for module, unneeded in dropped.items():
            # In the order of the module they come from, which its author chose.
            added = sorted(self.added.get(module, ()), key=lambda each: each.start)
            needing = [f.start for f in self.readers if f.module is module]
            edits += import_edits(self.fix_context, module, unneeded, added, min(needing))
        return edits


def _uses_by_statement(
    fix_context: FixContext,
) -> dict[tuple[ModuleFacts, Assign], list[SharedUse]]:
    """Return the uses of instances by the module that builds one, and the variable's assignment."""
    found: dict[tuple[ModuleFacts, Assign], list[SharedUse]] = defaultdict(list)
    for shared in fix_context.program.analysis(SharedDistributions).all:
        for use in shared.uses:
            if use.home in MOVABLE:
                try:
                    kept = definition(fix_context, _reading(use), use.capture.frame)
                except CannotRepair:
                    continue
                found[shared.module, kept.statement].append(use)
    return found


def _reading(use: SharedUse) -> Name | Attribute:
    """Return the name, or ``module.name``, that takes the variable into the trace."""
    expr = use.capture.expr
    while isinstance(expr, ex.Subscript):
        expr = expr.value
    if use.home is not StorageKind.IMPORTED:
        while isinstance(expr, Attribute | ex.Subscript):
            expr = expr.value
    if not isinstance(expr, Name | Attribute):
        raise CannotRepair("it is not kept in a variable")
    return expr


def _receiving(frame: Frame) -> Function:
    """Return the function that runs in a frame; a lambda only where no function is around."""
    function = frame.scope.enclosing_scope.function
    while function is not None and function.name == "<lambda>":
        outer = function.scope.parent.enclosing_scope.function if function.scope.parent else None
        if outer is None or outer not in (frame.trace or ()):
            break
        function = outer
    if function is None:
        raise CannotRepair("it is used outside of a function")
    return function


def _is_written_otherwise(reading: Name | Attribute, name: str) -> bool:
    return not isinstance(reading, Name) or reading.id != name


def _is_lambda(reader: _Reader) -> bool:
    return reader.function.name == "<lambda>"


def _meaning(values: Values) -> str:
    """Return the dotted name that values stand for, if they stand for one."""
    found = {value.name for value in values if isinstance(value, External)}
    return found.pop() if len(found) == 1 and len(values) == 1 else ""
