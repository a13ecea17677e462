"""A safe repair keeps every bit of the samples: shown by running what chance writes.

What was executed is kept in ``tests/lanes/safe_repairs.json``, by the texts before and after. A
default run executes one program anew, and every one whose texts have changed; ``--execute-all``
executes all, ``--write-evidence`` writes the file.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from typing import TYPE_CHECKING

from tests.lanes.environment import ROOT
from tests.lanes.safe_repairs import PROGRAMS, Repaired, executed, repaired

if TYPE_CHECKING:
    import pytest

KNOWN = ROOT / "tests" / "lanes" / "safe_repairs.json"
_ANEW = 1


@cache
def _programs() -> list[Repaired]:
    return [each for each in map(repaired, range(PROGRAMS)) if each.repairs]


def test_there_are_a_hundred_safe_repairs() -> None:
    assert sum(each.repairs for each in _programs()) >= 100


def test_safe_repairs_keep_every_bit(
    request: pytest.FixtureRequest, needing_lanes: Callable[[], AbstractContextManager[None]]
) -> None:
    known: dict[str, str] = json.loads(KNOWN.read_text(encoding="utf-8"))
    programs = _programs()
    due = [each for each in programs if each.key not in known]
    if request.config.getoption("--execute-all"):
        due = programs
    elif not due:
        due = random.sample(programs, _ANEW)
    with needing_lanes():
        digests = executed([text for each in due for text in (each.before, each.after)])
    for each, before, after in zip(due, digests[::2], digests[1::2], strict=True):
        assert before == after, f"{each.before}\n--- becomes\n{each.after}"
        known[each.key] = before
    if request.config.getoption("--write-evidence"):
        kept = {each.key: known[each.key] for each in programs}
        KNOWN.write_text(json.dumps(kept, indent=0) + "\n", encoding="utf-8", newline="\n")
