r"""Measure nplint beside its peers in one run: ``python -m benchmarks --help``.

    python -m benchmarks --numpyro CLONE --site-packages FOLDER --repositories FOLDER \
        --environments FOLDER [--rounds 3] [--without-peers] [--no-warm-up] \
        [--only SECTION ...] [--write]

CLONE is a clone of NumPyro's repository. The second tree is an environment's ``site-packages``
with over 10,000 files, of which few mention NumPyro; for example that of

    uv venv site && uv pip install -p site/bin/python numpyro flowjax blackjax arviz pymc django \
        sympy pandas scikit-learn sqlalchemy matplotlib statsmodels ansible-core networkx boto3 mypy

The third is a folder with clones of repositories that use NumPyro. The environments of the peers
are made in the last folder when they are missing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import page, trees
from benchmarks.goals import Goal
from benchmarks.measure import ROUNDS, Command, take_turns
from benchmarks.page import Section
from benchmarks.peers import BARE_FILES, BARE_PARSE, PEERS, READING, Environments


class Benchmarks:
    """The commands of one run, tree by tree; each method gives its section and its goals."""

    def __init__(self, environments: Environments, scratch: Path, rounds: int) -> None:
        self.rounds = rounds
        self.warm_up = True
        self.with_peers = True
        self.scratch = scratch
        self.environments = environments
        self.nplint_bin = environments.nplint()
        self.python = self.nplint_bin / "python"
        self.ruff_bin = environments.commands("ruff")

    def nplint(self, name: str, *arguments: str | Path, processes: int = 1) -> Command:
        options = ["check", "--isolated", "--target-numpyro", "any", "--quiet"]
        command: list[str | Path] = [self.nplint_bin / "nplint", *options, *arguments]
        return Command(name, command, environment={"NPLINT_PROCESSES": str(processes)})

    def ruff(self, name: str, *arguments: str | Path) -> Command:
        return Command(name, [self.ruff_bin / "ruff", "check", "--isolated", "-q", *arguments])

    def limit(self, name: str, program: str, *arguments: str | Path) -> Command:
        return Command(name, [self.python, "-c", program, *arguments])

    def numpyro(self, clone: Path) -> Section:
        copy = self._copy(clone, "for-pyupgrade")  # it writes
        nplint = self.nplint("nplint", "--no-cache", clone)
        both = self.nplint("nplint, two processes", "--no-cache", clone, processes=2)
        bare = self.limit("bare libcst.parse_module", BARE_PARSE, clone)
        reading = self.limit("reading the files", READING, clone)
        ruff = self.ruff("ruff", "--no-cache", clone)
        peers = {
            peer.name: peer.command(self.environments, copy if peer.name == "pyupgrade" else clone)
            for peer in (PEERS if self.with_peers else ())
        }
        shares = {"flake8 with bugbear": 1, "pylint": 1, "TorchFix": 5, "Fixit": 20,
                  "flake8-async": 20}  # fmt: skip

        def goals() -> list[Goal]:
            own, two = nplint.median, both.median
            beside = [
                Goal(f"A cold: processor time, of {name}'s", 1 / share, own.cpu / peer.median.cpu)
                for name, share in shares.items()
                if (peer := peers.get(name)) is not None
            ]
            return [
                Goal("A cold: processor time, of bare parse", 1.35, own.cpu / bare.median.cpu),
                Goal("A cold: wall time of two processes, of one", 0.8, two.wall / own.wall),
                Goal("A cold: peak memory of a process", 200, max(own.peak, two.peak), "MB"),
                *beside,
            ]

        return self.run(
            "A: a clone of NumPyro, cold",
            f"{trees.size_of(clone)}. Of notebooks nplint, ruff and the bare parse take the code; "
            "the others leave them out.",
            [nplint, both, bare, reading, ruff, *peers.values()],
            bare,
            goals,
        )

    def warm(self, clone: Path) -> Section:
        copy, cache = self._copy(clone, "numpyro"), self.scratch / "cache"
        cached: list[str | Path] = ["--cache-dir", cache, copy]
        one, connected = "examples/bnn.py", "examples/cvae-flax/models.py"
        same = self.nplint("nplint, nothing changed", *cached)
        changed = self.nplint(f"nplint, `{one}` changed", *cached)
        changed.prepare = _change(copy / one)
        several = self.nplint("nplint, one of 5 connected files changed", *cached)
        several.prepare = _change(copy / connected)
        empty = self.nplint("nplint, empty cache", "--cache-dir", self.scratch / "new", copy)
        empty.prepare = lambda: shutil.rmtree(self.scratch / "new", ignore_errors=True)
        cold = self.nplint("nplint, no cache", "--no-cache", copy)
        ruff = self.ruff("ruff, nothing changed", "--cache-dir", self.scratch / "ruff", copy)
        flakes = self.ruff(
            "ruff --select F, nothing changed",
            *("--select", "F", "--cache-dir", self.scratch / "ruff", copy),
        )
        self._fill([same, ruff, flakes])
        return self.run(
            "A: a clone of NumPyro, warm",
            "Run again with the cache of the run before. Ruff keeps no results of files in which "
            "it finds something, which with its default rules is nearly every file.",
            [same, changed, several, empty, cold, ruff, flakes],
            cold,
            lambda: [
                Goal("A warm: processor time, of ruff's", 2, same.median.cpu / ruff.median.cpu),
                Goal(
                    "A warm: processor time, of own cold", 0.03, same.median.cpu / cold.median.cpu
                ),
                Goal(
                    "A: size of the cache",
                    100,
                    sum(path.stat().st_size for path in cache.iterdir()) / 1e6,
                    "MB",
                ),
            ],
        )

    def environment(self, site: Path) -> Section:
        cache = self.scratch / "cache-b"
        cold = self.nplint("nplint, no cache", "--no-cache", site)
        warm = self.nplint("nplint, nothing changed", "--cache-dir", cache, site)
        ruff = self.ruff("ruff, no cache", "--no-cache", site)
        ruff_warm = self.ruff("ruff, nothing changed", "--cache-dir", self.scratch / "ruff-b", site)
        reading = self.limit("reading the files", READING, site)
        self._fill([warm, ruff_warm])
        return self.run(
            "B: an environment, of which few files mention NumPyro",
            f"{trees.size_of(site)}.",
            [cold, warm, ruff, ruff_warm, reading],
            ruff,
            lambda: [
                Goal("B cold: processor time, of ruff's", 1, cold.median.cpu / ruff.median.cpu),
                Goal(
                    "B warm: processor time, of ruff's", 0.5, warm.median.cpu / ruff_warm.median.cpu
                ),
            ],
        )

    def repositories(self, folder: Path) -> Section:
        cache = self.scratch / "cache-c"
        cold = self.nplint("nplint, no cache", "--no-cache", folder)
        cold.slow = True
        warm = self.nplint("nplint, nothing changed", "--cache-dir", cache, folder)
        ruff = self.ruff("ruff, no cache", "--no-cache", folder)
        ruff_warm = self.ruff(
            "ruff, nothing changed", "--cache-dir", self.scratch / "ruff-c", folder
        )
        self._fill([warm, ruff_warm])
        count = sum(1 for each in folder.iterdir() if each.is_dir())
        return self.run(
            f"C: {count} public repositories that use NumPyro",
            f"{trees.size_of(folder)}.",
            [cold, warm, ruff, ruff_warm],
            cold,
            lambda: [
                Goal(
                    "C warm: processor time, of ruff's", 2, warm.median.cpu / ruff_warm.median.cpu
                ),
                Goal(
                    "C warm: processor time, of own cold", 0.03, warm.median.cpu / cold.median.cpu
                ),
            ],
        )

    def generated(self) -> Section:
        sizes = (500, 1000, 2000)
        commands: list[Command] = []
        projects = {modules: trees.project(self.scratch, modules) for modules in sizes}
        for modules, tree in projects.items():
            commands.append(self.nplint(f"nplint, {modules:,} modules", "--no-cache", tree))
        name = "nplint, 1,000 modules, two processes"
        both = self.nplint(name, "--no-cache", projects[1000], processes=2)
        for command in (*commands, both):
            command.slow = True

        def goals() -> list[Goal]:
            small, middle, large = (command.median for command in commands)
            return [
                Goal("D: processor time of 1,000 modules, of 500", 2.2, middle.cpu / small.cpu),
                Goal("D: processor time of 2,000 modules, of 1,000", 2.2, large.cpu / middle.cpu),
                Goal("D: peak memory of 1,000 modules, of 500", 2.2, middle.peak / small.peak),
                Goal("D: peak memory of 2,000 modules, of 1,000", 2.2, large.peak / middle.peak),
                Goal("D: peak memory at 1,000 modules", 300, middle.peak, "MB"),
                Goal("D: that of a process of two", 300, both.median.peak, "MB"),
            ]

        return self.run(
            "D: a generated project whose modules import each other",
            f"Each module has {trees.MODELS_A_MODULE} models, which call those of others.",
            [*commands, both],
            commands[0],
            goals,
        )

    def hook(self, clone: Path) -> Section:
        files = trees.files_of(clone)
        nplint = self.nplint("nplint", "--no-cache", *files)
        bare = self.limit("Python, import libcst and click, parse", BARE_FILES, *files)
        names = ", ".join(f"`{path.relative_to(clone)}`" for path in files)
        return self.run(
            "E: five files of 8 kB",
            f"{names}.",
            [nplint, bare],
            bare,
            lambda: [
                Goal(
                    "E: processor time, of imports and parse",
                    1.25,
                    nplint.median.cpu / bare.median.cpu,
                )
            ],
        )

    def many(self) -> Section:
        tree, cache = trees.many(self.scratch, 100_000, 100), self.scratch / "cache-f"
        cold = self.nplint("nplint, no cache", "--no-cache", tree)
        warm = self.nplint("nplint, nothing changed", "--cache-dir", cache, tree)
        self._fill([warm])
        return self.run("F: many files", f"{trees.size_of(tree)}.", [cold, warm], cold, list)

    def start(self) -> Section:
        version = Command("nplint --version", [self.nplint_bin / "nplint", "--version"])
        bare = Command("python -I -c pass", [self.python, "-I", "-c", "pass"])
        rounds, self.rounds = self.rounds, 5 * self.rounds
        try:
            return self.run(
                "Nothing to do",
                "Five times the rounds.",
                [version, bare],
                bare,
                lambda: [
                    Goal(
                        "`--version`: processor time, of bare Python",
                        7,
                        version.median.cpu / bare.median.cpu,
                    )
                ],
            )
        finally:
            self.rounds = rounds

    def run(
        self,
        title: str,
        text: str,
        commands: list[Command],
        base: Command,
        goals: Callable[[], list[Goal]],
    ) -> Section:
        """Measure the commands; ``goals`` is asked afterwards."""
        take_turns(commands, self.rounds, self.warm_up)
        return page.section(title, text, commands, base, goals())

    def _copy(self, clone: Path, name: str) -> Path:
        copy = self.scratch / name
        shutil.copytree(clone, copy, ignore=shutil.ignore_patterns(".git", ".nplint_cache"))
        return copy

    def _fill(self, commands: list[Command]) -> None:
        """Fill caches; twice, as a file that has just been written is not believed at once."""
        for _ in range(2):
            for command in commands:
                command.run()
            time.sleep(4)


def _change(path: Path) -> Callable[[], object]:
    def changed() -> None:
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"# {time.time()}\n")

    return changed


def main() -> None:
    """Measure, print, and write the page if asked."""
    assert __doc__ is not None
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--numpyro", type=Path, required=True, metavar="CLONE")
    parser.add_argument("--site-packages", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--repositories", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--environments", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"at least {ROUNDS}")
    parser.add_argument("--without-peers", action="store_true", help="leave out all but ruff")
    parser.add_argument("--no-warm-up", action="store_true", help="count the first runs, too")
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="SECTION",
        choices=("a", "a-warm", "b", "c", "d", "e", "f", "start"),
        help="measure some of a, a-warm, b, c, d, e, f, start; the page keeps the others",
    )
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    if options.rounds < ROUNDS:
        parser.error(f"a median takes {ROUNDS} rounds")
    os.environ.pop("NPLINT_PROCESSES", None)
    clone, site = options.numpyro.resolve(), options.site_packages.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        run = Benchmarks(
            Environments(options.environments.resolve()), Path(scratch), options.rounds
        )
        run.warm_up, run.with_peers = not options.no_warm_up, not options.without_peers
        sections: dict[str, Callable[[], Section]] = {
            "a": lambda: run.numpyro(clone),
            "a-warm": lambda: run.warm(clone),
            "b": lambda: run.environment(site),
            "c": lambda: run.repositories(options.repositories.resolve()),
            "d": run.generated,
            "e": lambda: run.hook(clone),
            "f": run.many,
            "start": run.start,
        }
        for key in options.only or sections:
            measured = sections[key]()
            if options.write:
                page.write({key: measured})
            sys.stdout.write("\n".join(measured.lines()))


if __name__ == "__main__":
    main()
