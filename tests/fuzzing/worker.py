"""Examines projects by the seeds on its command line, a line of JSON for each."""

from __future__ import annotations

import json
import sys
import traceback
from random import Random

from tests.fuzzing.projects import project
from tests.fuzzing.properties import examine
from tests.helpers.watched import limit_processor_time

MOST_SECONDS = 10.0
# Examining a project checks it this often at least.
CHECKS = 10


def outcome(seed: int) -> dict[str, object]:
    """What examining a project showed."""
    files = project(Random(seed))
    size = {"seed": seed, "files": len(files), "bytes": sum(map(len, files.values()))}
    try:
        seen = examine(files)
    except Exception:
        return {**size, "wrong": traceback.format_exc(limit=-6)}
    found = {"findings": seen.findings, "fixes": seen.fixes, "python": seen.python}
    if seen.seconds > MOST_SECONDS:
        return {**size, "wrong": f"a check took {seen.seconds:.1f} s"}
    return {**size, **found, "seconds": seen.seconds}


if __name__ == "__main__":
    for number in range(int(sys.argv[1]), int(sys.argv[2])):
        limit_processor_time(MOST_SECONDS * CHECKS)
        print(json.dumps(outcome(number)))
