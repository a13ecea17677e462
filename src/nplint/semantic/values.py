"""Abstract values: the places that make the value of an expression.

A ``Frame`` is one activation of a scope; it is in a trace if it runs while NumPyro traces a model.
A value that is made in any other frame outlives the trace. Where an expression in a trace takes
such a value, the value carries the ``Capture``: that expression.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from nplint.facts.expressions import (
    Call,
    Comprehension,
    DictDisplay,
    Expr,
    ListDisplay,
    Operation,
    Subscript,
    short_source,
)
from nplint.facts.scopes import Class, Function, ModuleFacts, Scope
from nplint.finding import HasSpan, Location
from nplint.records import record, shown


@dataclass(slots=True, eq=False, repr=False)
class BoundExpr:
    """An expression with the frame to evaluate it in; ``path`` unpacks the result."""

    expr: Expr
    frame: Frame
    path: tuple[int | None, ...] = ()

    def __repr__(self) -> str:
        return shown(self, short_source(self.expr), *self.path)

    @property
    def location(self) -> Location:
        """The place of the expression."""
        return self.frame.locate(self.expr)


@dataclass(slots=True, eq=False, repr=False)
class Frame:
    """One activation of a scope.

    Parameters
    ----------
    scope, parent
        The scope, and the frame of the scope around it.
    arguments
        The arguments by parameter, as far as a call is seen.
    in_trace
        Whether it runs in a model's trace.
    receiver
        The object a method was called on.
    trace
        The functions that the trace has entered so far; shared by its frames.
    open
        Whether parameters may get arguments that are not seen.
    called
        The call that entered the function, with its frame; None where none is seen.
    values
        The values of its expressions, as far as they were asked for; the evaluator fills and
        empties it.
    """

    scope: Scope
    parent: Frame | None
    arguments: Mapping[str, tuple[BoundExpr, ...]] = field(default_factory=dict)
    in_trace: bool = False
    receiver: Value | None = None
    trace: set[Function] | None = None
    depth: int = 0
    open: bool = False
    called: BoundExpr | None = None
    values: dict[Expr, Values] = field(init=False, default_factory=dict)

    def __repr__(self) -> str:
        return shown(self, repr(self.scope), "in a trace" * self.in_trace, *self.arguments)

    @property
    def module(self) -> ModuleFacts:
        """The module whose code runs."""
        return self.scope.module

    def locate(self, thing: HasSpan) -> Location:
        """Return the place of an expression or statement of its module."""
        return Location.of(self.scope.module.path, thing)


@record
class Capture:
    """The expression, evaluated in a trace, that took a value from outside of it."""

    expr: Expr
    frame: Frame

    def __repr__(self) -> str:
        return shown(self, short_source(self.expr))

    @property
    def location(self) -> Location:
        """The place of the expression."""
        return self.frame.locate(self.expr)


@record
class Unknown:
    """Nothing is known."""

    capture: Capture | None = None

    def __repr__(self) -> str:
        return shown(self)


@record
class Literal:
    """A constant of Python's own types."""

    value: object
    capture: Capture | None = None

    def __repr__(self) -> str:
        return shown(self, repr(self.value))


@record
class External:
    """A module, class or function outside the project, by its dotted name."""

    name: str
    capture: Capture | None = None

    def __repr__(self) -> str:
        return shown(self, self.name)


@record
class CallResult:
    """The result of calling something external: ``dist.Normal(0, 1)``, ``MCMC(kernel)``.

    ``returned_to`` is the outermost call, outside of a trace, of a function of the project that
    made and returned it: the place that decides how long it lives.
    """

    name: str
    call: Call
    frame: Frame
    returned_to: BoundExpr | None = None
    capture: Capture | None = None

    def __repr__(self) -> str:
        return shown(self, self.name)

    @property
    def short_name(self) -> str:
        """The name without its package: ``Normal``."""
        return self.name.rpartition(".")[2]

    @property
    def location(self) -> Location:
        """The place of the call."""
        return self.frame.locate(self.call)


@record
class ExternalAttribute:
    """An attribute of something made externally, or of a container: ``d.expand``."""

    owner: Value
    attr: str
    capture: Capture | None = None

    def __repr__(self) -> str:
        return shown(self, repr(self.owner), self.attr)


@record
class MethodResult:
    """The result of calling an external attribute: ``d.expand([3])``, ``parser.parse_args()``."""

    owner: Value
    attr: str
    call: Call
    frame: Frame
    capture: Capture | None = None

    def __repr__(self) -> str:
        return shown(self, repr(self.owner), self.attr)

    @property
    def location(self) -> Location:
        """The place of the call."""
        return self.frame.locate(self.call)


@record
class OperatorResult:
    """The result of an operator or a subscript: ``a + b``, ``x[:, None]``."""

    expr: Operation | Subscript
    frame: Frame
    capture: Capture | None = None

    @property
    def location(self) -> Location:
        """The place of the operation."""
        return self.frame.locate(self.expr)

    def __repr__(self) -> str:
        return shown(self, short_source(self.expr))

    @property
    def operator(self) -> str:
        """The operator; empty for a subscript."""
        return self.expr.operator if isinstance(self.expr, Operation) else ""

    @property
    def operands(self) -> tuple[BoundExpr, ...]:
        """The operands of the operator; none for a subscript."""
        operands = self.expr.operands if isinstance(self.expr, Operation) else ()
        return tuple(BoundExpr(operand, self.frame) for operand in operands)


@record
class Element:
    """An element that unpacking or iterating over a value gives, where none is seen."""

    owner: Value
    capture: Capture | None = None

    def __repr__(self) -> str:
        return shown(self, repr(self.owner))


@record
class FunctionValue:
    """A function of the project with its closure, receiver and bound arguments.

    ``wrappers`` are the handlers and transformations it was given to, or is decorated with,
    innermost first.
    """

    function: Function
    closure: Frame
    receiver: Value | None = None
    positional: tuple[BoundExpr, ...] = ()
    keywords: Mapping[str, BoundExpr] = field(default_factory=dict)
    cached: bool = False
    capture: Capture | None = None
    wrappers: tuple[CallResult, ...] = ()

    def __repr__(self) -> str:
        return shown(self, repr(self.function))


@record
class ClassValue:
    """A class of the project; ``fields`` are given for a ``namedtuple`` call."""

    definition: Class
    frame: Frame
    capture: Capture | None = None

    def __repr__(self) -> str:
        return shown(self, repr(self.definition))


@record
class Record:
    """A class made by ``collections.namedtuple``."""

    fields: tuple[str, ...]
    capture: Capture | None = None

    def __repr__(self) -> str:
        return shown(self, *self.fields)


@record
class Instance:
    """An instance of a class of the project or of a record; the call is None if unseen."""

    kind: ClassValue | Record
    call: Call | None
    frame: Frame
    capture: Capture | None = None
    wrappers: tuple[CallResult, ...] = ()

    def __repr__(self) -> str:
        return shown(self, repr(self.kind))


@record
class ModuleValue:
    """A module of the project."""

    facts: ModuleFacts
    capture: Capture | None = None

    def __repr__(self) -> str:
        return shown(self, repr(self.facts))


@record
class Container:
    """A list, tuple, set or dict whose entries are seen."""

    expr: ListDisplay | DictDisplay | Comprehension | Call
    frame: Frame
    capture: Capture | None = None

    @property
    def location(self) -> Location:
        """The place of the display, comprehension or call."""
        return self.frame.locate(self.expr)

    def __repr__(self) -> str:
        return shown(self, short_source(self.expr))


Value: TypeAlias = (
    Unknown
    | Literal
    | External
    | CallResult
    | ExternalAttribute
    | MethodResult
    | OperatorResult
    | Element
    | FunctionValue
    | ClassValue
    | Record
    | Instance
    | ModuleValue
    | Container
)
Values: TypeAlias = tuple[Value, ...]

UNKNOWN = Unknown()
