"""Harvest in which attributes inference objects keep their model and guide, from the proof lanes.

    python tools/harvest_keepers.py

An attribute counts if every one of these releases that has the class has it. The outcome replaces
src/nplint/numpyro_api/data/keepers.json.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.lanes.environment import lane
from tests.lanes.session import PROOF_RELEASES
from tools.harvest_run import run_in
from tools.harvest_store import DATA, save


def harvest() -> dict[str, dict[str, str]]:
    """Return, by class, the attributes that are an argument, each with its parameter."""
    found: dict[str, dict[str, str]] = {}
    for release in PROOF_RELEASES:
        for name, kept in run_in(lane(release), "harvest_keepers_case.py").items():
            known = found.setdefault(name, kept)
            found[name] = dict(sorted(known.items() & kept.items()))
    return {name: kept for name, kept in sorted(found.items()) if kept}


if __name__ == "__main__":
    save(DATA / "keepers.json", {"releases": list(PROOF_RELEASES), "classes": harvest()})
