"""Break nplint on purpose, one small change at a time, and see whether its tests notice.

    python -m tools.mutants [src/nplint/rules ...] [--sample 600] [--seed 1]

A *mutant* is the source with one change: a comparison turned round, a condition negated, an
``and`` for an ``or``, a constant that is another, a statement left out, a returned value lost,
a text that reads otherwise. It is *killed* when a test fails. Only tests that reach its statement
are asked, the nearest first.
"""

from __future__ import annotations

import argparse
import gc
import math
import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tools.mutants import suite
from tools.mutants.operators import ROOT, Mutant, mutants
from tools.mutants.reach import Reach, recorded
from tools.mutants.runs import Outcome, outcome

# The rooms of the analysis, which is what decides what is found and how it is repaired.
ROOMS = (
    "analyses",
    "description",
    "domains",
    "facts",
    "fixes",
    "libraries",
    "model",
    "project",
    "rules",
    "semantic",
)
# What the processes that are forked from this one work on.
_CHOSEN: list[Mutant] = []
_TESTS: list[Reach] = []


def main() -> int:
    """Run a sample of the mutants; the share that was killed."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.mutants",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", type=Path, help="default: all of the analysis")
    parser.add_argument("--sample", type=int, default=600, help="how many, 0 for all")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--survivors", type=Path, metavar="FILE", help="write down what survives")
    parser.add_argument("--again", type=Path, metavar="FILE", help="run these, whatever the sample")
    parser.add_argument(
        "--patience",
        type=float,
        default=math.inf,
        metavar="SECONDS",
        help="what is not noticed by then survives; by default all tests are run",
    )
    parser.add_argument(
        "--slowest",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help="tests that take longer are not asked: nobody waits for them (60)",
    )
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    asked = options.again.read_text("utf-8").splitlines() if options.again else None
    if options.paths:
        paths = options.paths
    elif asked is not None:
        paths = sorted({Path(line.partition(":")[0]) for line in asked})
    else:
        paths = [ROOT / "src" / "nplint" / room for room in ROOMS]
    _CHOSEN.extend(_chosen(paths, asked, options.sample, options.seed))
    suite.prepare()
    _TESTS.extend(each for each in recorded(options.workers) if each.seconds < options.slowest)
    started = time.monotonic()
    survivors = _run(options.workers, options.patience)
    _conclude(survivors, time.monotonic() - started)
    if options.survivors:
        options.survivors.write_text("".join(f"{each}\n" for each in survivors), "utf-8")
    return 0


def all_mutants(paths: Sequence[Path]) -> tuple[list[Path], list[Mutant]]:
    """The files below some paths, and every change to them."""
    files = sorted(
        file.resolve().relative_to(ROOT)
        for path in paths
        for file in (path.rglob("*.py") if path.is_dir() else [path])
    )
    return files, [
        mutant for file in files for mutant in mutants(file, (ROOT / file).read_text("utf-8"))
    ]


def _chosen(paths: Sequence[Path], asked: list[str] | None, sample: int, seed: int) -> list[Mutant]:
    files, everything = all_mutants(paths)
    if asked is not None:
        chosen = [mutant for mutant in everything if str(mutant) in {*asked}]
    elif 0 < sample < len(everything):
        chosen = random.Random(seed).sample(everything, sample)
    else:
        chosen = everything
    print(f"{len(everything)} mutants of {len(files)} files, {len(chosen)} are run", flush=True)
    return chosen


def _run(workers: int, patience: float) -> list[Mutant]:
    """Run the chosen mutants; those that survive."""
    gc.collect()
    gc.freeze()  # forked processes then share what is here
    survivors: list[Mutant] = []
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        tasks = ((number, patience) for number in range(len(_CHOSEN)))
        for number, found in pool.imap_unordered(_outcome, tasks):
            mutant = _CHOSEN[number]
            if found.killer:
                print(f"KILLED {mutant}\n       by {found.killer}", flush=True)
                continue
            survivors.append(mutant)
            what = f"SURVIVED {found.asked} tests" if found.asked else "NOT REACHED"
            print(f"{what} {mutant}", flush=True)
    return sorted(survivors, key=lambda each: (each.path, each.line))


def _outcome(task: tuple[int, float]) -> tuple[int, Outcome]:
    number, patience = task
    return number, outcome(_CHOSEN[number], _TESTS, patience)


def _conclude(survivors: Sequence[Mutant], seconds: float) -> None:
    """Print the shares that were killed, by folder and by kind."""
    for title, key in (("folder", lambda each: each.path.parent), ("kind", lambda each: each.kind)):
        lived = Counter(map(key, survivors))
        for name, count in sorted(Counter(map(key, _CHOSEN)).items()):
            print(f"{title} {name}: {_share(count - lived[name], count)}")
    total = len(_CHOSEN)
    print(_share(total - len(survivors), total))
    print(f"{seconds / max(1, total):.2f} s for each, of all workers together")


def _share(killed: int, total: int) -> str:
    return f"{killed} of {total} killed, {100 * killed / max(1, total):.1f} %"


if __name__ == "__main__":
    sys.exit(main())
