"""Statements as the rest of nplint sees them: a function's or module's body as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from nplint.facts.expressions import Expr
    from nplint.facts.scopes import Class, Function, Scope


OtherKind: TypeAlias = Literal[
    "assert", "break", "continue", "del", "global", "nonlocal", "raise", "type"
]


@dataclass(slots=True, eq=False, repr=False)
class Statement:
    """Any statement; on its own, one without parts (``pass``)."""

    start: int
    end: int

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self.start}-{self.end}>"


Block: TypeAlias = "tuple[Statement, ...]"


@dataclass(slots=True, eq=False, repr=False)
class Assign(Statement):
    """``a = b = value``, ``a: annotation = value`` or ``a += value`` (``operator`` is ``+``)."""

    targets: tuple[Expr, ...]
    value: Expr | None
    annotation: Expr | None
    operator: str


@dataclass(slots=True, eq=False, repr=False)
class ExprStmt(Statement):
    """An expression as a statement, with the scope that evaluates it."""

    value: Expr
    scope: Scope


@dataclass(slots=True, eq=False, repr=False)
class Return(Statement):
    """``return value``."""

    value: Expr | None


@dataclass(slots=True, eq=False, repr=False)
class If(Statement):
    """``if``; an ``elif`` is an ``If`` alone in ``orelse``."""

    test: Expr
    body: Block
    orelse: Block


@dataclass(slots=True, eq=False, repr=False)
class Loop(Statement):
    """``for target in source`` or, without a target, ``while source``."""

    target: Expr | None
    source: Expr
    body: Block
    orelse: Block


@dataclass(slots=True, eq=False, repr=False)
class With(Statement):
    """``with item as target, …``."""

    items: tuple[tuple[Expr, Expr | None], ...]
    body: Block


@dataclass(slots=True, eq=False, repr=False)
class Try(Statement):
    """``try``: its body, handlers, ``else`` and ``finally``, and the types that are handled."""

    handled: tuple[Expr, ...]
    blocks: tuple[Block, ...]


@dataclass(slots=True, eq=False, repr=False)
class Match(Statement):
    """``match``: its cases, and its subject followed by the guards of the cases."""

    tested: tuple[Expr, ...]
    blocks: tuple[Block, ...]


@dataclass(slots=True, eq=False, repr=False)
class FunctionDef(Statement):
    """A function definition, from its first decorator on."""

    function: Function


@dataclass(slots=True, eq=False, repr=False)
class ClassDef(Statement):
    """A class definition, from its first decorator on."""

    definition: Class


@dataclass(slots=True, eq=False, repr=False)
class ImportedName:
    """One name of an import statement.

    ``module`` is the dotted module with its leading dots; ``name`` is None for ``import
    module``, ``"*"`` for a star import; ``bound`` is the name the scope gets (None for a star).
    """

    start: int
    end: int
    module: str
    name: str | None
    bound: str | None
    renamed: bool
    scope: Scope


@dataclass(slots=True, eq=False, repr=False)
class Import(Statement):
    """``import …`` or ``from … import …``."""

    names: tuple[ImportedName, ...]


@dataclass(slots=True, eq=False, repr=False)
class OtherStmt(Statement):
    """A statement of which only the kind and the expressions matter: ``break``, ``raise``."""

    kind: OtherKind
    parts: tuple[Expr, ...]


def blocks(statement: Statement) -> tuple[Block, ...]:
    """The blocks a statement holds that run in the same scope."""
    match statement:
        case If(body=body, orelse=orelse) | Loop(body=body, orelse=orelse):
            return (body, orelse)
        case With(body=body):
            return (body,)
        case Try(blocks=inner) | Match(blocks=inner):
            return inner
    return ()


def statements(body: Block) -> Iterator[Statement]:
    """The statements of a block and of the blocks in it, in source order."""
    for statement in body:
        yield statement
        for block in blocks(statement):
            yield from statements(block)


def may_be_left(loop: Loop) -> bool:
    """Tell whether a statement in a loop may end it before its last turn."""
    return any(
        isinstance(each, Return) or (isinstance(each, OtherStmt) and each.kind in _LEAVING)
        for each in statements(loop.body)
    )


_LEAVING: frozenset[OtherKind] = frozenset({"break", "raise"})


def expressions(statement: Statement) -> tuple[Expr, ...]:
    """The expressions a statement evaluates itself, those of its blocks left out."""
    match statement:
        case Assign(targets=targets, value=value):
            return (*((value,) if value is not None else ()), *targets)
        case ExprStmt(value=value):
            return (value,)
        case Return(value=value):
            return (value,) if value is not None else ()
        case If(test=test):
            return (test,)
        case Loop(target=target, source=source):
            return (source, *((target,) if target is not None else ()))
        case With(items=items):
            return tuple(part for item in items for part in item if part is not None)
        case Try(handled=parts) | Match(tested=parts) | OtherStmt(parts=parts):
            return parts
        case FunctionDef(function=function):
            defaults = (p.default for p in function.parameters if p.default is not None)
            return (*function.decorators, *defaults)
        case ClassDef(definition=definition):
            return (*definition.decorators, *(base.value for base in definition.bases))
    return ()
