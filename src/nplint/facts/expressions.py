"""Expressions as the rest of nplint sees them, in the place of a syntax tree.

Every expression knows its span (``start`` and ``end``, character offsets into the file's
text, enclosing parentheses left out); names, attributes and calls know the scope that evaluates
them. Expressions compare by identity: one object stands for one place in one file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from nplint.facts.scopes import Function, Scope


ListKind: TypeAlias = Literal["list", "tuple", "set"]
ComprehensionKind: TypeAlias = Literal["list", "set", "dict", "generator"]


@dataclass(slots=True, eq=False, repr=False)
class Expr:
    """Any expression; on its own, one that nplint does not look into."""

    start: int
    end: int

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {short_source(self)} at {self.start}-{self.end}>"


@dataclass(slots=True, eq=False, repr=False)
class Name(Expr):
    """A name that is read, or bound as a target."""

    id: str
    scope: Scope


@dataclass(slots=True, eq=False, repr=False)
class Attribute(Expr):
    """``value.attr``."""

    value: Expr
    attr: str
    scope: Scope


@dataclass(slots=True, eq=False, repr=False)
class Constant(Expr):
    """A literal: number, string, bytes, ``True``, ``False``, ``None`` or ``...``."""

    value: object


@dataclass(slots=True, eq=False, repr=False)
class Argument:
    """One argument of a call; its span starts at the keyword or star."""

    start: int
    end: int
    keyword: str | None
    star: str
    value: Expr

    def __repr__(self) -> str:
        keyword = f"{self.keyword}=" if self.keyword is not None else ""
        return (
            f"<Argument {self.star}{keyword}{short_source(self.value)} at {self.start}-{self.end}>"
        )


@dataclass(slots=True, eq=False, repr=False)
class Call(Expr):
    """``func(*arguments)``."""

    func: Expr
    arguments: tuple[Argument, ...]
    scope: Scope

    def argument_giving(self, value: Expr) -> Argument | None:
        """Return the argument whose value is written as an expression; None for one from ``**``."""
        return next((each for each in self.arguments if each.value is value), None)


@dataclass(slots=True, eq=False, repr=False)
class Operation(Expr):
    """An operator on its operands; chains of one binary operator are flattened.

    ``operator`` is the symbol (``+``, ``and``, ``<``, ``not in``, …); a comparison chain of
    several operators has ``operator == "compare"``; a unary one has a single operand.
    """

    operator: str
    operands: tuple[Expr, ...]


@dataclass(slots=True, eq=False, repr=False)
class ListDisplay(Expr):
    """A list, tuple or set display; ``kind`` says which."""

    kind: ListKind
    items: tuple[Expr, ...]


@dataclass(slots=True, eq=False, repr=False)
class DictDisplay(Expr):
    """A dict display; the key of a ``**`` entry is None."""

    entries: tuple[tuple[Expr | None, Expr], ...]


@dataclass(slots=True, eq=False, repr=False)
class Subscript(Expr):
    """``value[index]``; several indices are a tuple, a slice is an ``Opaque``."""

    value: Expr
    index: Expr


@dataclass(slots=True, eq=False, repr=False)
class Conditional(Expr):
    """``body if test else orelse``."""

    test: Expr
    body: Expr
    orelse: Expr


@dataclass(slots=True, eq=False, repr=False)
class Lambda(Expr):
    """A lambda; its function's body is one ``Return``."""

    function: Function


@dataclass(slots=True, eq=False, repr=False)
class Comprehension(Expr):
    """A comprehension or generator expression; ``kind`` is list, set, dict or generator.

    ``source`` is what it runs over first: the scope around evaluates it, once. All else is
    evaluated in its own scope, again and again; ``parts`` are its conditions and further sources.
    """

    kind: ComprehensionKind
    key: Expr | None
    element: Expr
    scope: Scope
    source: Expr
    parts: tuple[Expr, ...]

    @property
    def repeated(self) -> tuple[Expr, ...]:
        """All that it evaluates again and again."""
        key = () if self.key is None else (self.key,)
        return (*self.parts, *key, self.element)


@dataclass(slots=True, eq=False, repr=False)
class FString(Expr):
    """A formatted string; the spans of its parts are that of the whole string."""

    parts: tuple[Expr, ...]


@dataclass(slots=True, eq=False, repr=False)
class Starred(Expr):
    """``*value`` inside a display or as a target."""

    value: Expr


@dataclass(slots=True, eq=False, repr=False)
class Walrus(Expr):
    """``(target := value)``."""

    target: Name
    value: Expr


@dataclass(slots=True, eq=False, repr=False)
class EntryOf(Expr):
    """An entry, along their first axis, of the arrays in ``value``; no source writes it.

    ``scan(body, carry, (x, y))`` calls ``body`` with an entry of ``(x, y)``: a tuple of an entry
    of ``x`` and one of ``y``.
    """

    value: Expr


@dataclass(slots=True, eq=False, repr=False)
class Opaque(Expr):
    """An expression of which only the parts matter: ``await``, ``yield``, slices and so on."""

    parts: tuple[Expr, ...]


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct subexpressions, in source order; a lambda's body is not one of them."""
    parts = _CHILDREN.get(type(expr))
    return () if parts is None else parts(expr)


# Most expressions are names and constants, which a chain of tests would reach last.
_CHILDREN: dict[type[Expr], Callable[[Any], tuple[Expr, ...]]] = {
    Attribute: lambda expr: (expr.value,),
    Starred: lambda expr: (expr.value,),
    EntryOf: lambda expr: (expr.value,),
    Call: lambda expr: (expr.func, *[argument.value for argument in expr.arguments]),
    Operation: lambda expr: expr.operands,
    ListDisplay: lambda expr: expr.items,
    Opaque: lambda expr: expr.parts,
    FString: lambda expr: expr.parts,
    DictDisplay: lambda expr: tuple([p for entry in expr.entries for p in entry if p is not None]),
    Subscript: lambda expr: (expr.value, expr.index),
    Conditional: lambda expr: (expr.body, expr.test, expr.orelse),
    Comprehension: lambda expr: (expr.source, *expr.repeated),
    Walrus: lambda expr: (expr.target, expr.value),
    Lambda: lambda expr: tuple(
        [p.default for p in expr.function.parameters if p.default is not None]
    ),
}


def scoped_children(expr: Expr, scope: Scope) -> Iterator[tuple[Expr, Scope]]:
    """Yield the children of an expression of a scope, each with the scope that evaluates it."""
    inner = expr.scope if isinstance(expr, Comprehension) else scope
    for child in children(expr):
        around = isinstance(expr, Comprehension) and child is expr.source
        yield child, scope if around else inner


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield an expression and all in it, a lambda's body left out."""
    waiting = [expr]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += children(each)


def is_written_alike(one: Expr, other: Expr) -> bool:
    """Tell whether two expressions are the same names, constants, attributes and calls."""
    match one, other:
        case Name(id=first), Name(id=second):
            return first == second
        case Constant(value=first), Constant(value=second):
            return type(first) is type(second) and first == second
        case (Attribute(attr=first), Attribute(attr=second)) if first != second:
            return False
        case (Operation(operator=first), Operation(operator=second)) if first != second:
            return False
        case (Attribute() | Call() | Operation() | Subscript(), _) if type(one) is type(other):
            parts, others = children(one), children(other)
            return len(parts) == len(others) and all(map(is_written_alike, parts, others))
    return False


def short_source(expr: Expr) -> str:
    """An expression in a few words of source, for messages: ``self.prior``, ``f(…)``."""
    match expr:
        case Name(id=name):
            return name
        case Attribute(value=value, attr=attr):
            return f"{short_source(value)}.{attr}"
        case Call(func=func):
            return f"{short_source(func)}(…)"
        case Constant(value=value):
            return repr(value)
        case Subscript(value=value, index=Constant(value=index)):
            return f"{short_source(value)}[{index!r}]"
        case Subscript(value=value):
            return f"{short_source(value)}[…]"
        case Lambda():
            return "a lambda"
    return "…"


def quoted(expr: Expr, otherwise: str) -> str:
    """Return an expression's short source in backticks; ``otherwise`` where it has none."""
    source = short_source(expr)
    return otherwise if source == "…" else f"`{source}`"


def terminal(expr: Expr) -> str | None:
    """The last name of a dotted expression: ``run`` of ``self.mcmc.run``."""
    if isinstance(expr, Name):
        return expr.id
    if isinstance(expr, Attribute):
        return expr.attr
    return None
