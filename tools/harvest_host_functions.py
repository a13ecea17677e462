"""Harvest which functions cannot take what JAX traces, from running them in the proof lanes.

    python tools/harvest_host_functions.py

A function counts if every one of these releases that has it rejects a traced array in that form.
The outcome replaces src/nplint/numpyro_api/data/host_functions.json.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.lanes.environment import lane
from tests.lanes.session import PROOF_RELEASES
from tools.harvest_run import run_in
from tools.harvest_store import DATA, save


def merged(outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the releases agree on."""
    names = {name for outcome in outcomes for name in outcome["tried"]}
    by_form: dict[str, list[str]] = {"array": [], "list": []}
    for name in sorted(names):
        having = [outcome for outcome in outcomes if name in outcome["tried"]]
        for form, rejecting in by_form.items():
            if all(form in outcome["rejecting"].get(name, ()) for outcome in having):
                rejecting.append(name)
    sized = {name: key for outcome in outcomes for name, key in outcome["sized"].items()}
    return {**by_form, "sized": dict(sorted(sized.items()))}


if __name__ == "__main__":
    outcomes = [run_in(lane(each), "harvest_host_functions_case.py") for each in PROOF_RELEASES]
    save(DATA / "host_functions.json", {"releases": list(PROOF_RELEASES), **merged(outcomes)})
