"""Harvest in which attributes inference objects keep their model and guide, from the proof lanes.

    python tools/harvest_keepers.py

An attribute counts if every one of these releases that has the class has it. The outcome replaces
src/nplint/numpyro_api/data/keepers.json.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS.parent))

from tests.lanes.environment import interpreter, lane  # noqa: E402
from tests.lanes.session import PROOF_RELEASES  # noqa: E402
from tools.harvest_store import DATA, save  # noqa: E402


def harvest() -> dict[str, dict[str, str]]:
    """Return, by class, the attributes that are an argument, each with its parameter."""
    found: dict[str, dict[str, str]] = {}
    for release in PROOF_RELEASES:
        done = subprocess.run(
            [str(interpreter(lane(release))), str(TOOLS / "harvest_keepers_case.py")],
            capture_output=True,
            encoding="utf-8",
            env={"JAX_PLATFORMS": "cpu", "PYTHONHASHSEED": "0"},
            check=True,
        )
        for name, kept in json.loads(done.stdout).items():
            known = found.setdefault(name, kept)
            found[name] = dict(sorted(known.items() & kept.items()))
    return {name: kept for name, kept in sorted(found.items()) if kept}


if __name__ == "__main__":
    save(DATA / "keepers.json", {"releases": list(PROOF_RELEASES), "classes": harvest()})
