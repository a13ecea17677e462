"""Scopes, what binds names in them, and the functions, classes and modules that own them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from nplint.finding import HasSpan, Location, Span
from nplint.records import shown

if TYPE_CHECKING:
    from nplint.facts.expressions import Argument, Attribute, Call, Expr, Name, Operation
    from nplint.facts.statements import Block, ExprStmt, ImportedName, Statement

K = TypeVar("K")
V = TypeVar("V")

ParameterKind: TypeAlias = Literal["positional", "either", "keyword", "*", "**"]
BindingKind: TypeAlias = Literal[
    "assign", "augment", "loop", "with", "import", "function", "class", "parameter", "annotation",
    "delete", "other",
]  # fmt: skip
ScopeKind: TypeAlias = Literal["module", "class", "function", "comprehension"]
OuterKind: TypeAlias = Literal["global", "nonlocal"]


@dataclass(slots=True, eq=False, repr=False)
class Parameter:
    """A function's parameter; ``kind`` is positional, either, keyword, ``*`` or ``**``."""

    start: int
    end: int
    name: str
    kind: ParameterKind
    default: Expr | None
    annotation: Expr | None

    def __repr__(self) -> str:
        return f"<Parameter {self.name} at {self.start}-{self.end}>"


@dataclass(slots=True, eq=False, repr=False)
class Binding:
    """One way a name gets its value in a scope.

    Parameters
    ----------
    kind
        ``assign`` (``value`` unpacked along ``path``), ``augment``, ``loop`` (``path`` into an
        element of ``value``), ``with``, ``import``, ``function``, ``class``, ``parameter``,
        ``annotation`` (no value), ``delete`` or ``other`` (``except``, ``match``).
    start
        Where the name starts.
    path
        Indices from the whole value to the part the name gets; None for a starred rest.
    block
        The span of the innermost branch, loop or ``try`` part around it, if any: elsewhere
        the binding may not have happened.
    """

    kind: BindingKind
    start: int
    statement: Statement | None = None
    value: Expr | None = None
    path: tuple[int | None, ...] = ()
    imported: ImportedName | None = None
    function: Function | None = None
    definition: Class | None = None
    parameter: Parameter | None = None
    block: tuple[int, int] | None = None

    def __repr__(self) -> str:
        return f"<Binding {self.kind} at {self.start}>"


@dataclass(slots=True, eq=False, repr=False)
class Store:
    """An assignment to an attribute or an item: ``target = value``."""

    target: Expr
    value: Expr | None
    path: tuple[int | None, ...]
    scope: Scope
    statement: Statement

    def __repr__(self) -> str:
        return f"<Store {self.target!r} in {self.scope!r}>"


@dataclass(slots=True, eq=False, repr=False)
class Scope:
    """A namespace: of a module, class, function or comprehension (``kind``).

    ``source`` is what a comprehension runs over first, which its parent evaluates.
    """

    kind: ScopeKind
    parent: Scope | None
    module: ModuleFacts
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    outer_names: dict[str, OuterKind] = field(default_factory=dict)
    function: Function | None = None
    definition: Class | None = None
    source: Expr | None = None

    def __repr__(self) -> str:
        owner = self.function or self.definition
        name = f" {owner.name}" if owner is not None else ""
        return f"<Scope {self.kind}{name} of {self.module.path.name}>"

    @property
    def enclosing_scope(self) -> Scope:
        """The nearest scope that is not a comprehension's."""
        scope = self
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(slots=True, eq=False, repr=False)
class Function:
    """A function, method or lambda (whose ``name`` is ``<lambda>``).

    ``start`` and ``end`` span the definition without its decorators; ``name_start`` is where
    the name stands; ``one_line`` says that the body stands on the line of the colon.
    """

    start: int
    end: int
    name: str
    name_start: int
    parameters: tuple[Parameter, ...]
    decorators: tuple[Expr, ...]
    scope: Scope
    returns: Expr | None = None
    body: Block = ()
    docstring: bool = False
    one_line: bool = False
    generator: bool = False

    def __repr__(self) -> str:
        return shown(self, self.name)

    @property
    def location(self) -> Location:
        """The place of its definition."""
        return self.module.locate(self)

    @property
    def head(self) -> Location:
        """The place of its name; of all of a lambda."""
        if self.name == "<lambda>":
            return self.location
        start = self.name_start
        return Location(self.module.path, Span(start, start + len(self.name)))

    @property
    def module(self) -> ModuleFacts:
        """The module it is written in."""
        return self.scope.module

    @property
    def owner(self) -> Class | None:
        """The class whose method it is, if any."""
        parent = self.scope.parent
        return parent.definition if parent is not None and parent.kind == "class" else None

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((p for p in self.parameters if p.name == name), None)


@dataclass(slots=True, eq=False, repr=False)
class Class:
    """A class; ``bases`` holds its keyword arguments too."""

    start: int
    end: int
    name: str
    name_start: int
    decorators: tuple[Expr, ...]
    bases: tuple[Argument, ...]
    scope: Scope
    body: Block = ()

    def __repr__(self) -> str:
        return shown(self, self.name)

    @property
    def location(self) -> Location:
        """The place of its definition."""
        return self.module.locate(self)

    @property
    def module(self) -> ModuleFacts:
        """The module it is written in."""
        return self.scope.module


@dataclass(slots=True, eq=False, repr=False)
class ModuleFacts:
    """All that nplint keeps of one file.

    Parameters
    ----------
    path
        The file.
    scope, body
        The module's own namespace and statements.
    functions, classes
        Every one in the file, lambdas included, in source order.
    calls
        Every call.
    reads
        Every read of a name, by name; ``attributes`` likewise by attribute.
    stores
        Every assignment to an attribute or item.
    imports
        Every imported name of the file, in any scope.
    discarded
        Every statement that is an expression.
    comparisons
        Every comparison, with the scope that evaluates it.
    has_cells
        Whether it is a notebook, whose cells show the value of their last expression.
    """

    path: Path
    scope: Scope = field(init=False)
    body: Block = ()
    functions: list[Function] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    reads: dict[str, list[Name]] = field(default_factory=dict)
    attributes: dict[str, list[Attribute]] = field(default_factory=dict)
    stores: list[Store] = field(default_factory=list)
    imports: list[ImportedName] = field(default_factory=list)
    discarded: list[ExprStmt] = field(default_factory=list)
    comparisons: list[tuple[Operation, Scope]] = field(default_factory=list)
    has_cells: bool = False

    def __post_init__(self) -> None:
        self.scope = Scope("module", None, self)

    def __repr__(self) -> str:
        return f"<ModuleFacts {self.path}>"

    def locate(self, thing: HasSpan) -> Location:
        """Return the place of one of its expressions, statements, functions …."""
        return Location.of(self.path, thing)


def enter(table: dict[K, list[V]], key: K, value: V) -> None:
    """Add to the list under a key. A list that is made of its one entry is the smallest."""
    known = table.get(key)
    if known is None:
        table[key] = [value]
    else:
        known.append(value)


def chain(scope: Scope) -> Iterable[Scope]:
    """A scope and those around it, innermost first."""
    current: Scope | None = scope
    while current is not None:
        yield current
        current = current.parent


def is_within(scope: Scope, outer: Scope) -> bool:
    """Tell whether a scope is another, or lies inside it."""
    return any(each is outer for each in chain(scope))


def binding_scope(scope: Scope, name: str) -> Scope | None:
    """The scope whose variable a name is, when read in ``scope``; None if no scope binds it."""
    for index, each in enumerate(chain(scope)):
        if each.kind == "class" and index:
            continue
        if each.outer_names.get(name) == "global":
            module = each.module.scope
            return module if name in module.bindings else None
        if name in each.bindings and name not in each.outer_names:
            return each
    return None
