"""Harvest which constructors of distributions compute, from the lanes on which repairs are proven.

    python tools/harvest_constructors.py

What any of these releases computes counts. The outcome replaces
src/nplint/numpyro_api/data/constructors.json.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.lanes.environment import lane
from tests.lanes.session import PROOF_RELEASES
from tools.harvest_run import run_in
from tools.harvest_store import DATA, save


def harvest() -> dict[str, list[list[str]]]:
    """Return, by family, the parameters of which one set has to be given."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for release in PROOF_RELEASES:
        for name, given in run_in(lane(release), "harvest_constructor_case.py").items():
            found.setdefault(name, set()).update(map(tuple, given))
    return {name: sorted(map(list, given)) for name, given in sorted(found.items())}


if __name__ == "__main__":
    save(DATA / "constructors.json", {"releases": list(PROOF_RELEASES), "families": harvest()})
