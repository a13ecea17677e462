"""What is known of distributions is what their instances are on both lanes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache

import pytest

from nplint.analyses.abstract_values import AbstractValues
from nplint.domains.dtype import Kind
from nplint.domains.shape import MANY, Length, Shape
from nplint.libraries.numpyro import SAMPLE
from nplint.libraries.supports import Range, range_of
from nplint.semantic.values import CallResult
from tests.helpers.linked import RUN, program
from tests.lanes.distributions import calls, instances
from tests.lanes.environment import Lane
from tests.lanes.session import PROOF_LANES

_KINDS = {Kind.INT: "iub", Kind.FLOAT: "f"}


class Claim:
    """What nplint says of one distribution."""

    def __init__(
        self,
        shape: tuple[Shape, int] | None,
        event_dim: int | None,
        bounds: Range | None,
        kind: Kind | None,
    ) -> None:
        self.shape, self.event_dim, self.bounds, self.kind = shape, event_dim, bounds, kind

    def complaints(self, seen: dict[str, object]) -> Iterator[str]:
        """Yield what it says otherwise than an instance."""
        batch, event = tuple(seen["batch"]), tuple(seen["event"])  # type: ignore[arg-type]
        if self.shape is not None:
            shape, rank = self.shape
            if rank != len(event) or not _fits(shape, (*batch, *event)):
                yield f"shape {self.shape}, not {batch} and {event}"
        if self.event_dim is not None and self.event_dim != len(event):
            yield f"{self.event_dim} event axes, not {len(event)}"
        if self.bounds is not None and seen["bounds"]:
            for said, real in zip(
                (self.bounds.low, self.bounds.high),
                seen["bounds"],
                strict=True,  # type: ignore[call-overload]
            ):
                if said == said and real is not None and said != pytest.approx(real):
                    yield f"a bound {said}, not {real}"
        if self.kind is not None and seen["dtype"] is not None:
            if str(seen["dtype"]) not in _KINDS[self.kind]:
                yield f"{self.kind}, not {seen['dtype']}"


def _fits(said: Shape, real: tuple[int, ...]) -> bool:
    def fits(length: Length, number: int) -> bool:
        return length is None or length == number or (length is MANY and number > 1)

    return len(said) == len(real) and all(map(fits, said, real))


@cache
def _claims() -> list[tuple[str, str, Claim]]:
    """Return each family with a call of it and what nplint says of that."""
    written = list(calls())
    sites = "\n".join(
        f'    numpyro.sample("x{number}", {text})' for number, (_, text) in enumerate(written)
    )
    linked = program(f"def model():\n{sites}\n{RUN}")
    run = linked.runs[0]
    values, evaluator = linked.analysis(AbstractValues).of(run), linked.evaluator
    shapes = values.shapes
    found = []
    for (name, text), site in zip(written, linked.sites(run).sites, strict=True):
        fn = site.arguments["fn"]
        [value] = evaluator.values_of(fn)
        dtype = values.dtypes.of_draw(CallResult(SAMPLE, site.call, site.frame))
        claim = Claim(
            shapes.of_distribution(fn),
            shapes.event_dim(fn),
            range_of(evaluator, value),
            dtype.kind if dtype is not None else None,
        )
        found.append((name, text, claim))
    return found


@pytest.mark.parametrize("lane", PROOF_LANES, ids=lambda lane: lane.release)
def test_what_is_known_of_distributions_is_so(
    lane: Lane, needing_lanes: Callable[[], AbstractContextManager[None]]
) -> None:
    claims = _claims()
    with needing_lanes():
        seen = instances(lane, [text for _, text, _ in claims])
    wrong = [
        f"{text}: {complaint}"
        for (_, text, claim), instance in zip(claims, seen, strict=True)
        if instance is not None
        for complaint in claim.complaints(dict(instance))
    ]
    assert not wrong, f"{len(wrong)} in all:\n" + "\n".join(wrong[:40])
    held = Counter(name for (name, _, _), each in zip(claims, seen, strict=True) if each)
    assert all(number >= 3 for number in held.values()), held


def test_the_shape_of_every_distribution_is_known() -> None:
    unknown = [text for _, text, claim in _claims() if claim.shape is None]
    assert not unknown
