"""Code whose author reckons with names that a release may lack."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.enclosing import expecting_names, expects
from nplint.facts.expressions import Attribute, Call, Expr, Name, terminal
from nplint.facts.scopes import Function, ModuleFacts
from nplint.facts.statements import Block, ImportedName, blocks, expressions, statements
from nplint.finding import Span
from nplint.model.program import Program

# The errors of a missing name, as a ``try`` handles them.
_EXPECTING = frozenset(
    {"ImportError", "ModuleNotFoundError", "AttributeError", "TypeError", "Exception",
     "BaseException"}
)  # fmt: skip
# Names that ask what there is, beside those that name a version.
_ASKING = frozenset(
    {"hasattr", "dir", "vars", "__dict__", "signature", "getfullargspec", "find_spec",
     "TYPE_CHECKING"}
)  # fmt: skip
# Calls after which a block does not go on.
_LEAVING = frozenset({"skip", "skipTest", "xfail", "fail", "exit", "_exit", "abort"})
_MOST_ROUNDS = 5


class VersionGuards:
    """The code of a program that depends on what the installed release has, or is never run.

    A test of the release may have been given a name before: a flag of the module, of a class or of
    another module, or a function that asks.
    """

    def __init__(self, program: Program) -> None:
        self._table = program.evaluator.table
        self._asking: dict[ModuleFacts, bool] = {}
        self._flags: dict[ModuleFacts, set[str]] = {}
        self._expecting: dict[ModuleFacts, frozenset[str]] = {}
        self._imported_flags: dict[tuple[ModuleFacts, str, str | None], bool] = {}
        self._spans: dict[ModuleFacts, tuple[list[int], list[int]]] = {}

    def covers(self, module: ModuleFacts, span: Span) -> bool:
        """Tell whether a place of a module is guarded."""
        if module not in self._spans:
            self._spans[module] = _disjoint(self._guarded(module))
        starts, ends = self._spans[module]
        number = bisect_right(starts, span.start) - 1
        return number >= 0 and span.start < ends[number]

    # -- what tests a release --------------------------------------------------------------

    def _may_ask(self, module: ModuleFacts) -> bool:
        """Tell whether a module has any name that asks, or a flag of its own or of another."""
        if module not in self._asking:
            self._asking[module] = True  # for modules that import each other
            names = {*module.reads, *module.attributes}
            self._asking[module] = (
                "getattr" in names
                or any(map(_names_version, names))
                or any(each.name and _names_version(each.name) for each in module.imports)
                or any(True for _ in _constant_flags(module))
                or any(self._brings_flag(each, module) for each in module.imports)
            )
        return self._asking[module]

    def _brings_flag(self, imported: ImportedName, module: ModuleFacts) -> bool:
        """Tell whether an import may be that of a flag, or of a module whose flags are read."""
        if imported.name is not None and self._imports_flag(imported, None, module):
            return True
        dotted = imported.module if imported.name is None else _within(imported)
        source = self._table.find(module.path, dotted)
        return source is not None and not self._flags_of(source).isdisjoint(module.attributes)

    def _tests(self, expr: Expr, module: ModuleFacts) -> bool:
        """Tell whether an expression asks what the installed release has."""
        return self._may_ask(module) and self._asks_in(expr, module)

    def _asks_in(self, expr: Expr, module: ModuleFacts) -> bool:
        name = terminal(expr)
        if name is not None and (_names_version(name) or name in self._flags_of(module)):
            return True
        if isinstance(expr, (Name, Attribute)) and self._is_imported_flag(expr, module):
            return True
        if name is None and isinstance(expr, Call) and _looks_up(expr, module):
            return True
        return any(self._asks_in(part, module) for part in ex.children(expr))

    def _is_imported_flag(self, expr: Name | Attribute, module: ModuleFacts) -> bool:
        """Tell whether a name is that of a flag of another module of the project."""
        first = expr if isinstance(expr, Name) else expr.value
        if not isinstance(first, Name):
            return False
        attr = expr.attr if isinstance(expr, Attribute) else None
        key = (module, first.id, attr)
        if key not in self._imported_flags:
            self._imported_flags[key] = any(
                self._imports_flag(imported, attr, module)
                for imported in module.imports
                if imported.bound == first.id
            )
        return self._imported_flags[key]

    def _imports_flag(self, imported: ImportedName, attr: str | None, module: ModuleFacts) -> bool:
        """Tell whether an import, or an attribute of what it imports, is such a flag."""
        if attr is None and imported.name and _names_version(imported.name):
            return True  # under another name
        inside, dotted = attr or imported.name, imported.module
        if attr is not None and imported.name is not None:
            dotted = _within(imported)
        source = self._table.find(module.path, dotted)
        return source is not None and inside in self._flags_of(source)

    def _flags_of(self, module: ModuleFacts) -> set[str]:
        """Return the names that a module gives to tests of a release."""
        if module in self._flags:
            return self._flags[module]
        flags = self._flags[module] = {*_constant_flags(module)}
        for _ in range(_MOST_ROUNDS if self._may_ask(module) else 0):
            before = len(flags)
            for body in _bodies(module):
                for statement in statements(body):
                    flags.update(self._flags_in(statement, module))
            flags.update(each.name for each in module.functions if self._asks(each))
            if len(flags) == before:
                break
        return flags

    def _flags_in(self, statement: st.Statement, module: ModuleFacts) -> Iterator[str]:
        if isinstance(statement, st.Assign) and statement.value is not None:
            if self._tests(statement.value, module):
                yield from filter(None, map(terminal, statement.targets))

    def _asks(self, function: Function) -> bool:
        """Tell whether a function returns what a test of the release says."""
        returned = [each for each in statements(function.body) if isinstance(each, st.Return)]
        if any(each.value and self._tests(each.value, function.module) for each in returned):
            return True
        return all(isinstance(each.value, ex.Constant) for each in returned) and any(
            isinstance(each, st.If) and self._tests(each.test, function.module)
            for each in statements(function.body)
            if returned
        )

    def _expecting_in(self, module: ModuleFacts) -> frozenset[str]:
        if module not in self._expecting:
            self._expecting[module] = expecting_names(module)
        return self._expecting[module]

    # -- what is guarded -------------------------------------------------------------------

    def _guarded(self, module: ModuleFacts) -> list[Span]:
        found = [*_unevaluated(module)]
        for body in _bodies(module):
            found += self._in_block(body, module)
        while helpers := [*_called_in(found, module)]:
            found += helpers
        return found

    def _in_block(self, block: Block, module: ModuleFacts) -> Iterator[Span]:
        for number, statement in enumerate(block):
            if self._guards_the_rest(statement, module):
                yield Span(statement.start, block[-1].end)
                return
            if self._is_guard(statement, module):
                yield Span(statement.start, statement.end)
                if self._leaves(statement) and number + 1 < len(block):
                    yield Span(statement.end, block[-1].end)
                    return
                continue
            for expr in expressions(statement) if self._chooses(module) else ():
                yield from self._in_expression(expr, module)
            for inner in blocks(statement):
                yield from self._in_block(inner, module)

    def _is_guard(self, statement: st.Statement, module: ModuleFacts) -> bool:
        """Tell whether what a statement holds depends on the release."""
        match statement:
            case st.Try():
                return _expects_absence(statement)
            case st.With():
                return expects(statement, module)
            case st.If(test=test):
                return self._tests(test, module)
            case st.Match(tested=tested):
                return self._tests(tested[0], module)
            case st.FunctionDef(function=function):
                return any(self._tests(each, module) for each in function.decorators)
            case st.ClassDef(definition=definition):
                return any(self._tests(each, module) for each in definition.decorators)
        return False

    def _guards_the_rest(self, statement: st.Statement, module: ModuleFacts) -> bool:
        """Tell whether what follows a statement in its block is reached on some releases only."""
        match statement:
            case st.OtherStmt(kind="assert", parts=(test, *_)):
                return self._tests(test, module)
            case st.Assign(targets=(Name(id="pytestmark"),), value=Expr() as value):
                return self._tests(value, module)
            case st.ExprStmt(value=Call(func=func, arguments=arguments)):
                return terminal(func) == "importorskip" and any(
                    argument.keyword == "minversion" for argument in arguments
                )
        return False

    def _leaves(self, statement: st.Statement) -> bool:
        """Tell whether one of the arms of an ``if`` does not go on behind it."""
        return isinstance(statement, st.If) and (
            _ends(statement.body) or bool(statement.orelse and _ends(statement.orelse))
        )

    def _chooses(self, module: ModuleFacts) -> bool:
        """Tell whether an expression of a module may guard a part of itself."""
        expecting = self._expecting_in(module)
        names = any(each in module.reads or each in module.attributes for each in expecting)
        return names or self._may_ask(module)

    def _in_expression(self, expr: Expr, module: ModuleFacts) -> Iterator[Span]:
        """Yield ``x.new if hasattr(x, "new") else x.old``, and the same with ``and``, ``or``."""
        chosen = isinstance(expr, ex.Conditional) and self._tests(expr.test, module)
        if (
            chosen
            or (isinstance(expr, Call) and terminal(expr.func) in self._expecting_in(module))
            or (
                isinstance(expr, ex.Operation)
                and expr.operator in ("and", "or")
                and any(self._tests(each, module) for each in expr.operands)
            )
        ):
            yield Span(expr.start, expr.end)
            return
        for part in ex.children(expr):
            yield from self._in_expression(part, module)


def _constant_flags(module: ModuleFacts) -> Iterator[str]:
    """Yield ``HAS_TREE = True`` beside an import, and ``HAS_TREE = False`` in its handler."""
    for statement in (each for body in _bodies(module) for each in statements(body)):
        if isinstance(statement, st.Try) and _expects_absence(statement):
            for inner in (each for block in statement.blocks for each in statements(block)):
                if isinstance(inner, st.Assign) and isinstance(inner.value, ex.Constant):
                    yield from filter(None, map(terminal, inner.targets))


def _within(imported: ImportedName) -> str:
    """Return the dotted name of a module that a ``from`` imports."""
    separator = "." if imported.module.strip(".") else ""
    return f"{imported.module}{separator}{imported.name}"


def _looks_up(call: Call, module: ModuleFacts) -> bool:
    """Tell whether a call is ``getattr(package, name, …)`` of an imported package."""
    if terminal(call.func) != "getattr" or not call.arguments:
        return False
    owner = call.arguments[0].value
    while isinstance(owner, Attribute):
        owner = owner.value
    bound = owner.id if isinstance(owner, Name) else None
    return any(imported.bound == bound for imported in module.imports)


def _bodies(module: ModuleFacts) -> list[Block]:
    return [
        module.body,
        *(function.body for function in module.functions),
        *(definition.body for definition in module.classes),
    ]


def _called_in(guarded: list[Span], module: ModuleFacts) -> Iterator[Span]:
    """Yield the functions that are not guarded themselves, but all of whose readers are."""
    starts, ends = _disjoint(guarded)

    def is_in(place: int) -> bool:
        number = bisect_right(starts, place) - 1
        return number >= 0 and place < ends[number]

    aliases = _aliases(module)
    for function in module.functions:
        readers = [*_readers(function.name, module, aliases, set())]
        if readers and not is_in(function.start) and all(is_in(each.start) for each in readers):
            yield Span(function.start, function.end)


def _readers(
    name: str, module: ModuleFacts, aliases: dict[int, list[str]], known: set[str]
) -> Iterator[Expr]:
    """Yield the reads of a name, and of the names that it is given to as it is."""
    known.add(name)
    for read in (*module.reads.get(name, ()), *module.attributes.get(name, ())):
        if read.start not in aliases:
            yield read
        for alias in aliases.get(read.start, ()):
            if alias not in known:
                yield from _readers(alias, module, aliases, known)


def _aliases(module: ModuleFacts) -> dict[int, list[str]]:
    """Return the names that ``name = other`` gives, by where the other name is read."""
    return {
        each.value.start: [name for target in each.targets if (name := terminal(target))]
        for body in _bodies(module)
        for each in statements(body)
        if isinstance(each, st.Assign) and isinstance(each.value, Name)
    }


def _expects_absence(statement: st.Try) -> bool:
    """Tell whether a ``try`` handles the error of a missing name, or any."""
    names = {terminal(part) for kind in statement.handled for part in _alternatives(kind)}
    return not names or not names.isdisjoint(_EXPECTING)


def _alternatives(kind: Expr) -> tuple[Expr, ...]:
    return kind.items if isinstance(kind, ex.ListDisplay) else (kind,)


def _ends(body: Block) -> bool:
    """Tell whether a block never runs off its end."""
    match body[-1] if body else None:
        case st.Return() | st.OtherStmt(kind="raise"):
            return True
        case st.ExprStmt(value=Call(func=func)):
            return terminal(func) in _LEAVING
        case st.If(body=inner, orelse=orelse):
            return _ends(inner) and _ends(orelse)
    return False


def _names_version(name: str) -> bool:
    return "version" in name.lower() or name in _ASKING


def _unevaluated(module: ModuleFacts) -> Iterator[Span]:
    """Yield the annotations that are never evaluated: those of local variables, or all."""
    postponed = any(
        name.module == "__future__" and name.name == "annotations" for name in module.imports
    )
    for function in module.functions:
        if postponed:
            annotations = [function.returns, *(each.annotation for each in function.parameters)]
            yield from (Span(each.start, each.end) for each in annotations if each is not None)
        yield from _of_variables(function.body)
    if postponed:
        yield from _of_variables(module.body)
        for definition in module.classes:
            yield from _of_variables(definition.body)


def _of_variables(block: Block) -> Iterator[Span]:
    for statement in statements(block):
        if isinstance(statement, st.Assign) and statement.annotation is not None:
            yield Span(statement.annotation.start, statement.annotation.end)


def _disjoint(spans: Iterable[Span]) -> tuple[list[int], list[int]]:
    """Return where what some spans cover starts and ends, in order."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(spans):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends
