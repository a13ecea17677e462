"""Harvest from what distributions have their shapes, from the lanes on which rules are proven.

    python tools/harvest_shapes.py

What these releases say differently is left out. The outcome replaces
src/nplint/numpyro_api/data/shapes.json.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.lanes.environment import lane
from tests.lanes.session import PROOF_RELEASES
from tools.harvest_run import run_in
from tools.harvest_store import DATA, save


def harvest() -> dict[str, list[dict[str, Any]]]:
    """Return, by family, the shapes of its parametrisations."""
    by_release = [run_in(lane(release), "harvest_shapes_case.py") for release in PROOF_RELEASES]
    names = sorted({name for families in by_release for name in families})
    found: dict[str, list[dict[str, Any]]] = {}
    for name in names:
        told = [families[name] for families in by_release if name in families]
        rows = [row for row in map(partial(_agreed, others=told), told[-1]) if row is not None]
        if rows:
            found[name] = rows
    return found


def _agreed(row: dict[str, Any], others: list[list[dict[str, Any]]]) -> dict[str, Any] | None:
    """Return what all releases say of a parametrisation."""
    same = [
        [each for each in rows if (each["ranks"], each["event"]) == (row["ranks"], row["event"])]
        for rows in others
    ]
    if not all(same):
        return None
    draws = {each["draws"] for rows in same for each in rows}
    return {**row, "draws": draws.pop() if len(draws) == 1 else ""}


if __name__ == "__main__":
    save(DATA / "shapes.json", {"releases": list(PROOF_RELEASES), "families": harvest()})
