"""The trace of a model: the frames it runs in, its sites and the distributions it evaluates."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Call
from nplint.facts.scopes import Function
from nplint.finding import Location
from nplint.model.observation import Observation
from nplint.model.sites import Site
from nplint.records import record, shown
from nplint.semantic.values import Frame, Values


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
    complete
        Whether these are all the sites there can be: False where a call is not seen through.
    """

    frames: list[Frame]
    functions: set[Function]
    sites: list[Site]
    uses: list[Use]
    complete: bool

    def __repr__(self) -> str:
        known = "complete" if self.complete else "incomplete"
        return shown(self, *map(repr, self.frames[:1]), *map(repr, self.sites), known)

    def named(self, name: str) -> Iterator[Site]:
        """Yield the sites of a constant name."""
        return (site for site in self.sites if site.name == name)
