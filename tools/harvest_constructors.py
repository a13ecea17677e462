"""Harvest which constructors of distributions compute, from the lanes on which repairs are proven.

    python tools/harvest_constructors.py

What any of these releases computes counts. The outcome replaces
src/nplint/numpyro_api/data/constructors.json.
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


def harvest() -> dict[str, list[list[str]]]:
    """Return, by family, the parameters of which one set has to be given."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for release in PROOF_RELEASES:
        done = subprocess.run(
            [str(interpreter(lane(release))), str(TOOLS / "harvest_constructor_case.py")],
            capture_output=True,
            encoding="utf-8",
            env={"JAX_PLATFORMS": "cpu", "PYTHONHASHSEED": "0"},
            check=True,
        )
        for name, given in json.loads(done.stdout).items():
            found.setdefault(name, set()).update(map(tuple, given))
    return {name: sorted(map(list, given)) for name, given in sorted(found.items())}


if __name__ == "__main__":
    save(DATA / "constructors.json", {"releases": list(PROOF_RELEASES), "families": harvest()})
