"""Move the construction of a variable into the body of each function that reads it in a trace."""

from __future__ import annotations

from dataclasses import dataclass, field

from nplint.facts import expressions as ex
from nplint.facts.expressions import Attribute, Call, Expr, Name
from nplint.facts.scopes import Function, ModuleFacts, Scope, chain
from nplint.facts.statements import Assign, ImportedName
from nplint.finding import Edit, Span
from nplint.fixes.imports import import_edits, only_import, repeated
from nplint.fixes.layout import Lines, block_with
from nplint.fixes.repair import CannotRepair, Repair, Workshop, names, repair
from nplint.fixes.variables import Definition, definition, import_needed, names_in, reads_elsewhere
from nplint.program.sharing import Home, SharedDistribution, SharedUse, holds_distribution
from nplint.values import kinds
from nplint.values.kinds import Frame

MOVABLE = frozenset({Home.MODULE, Home.CLOSURE, Home.IMPORTED})


@dataclass(slots=True)
class _Reader:
    """A function that gets a copy: what it reads, and the statements it needs for that."""

    function: Function
    needed: dict[Assign, Definition] = field(default_factory=dict)
    readings: list[Expr] = field(default_factory=list)


def move_variable(workshop: Workshop, shared: SharedDistribution) -> Repair:
    """Plan the move.

    Raises
    ------
    CannotRepair
        No move would keep what the program does, or be what an author would write.
    """
    return _Move(workshop, shared).plan()


class _Move:
    def __init__(self, workshop: Workshop, shared: SharedDistribution) -> None:
        self.workshop = workshop
        self.readers: dict[Function, _Reader] = {}
        self.definitions: dict[Assign, Definition] = {}
        self.converted: set[Expr] = set()
        self.added: dict[ModuleFacts, list[ImportedName]] = {}
        statements: set[Assign] = set()
        for use in shared.uses:
            statements.add(self._note(use).statement)
        # Other instances that the same statements build move along: theirs is the same repair.
        for other in workshop.program.shared_distributions:
            if other is not shared and other.module is shared.module:
                self._note_same_statement(other, statements)

    def _note_same_statement(self, other: SharedDistribution, statements: set[Assign]) -> None:
        for use in other.uses:
            if use.home in MOVABLE:
                try:
                    found = definition(self.workshop, _reading(use), use.crossing.frame)
                except CannotRepair:
                    continue
                if found.statement in statements:
                    self._note(use)

    def _note(self, use: SharedUse) -> Definition:
        expr, frame = _reading(use), use.crossing.frame
        found = definition(self.workshop, expr, frame)
        function = _receiving(frame)
        reader = self.readers.setdefault(function, _Reader(function))
        if expr not in reader.readings:
            reader.readings.append(expr)
        for each in (*self._built_on(found), found):
            reader.needed[each.statement] = each
            self.definitions[each.statement] = each
        if isinstance(expr, Attribute):
            part: Expr = expr
            while isinstance(part, Attribute):
                self.converted.add(part)
                part = part.value
            self.converted.add(part)
        return found

    def _built_on(self, found: Definition, depth: int = 0) -> list[Definition]:
        """The definitions of other instances that one is built on, first things first."""
        evaluator = self.workshop.program.evaluator
        before: list[Definition] = []
        for name in names_in(found.value):
            values = evaluator.values(name, found.frame)
            if not any(holds_distribution(evaluator, value) for value in values) or depth > 8:
                continue
            inner = definition(self.workshop, name, found.frame)
            if inner.frame.scope is not found.frame.scope:
                raise CannotRepair(f"it is built on `{name.id}`, which is defined elsewhere")
            before += [*self._built_on(inner, depth + 1), inner]
        return before

    # -- planning --------------------------------------------------------------------------

    def plan(self) -> Repair:
        edits: list[Edit] = []
        for reader in self.readers.values():
            edits += self._inline(reader) if _is_lambda(reader) else self._copy(reader)
        edits += self._remove_definitions()
        edits += self._tidy_imports()
        obstacle = ""
        for each in self.definitions.values():
            obstacle = obstacle or self.workshop.constancy.obstacle(each.value, each.frame)
        moved = ", ".join(f"`{name}`" for name in self._moved_names())
        return repair(f"Build {moved} inside {names(self.readers)}", edits, obstacle)

    def _moved_names(self) -> list[str]:
        ordered = sorted(self.definitions.values(), key=lambda each: each.statement.start)
        return list(dict.fromkeys(name for each in ordered for name in each.targets))

    def _copy(self, reader: _Reader) -> list[Edit]:
        """Put the statements at the start of a function's body."""
        function = reader.function
        place, indent = self.workshop.entry(function)
        newline = self.workshop.layout(function.module).source.newline
        edits: list[Edit] = []
        for each in sorted(reader.needed.values(), key=lambda d: d.statement.start):
            self._require_free(each, reader)
            renames = self._bring_names(each, function)
            text = self._moved_text(each, indent, newline, renames)
            edits.append(Edit(function.module.path, Span(place, place), text))
        merged = "".join(edit.replacement for edit in edits)
        edits = [Edit(function.module.path, Span(place, place), merged)]
        for reading in reader.readings:
            if isinstance(reading, Attribute):
                span = Span(reading.start, reading.end)
                edits.append(Edit(function.module.path, span, reading.attr))
        return edits

    def _moved_text(
        self, each: Definition, indent: str, newline: str, renames: list[tuple[Name, str]]
    ) -> str:
        layout = self.workshop.layout(each.module)
        lines = self._lines(each)
        text = layout.reindented(lines, indent, newline, [(n.start, n.end, t) for n, t in renames])
        if text is None:
            raise CannotRepair("a string in it spans several lines")
        return text

    def _lines(self, each: Definition) -> Lines:
        layout = self.workshop.layout(each.module)
        lines = layout.lines_of(each.statement.start, each.statement.end)
        if lines is None:
            raise CannotRepair(f"`{each.name}` shares its line with another statement")
        return lines

    def _inline(self, reader: _Reader) -> list[Edit]:
        """Replace the name in a lambda by what it stands for."""
        edits: list[Edit] = []
        for reading in reader.readings:
            found = definition(self.workshop, reading, self._frame_of(reading, reader))
            simple = found.targets == [found.name] and len(reader.needed) == 1
            if not simple or not isinstance(found.value, Call):
                raise CannotRepair("it is used in a lambda, which has no room for statements")
            if found.module is not reader.function.module:
                raise CannotRepair("it is used in a lambda of another module")
            self._require_visible(found, reader.function)
            text = self.workshop.layout(found.module).text[found.value.start : found.value.end]
            span = Span(reading.start, reading.end)
            edits.append(Edit(found.module.path, span, text))
        return edits

    def _frame_of(self, reading: Expr, reader: _Reader) -> Frame:
        return self.workshop.program.evaluator.generic_frame(reader.function.scope)

    # -- may the names be used there? ------------------------------------------------------

    def _require_free(self, each: Definition, reader: _Reader) -> None:
        """The function must not use the names of the moved statement for anything else."""
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

    def _require_visible(self, each: Definition, function: Function) -> None:
        """The names a statement reads must mean the same inside the function."""
        moved = set(self._moved_names())
        for name in names_in(each.value):
            if name.id in moved:
                continue
            for scope in chain(function.scope):
                if scope is each.frame.scope:
                    break
                if name.id in scope.bindings and scope.kind != "class":
                    raise CannotRepair(f"`{name.id}` means something else in `{function.name}`")

    def _bring_names(self, each: Definition, function: Function) -> list[tuple[Name, str]]:
        """Make the names a statement reads known where it goes; the spellings that change."""
        if function.module is each.module:
            self._require_visible(each, function)
            return []
        moved = set(self._moved_names())
        renames: list[tuple[Name, str]] = []
        for name in names_in(each.value):
            if name.id in moved:
                continue
            spelling = self._spelling_in(name, each, function)
            if spelling != name.id:
                renames.append((name, spelling))
        return renames

    def _spelling_in(self, name: Name, each: Definition, function: Function) -> str:
        """How the using module spells what a name of the defining module means."""
        evaluator = self.workshop.program.evaluator
        meaning = _meaning(evaluator.values(name, each.frame))
        target = function.module
        if meaning.startswith("builtins."):
            if not _bound_around(function.scope, name.id):
                return name.id
            raise CannotRepair(f"`{name.id}` means something else in `{function.name}`")
        spellings = [name.id, *sorted(set(target.scope.bindings) - {name.id})]
        for spelling in spellings if meaning else ():
            if spelling not in target.scope.bindings:
                continue
            bound = evaluator.bound(spelling, evaluator.module_frame(target), None)
            if _meaning(bound) == meaning and not _shadowed(function.scope, spelling):
                return spelling
        imported = _import_of(name.id, each.frame.scope)
        if imported is None or imported.module.startswith(".") or not meaning:
            raise CannotRepair(f"it needs `{name.id}` of `{each.module.path.stem}`")
        if _bound_around(function.scope, name.id):
            raise CannotRepair(f"`{name.id}` means something else in `{target.path.name}`")
        added = self.added.setdefault(target, [])
        if imported not in added:
            added.append(imported)
        return name.id

    # -- what goes -------------------------------------------------------------------------

    def _remove_definitions(self) -> list[Edit]:
        """Delete the outer statements that nothing else uses."""
        gone: list[Definition] = []
        for each in sorted(self.definitions.values(), key=lambda d: -d.statement.start):
            copied_to = [
                reader.function.scope for reader in self.readers.values()
                if each.statement in reader.needed
            ]  # fmt: skip
            statements = [other.statement for other in gone]
            if not reads_elsewhere(self.workshop, each, copied_to, self.converted, statements):
                gone.append(each)
        edits: list[Edit] = []
        for module in {each.module: None for each in gone}:
            here = [each for each in gone if each.module is module]
            layout = self.workshop.layout(module)
            owner = here[0].frame.scope.function
            block = block_with(owner.body if owner else module.body, here[0].statement)
            emptied = bool(owner) and {each.statement for each in here} >= set(block)
            edits += layout.removals([self._lines(each) for each in here], emptied)
        return edits

    def _tidy_imports(self) -> list[Edit]:
        """Drop the imports that only brought the variable; add those its construction needs."""
        unneeded: dict[ModuleFacts, list[ImportedName]] = {}
        moved = self._moved_names()
        for reader in self.readers.values():
            module = reader.function.module
            found = unneeded.setdefault(module, [])
            for reading in reader.readings:
                imported, scope = _import_behind(reading, reader.function)
                if imported is None or scope is None or imported in found:
                    continue
                copied_to = [r.function.scope for r in self.readers.values()]
                if not import_needed(
                    self.workshop, imported, module, scope, copied_to, self.converted, moved
                ):
                    found += repeated(imported, scope)
        edits: list[Edit] = []
        for module, found in unneeded.items():
            # In the order of the module they come from, which its author chose.
            added = sorted(self.added.get(module, ()), key=lambda each: each.start)
            needing = [f.start for f in self.readers if f.module is module]
            edits += import_edits(self.workshop, module, found, added, min(needing))
        return edits


def _reading(use: SharedUse) -> Expr:
    """The name, or ``module.name``, that takes the variable into the trace."""
    expr = use.crossing.expr
    while isinstance(expr, ex.Subscript):
        expr = expr.value
    if use.home is not Home.IMPORTED:
        while isinstance(expr, Attribute | ex.Subscript):
            expr = expr.value
    if not isinstance(expr, Name | Attribute):
        raise CannotRepair("it is not kept in a variable")
    return expr


def _receiving(frame: Frame) -> Function:
    """The function in which the expression stands; a lambda only where no function is around."""
    function = frame.scope.holder.function
    while function is not None and function.name == "<lambda>" and function.scope.parent:
        outer = function.scope.parent.holder.function
        if outer is None or frame.trace is None or id(outer) not in frame.trace:
            break
        function = outer
    if function is None:
        raise CannotRepair("it is used outside of a function")
    return function


def _is_lambda(reader: _Reader) -> bool:
    return reader.function.name == "<lambda>"


def _meaning(values: kinds.Values) -> str:
    """The dotted name that values stand for, if they stand for one."""
    found = {value.name for value in values if isinstance(value, kinds.External)}
    return found.pop() if len(found) == 1 and len(values) == 1 else ""


def _import_of(name: str, scope: Scope) -> ImportedName | None:
    return only_import(scope.bindings.get(name, ()))


def _import_behind(reading: Expr, function: Function) -> tuple[ImportedName | None, Scope | None]:
    """The import that a reading's root name comes from."""
    root = reading
    while isinstance(root, Attribute):
        root = root.value
    if not isinstance(root, Name):
        return None, None
    for scope in chain(function.scope):
        if scope.kind != "class" and root.id in scope.bindings:
            return _import_of(root.id, scope), scope
    return None, None


def _bound_around(scope: Scope, name: str) -> bool:
    return any(name in each.bindings for each in chain(scope) if each.kind != "class")


def _shadowed(scope: Scope, name: str) -> bool:
    inner = (each for each in chain(scope) if each.kind not in ("class", "module"))
    return any(name in each.bindings for each in inner)
