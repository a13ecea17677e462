"""What the rules on two passes of a model have in common: how they point at them."""

from __future__ import annotations

from nplint.finding import Place
from nplint.rules.traces.trace_order import Pass


def two_passes(first: Pass, then: Pass, labels: tuple[str, str, str]) -> tuple[Place, ...]:
    """The places of two passes; one place if a loop, or a function, makes both.

    ``labels`` are those of the first, of the second, and of a place that is both.
    """
    earlier, later = first.moment, then.moment
    if (earlier.path, earlier.span) == (later.path, later.span):
        return (Place(earlier.path, earlier.span, labels[2]),)
    return (
        Place(earlier.path, earlier.span, labels[0]),
        Place(later.path, later.span, labels[1]),
    )
