"""The table of array functions is held against the functions themselves, on both lanes.

What was held is noted in ``tests/lanes/array_functions.json``, by the content of the table. A run
holds a tenth of the rows, drawn by chance, and all of them as soon as the table has changed;
``--execute-all`` holds all, ``--write-evidence`` writes the file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from nplint.libraries.array_functions import ArrayFunction, lookup, rows
from tests.lanes.array_functions import (
    DRAWS,
    KNOWN,
    Outcome,
    chosen_rows,
    claims_something,
    complaints,
    content_key,
    outcomes,
)
from tests.lanes.array_mutants import mutants, says_more
from tests.lanes.environment import Lane
from tests.lanes.session import PROOF_LANES

_SHARE = 0.1
_seen: dict[str, list[Outcome]] = {}


def _outcomes(
    lane: Lane,
    request: pytest.FixtureRequest,
    needing_lanes: Callable[[], AbstractContextManager[None]],
) -> list[Outcome]:
    """What the functions of the rows that are due gave on a lane, once a session."""
    if lane.release not in _seen:
        options = request.config.option
        known = json.loads(KNOWN.read_text("utf-8")) if KNOWN.exists() else {}
        everything = options.execute_all or known.get(lane.release) != content_key()
        seed = options.execution_seed
        chosen = rows() if everything else chosen_rows(_SHARE, seed)
        with needing_lanes():
            _seen[lane.release] = outcomes(lane, chosen, seed)
    return _seen[lane.release]


@pytest.mark.parametrize("lane", PROOF_LANES, ids=lambda lane: lane.release)
def test_what_rows_claim_is_so(
    lane: Lane,
    request: pytest.FixtureRequest,
    needing_lanes: Callable[[], AbstractContextManager[None]],
) -> None:
    found = _outcomes(lane, request, needing_lanes)
    wrong = [complaint for outcome in found for complaint in complaints(outcome)]
    assert not wrong, f"{len(wrong)} in all: " + "\n".join(wrong[:20])
    held = Counter(outcome.draw.row for outcome in found if not outcome.failed)
    due = {outcome.draw.row for outcome in found if not outcome.is_missing}
    unproven = [row for row in due if claims_something(row) and held[row] < DRAWS]
    assert not unproven, [(row, held[row]) for row in unproven]
    if request.config.option.write_evidence and len(due) > len(rows()) / 2:
        known = json.loads(KNOWN.read_text("utf-8")) if KNOWN.exists() else {}
        text = json.dumps({**known, lane.release: content_key()}, indent=0, sort_keys=True)
        KNOWN.write_text(text + "\n", encoding="utf-8", newline="\n")


def test_wrong_rows_are_caught(
    request: pytest.FixtureRequest,
    needing_lanes: Callable[[], AbstractContextManager[None]],
) -> None:
    found = _outcomes(PROOF_LANES[-1], request, needing_lanes)
    of_row: dict[ArrayFunction, list[Outcome]] = {}
    for outcome in found:
        if not outcome.failed:
            of_row.setdefault(outcome.draw.row, []).append(outcome)
    caught = 0
    survivors = []
    for row, held in of_row.items():
        for name, mutant in mutants(row):
            told = [each for each in held if "values" in each.told or "shape" in name]
            if not any(says_more(outcome.draw, mutant) for outcome in told):
                continue  # it says the same, or less
            if any(True for outcome in held for _ in complaints(outcome, mutant)):
                caught += 1
            else:
                survivors.append((row, name))
    assert caught >= 0.95 * (caught + len(survivors)), survivors
    assert caught >= len(of_row)


def test_every_name_stands_in_one_row() -> None:
    names = Counter(name for row in rows() for name in row.names)
    assert [name for name, number in names.items() if number > 1] == []
    assert len([row for row in rows() if claims_something(row)]) >= 250
    assert lookup("jax.numpy.sum") is lookup("numpy.sum") is lookup(".sum")
    assert lookup("jax.numpy.no_such_function") is None


def test_the_table_is_loaded_only_where_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(
        "import numpyro\nimport numpyro.distributions as dist\n\n\n"
        'def model():\n    numpyro.sample("x", dist.Normal(0.0, 1.0))\n'
    )
    for arguments in (["--version"], ["check", "--isolated", "--no-cache"]):
        program = (
            f"import sys\nsys.argv = ['nplint', *{arguments!r}]\n"
            "from nplint.cli import main\n"
            "try:\n    main()\n"
            "finally:\n    print(*sys.modules, file=sys.stderr)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True
        )
        loaded = {each for each in done.stderr.split() if "array_functions." in each}
        assert not {each for each in loaded if each.endswith((".elementwise", ".moving"))}
