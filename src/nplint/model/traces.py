"""The trace of a model: the frames it runs in, its sites and the distributions it evaluates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from nplint.facts.expressions import Call, Expr, short_source
from nplint.facts.scopes import Function
from nplint.finding import Location
from nplint.model.observation import Observation
from nplint.model.sites import Site
from nplint.records import record, shown
from nplint.semantic.values import BoundExpr, Frame, Value, Values

StepKind: TypeAlias = Literal["decision", "call", "subscript", "store"]


@record
class Use:
    """A call that evaluates a distribution: ``numpyro.sample``, or one of its own methods.

    Parameters
    ----------
    call, frame
        The call, and the frame it is evaluated in.
    values
        The values that the distribution may be.
    observation
        The observation of the sample site; it is not known for a method.
    """

    call: Call
    frame: Frame
    values: Values
    observation: Observation

    def __repr__(self) -> str:
        return shown(self, *map(repr, self.values))

    @property
    def location(self) -> Location:
        """The place of the call."""
        return self.frame.locate(self.call)


@record
class Step:
    """Something that Python does itself while it runs a model.

    Parameters
    ----------
    kind
        It decides on the truth of an expression, calls something that is no function of the
        project, reads a subscript, or stores to one.
    expr, frame
        The expression that is decided on, the call, or the subscript.
    contexts
        The plates, handlers and transformations it stands in, outermost first.
    """

    kind: StepKind
    expr: Expr
    frame: Frame
    contexts: tuple[Value, ...]

    def __repr__(self) -> str:
        return shown(self, self.kind, short_source(self.expr))

    @property
    def bound(self) -> BoundExpr:
        """The expression, with the frame it is evaluated in."""
        return BoundExpr(self.expr, self.frame)

    @property
    def location(self) -> Location:
        """The place of the expression."""
        return self.frame.locate(self.expr)


@record
class Unseen:
    """A place of a trace that may reach sites which are not seen.

    Parameters
    ----------
    location
        The place.
    why
        The reason that nobody can tell, in words.
    """

    location: Location
    why: str

    def __repr__(self) -> str:
        return shown(self, self.why)


@record
class Trace:
    """One trace of a model or guide, from its first call to its end.

    Parameters
    ----------
    frames
        The frames it enters, each once, in that order.
    functions
        The functions of these frames.
    sites
        The sites it reaches, in that order; all arms of a branch are followed. A function that
        calls itself has the sites of its first activation alone.
    uses
        The calls that evaluate distributions, in that order.
    steps
        The decisions, calls and subscripts, in that order; but for those in the body of a ``try``,
        whose exceptions the program handles.
    unseen
        The places where a call is not seen through, in that order.
    """

    frames: list[Frame]
    functions: set[Function]
    sites: list[Site]
    uses: list[Use]
    steps: list[Step]
    unseen: list[Unseen]

    @property
    def complete(self) -> bool:
        """The answer to whether these are all the sites there can be."""
        return not self.unseen

    def __repr__(self) -> str:
        known = "complete" if self.complete else "incomplete"
        return shown(self, *map(repr, self.frames[:1]), *map(repr, self.sites), known)

    def named(self, name: str) -> Iterator[Site]:
        """Yield the sites of a constant name."""
        return (site for site in self.sites if site.name == name)
