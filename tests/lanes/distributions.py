"""Distributions as programs write them, with what their instances are on a lane."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nplint import numpyro_api
from nplint.numpyro_api import ShapeFacts
from nplint.numpyro_api.data import table
from tests.lanes.environment import Lane, interpreter

_WORKER = Path(__file__).with_name("distribution_worker.py")
# The shapes of the batches that the first argument brings, and the others.
_BATCHES: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((), ()),
    ((3,), ()),
    ((3,), (3,)),
    ((5, 1), (3,)),
)
_NUMBERS = {"high": 2.0, "total_count": 5, "n": 3, "df": 5.0, "concentration": 6.0, "alpha": -1.8}
_DERIVED = ("{}.expand_by([2])", "{}.expand_by((2, 3)).to_event(1)", "{}.mask(True)")


def calls() -> Iterator[tuple[str, str]]:
    """Yield each harvested family with calls of it, in several parametrisations and batches."""
    for name in table("shapes")["families"]:
        for row in table("shapes")["families"][name]:
            facts = numpyro_api.shape_facts(name, row["ranks"])
            assert facts is not None
            for first, others in _BATCHES:
                arguments = ", ".join(
                    f"{parameter}={_written(parameter, facts, others if number else first)}"
                    for number, parameter in enumerate(sorted(facts.ranks, key=facts.ranks.get))
                )
                arguments += _counts(facts, bool(arguments))
                yield name, f"dist.{name.rpartition('.')[2]}({arguments})"
            for wrapped in _DERIVED:
                yield name, wrapped.format(f"dist.{name.rpartition('.')[2]}({arguments})")


def _written(parameter: str, facts: ShapeFacts, batch: tuple[int, ...]) -> str:
    """Return an argument, as long as the axes of the event that have their length from it."""
    lengths = {
        source.axis: 4 + number
        for number, sources in enumerate(facts.event)
        for source in sources
        if source.parameter == parameter
    }
    event = tuple(
        lengths.get(axis - facts.ranks[parameter], 4) for axis in range(facts.ranks[parameter])
    )
    if len(event) == 2 and event[0] == event[1]:
        matrix = f"jnp.eye({event[0]})"
        return f"jnp.broadcast_to({matrix}, {(*batch, *event)})" if batch else matrix
    number = _NUMBERS.get(parameter, 0.25)
    return f"jnp.full({(*batch, *event)}, {number})" if batch or event else repr(number)


def _counts(facts: ShapeFacts, more: bool) -> str:
    """Return the arguments that are lengths themselves."""
    counts = {
        source.parameter: 4 for sources in facts.event for source in sources if source.axis is None
    }
    written = [f"{name}={'(4,)' if name == 'event_shape' else 4}" for name in sorted(counts)]
    return ", ".join(["", *written] if more else written)


def instances(lane: Lane, texts: list[str]) -> list[Mapping[str, Any] | None]:
    """Return what each distribution is on a lane; None for what cannot be built there."""
    done = subprocess.run(
        [str(interpreter(lane)), str(_WORKER)],
        input=json.dumps(texts),
        capture_output=True,
        encoding="utf-8",
        env={"JAX_PLATFORMS": "cpu", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[Mapping[str, Any] | None] = json.loads(done.stdout)
    return found
