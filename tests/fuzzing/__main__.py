"""Examine generated projects and damaged fixtures for some time, each in a watched process.

    python -m tests.fuzzing --minutes 5
    python -m tests.fuzzing --seed 1234567          # one project again, as it was

Exits with 1 if something that must hold does not; the files are then kept under fuzz-failures/.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from nplint.system.workers import processes
from tests.fuzzing.projects import project
from tests.helpers.watched import Stopped, said_by

# A worker's start takes half a second; what it leaks must not matter.
_BATCH = 100


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzzing",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=5.0, help="how long (default: 5)")
    parser.add_argument("--seed", type=int, help="examine the project of this seed alone")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"), metavar="FOLDER")
    options = parser.parse_args()
    if options.seed is not None:
        outcomes: Iterator[dict[str, Any]] = _batch(options.seed, options.seed + 1)
    else:
        outcomes = _until(time.monotonic() + 60 * options.minutes)
    seen: Counter[str] = Counter()
    slowest = 0.0
    for each in outcomes:
        seen.update({"projects": 1, **{k: v for k, v in each.items() if k in _COUNTED}})
        slowest = max(slowest, each.get("seconds", 0.0))
        if "wrong" in each:
            seen["wrong"] += 1
            print(
                f"seed {each['seed']}: {each['wrong']}\nkept in {_kept(options.keep, each['seed'])}"
            )
    print(
        f"{seen['projects']:,} projects of {seen['files']:,} files ({seen['bytes'] / 1e6:.1f} MB,"
        f" {seen['python']:,} of them Python); {seen['findings']:,} findings,"
        f" {seen['fixes']:,} fixes; the slowest check took {slowest:.1f} s; wrong: {seen['wrong']}"
    )
    return bool(seen["wrong"])


_COUNTED = ("files", "bytes", "python", "findings", "fixes")


def _until(end: float) -> Iterator[dict[str, Any]]:
    """Outcomes of ever new seeds, until the time is over."""
    first = random.SystemRandom().randrange(10**9)
    count = processes()
    with ThreadPoolExecutor(count) as pool:
        while time.monotonic() < end:
            starts = range(first, first + count * _BATCH, _BATCH)
            first += count * _BATCH
            for found in pool.map(lambda start: [*_batch(start, start + _BATCH, end)], starts):
                yield from found


def _batch(start: int, stop: int, end: float | None = None) -> Iterator[dict[str, Any]]:
    """Outcomes of seeds from a worker; where it dies another one goes on."""
    while start < stop:
        try:
            for line in said_by("tests.fuzzing.worker", (str(start), str(stop))):
                yield json.loads(line)
                start += 1
                if end is not None and time.monotonic() > end:
                    return
        except Stopped as error:
            yield {"seed": start, "wrong": f"the process stopped: {error}"}
            start += 1


def _kept(folder: Path, seed: int) -> Path:
    """Write a project to a folder of its own."""
    place = folder / str(seed)
    place.mkdir(parents=True, exist_ok=True)
    for name, data in project(Random(seed)).items():
        (place / name).write_bytes(data)
    return place


if __name__ == "__main__":
    sys.exit(main())
