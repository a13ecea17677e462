"""The sites of a trace: samples, params, plates and their like."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nplint.facts import expressions as ex
from nplint.finding import Location
from nplint.libraries.numpyro import SiteKind
from nplint.model.observation import Observation
from nplint.records import record, shown
from nplint.semantic.values import BoundExpr, CallResult, Frame, Value

# Under these a site does not reach the handlers further out. Functions of ``numpyro.infer``,
# ``log_density`` for one, trace the functions that they are given.
_RECORDING = (
    "numpyro.handlers.seed",
    "numpyro.handlers.trace",
    "numpyro.handlers.block",
    "numpyro.infer.",
)
# Contexts in which a site samples or observes as it would outside of them.
NEUTRAL = frozenset(
    {"numpyro.plate", "numpyro.plate_stack", "numpyro.handlers.mask", "numpyro.handlers.scale"}
)


@record
class Site:
    """A site of a trace.

    Parameters
    ----------
    kind
        The kind, by the name of the function that makes it.
    name
        Its name, where that is a constant.
    call, frame
        The call that makes it.
    arguments
        Its arguments, by parameter.
    observation
        Whether a sample site is observed.
    contexts
        The plates and handlers it stands in, outermost first: entered by ``with``, or wrapped
        around a function on the way, or called with that function (``scan``, ``vmap``).
    arms
        The branches on the way to it.
    repeated
        Whether a loop or comprehension on the way may reach it several times.
    reaches_run
        Whether surely no ``handlers.block`` hides it from what runs the model.
    each_turn
        What the innermost loop or comprehension on the way runs over, if each of its turns surely
        reaches the site.
    weightless
        Whether it surely adds nothing to the density, as under ``handlers.mask(mask=False)``.
    """

    kind: SiteKind
    name: str | None
    call: ex.Call
    frame: Frame
    arguments: dict[str, BoundExpr]
    observation: Observation
    contexts: tuple[Value, ...]
    arms: tuple[tuple[object, int], ...]
    repeated: bool
    reaches_run: bool = True
    weightless: bool = False
    each_turn: BoundExpr | None = None

    def __repr__(self) -> str:
        name = repr(self.name) if self.name is not None else "of a computed name"
        within = f"in {', '.join(map(repr, self.contexts))}" if self.contexts else ""
        return shown(self, self.kind, name, self.observation.name.lower(), within)

    @property
    def location(self) -> Location:
        """The place of its call."""
        return self.frame.locate(self.call)

    def described(self, unnamed: str) -> str:
        """Return how a message speaks of it: by its name, or as ``unnamed`` if that may change."""
        return unnamed if self.name is None else f"'{self.name}'"

    def excludes(self, other: Site) -> bool:
        """Tell whether no execution reaches both."""
        arms = dict(self.arms)
        return any(arms.get(key, arm) != arm for key, arm in other.arms)

    def contexts_by(self, *names: str) -> Iterator[CallResult]:
        """Yield the contexts made by one of these names, outermost first."""
        return (e for e in self.contexts if isinstance(e, CallResult) and e.name in names)

    def within(self, *names: str) -> bool:
        """Tell whether it stands in a context made by one of these names."""
        return any(True for _ in self.contexts_by(*names))

    def stands_in_only(self, names: Collection[str]) -> bool:
        """Tell whether each of its contexts is made by one of these names."""
        return all(isinstance(each, CallResult) and each.name in names for each in self.contexts)

    def is_self_contained(self, outer: Value) -> bool:
        """Tell whether a handler inside a context seeds or records the site by itself."""
        inner = self.contexts[self.contexts.index(outer) + 1 :]
        return any(
            isinstance(each, CallResult) and each.name.startswith(_RECORDING) for each in inner
        )
