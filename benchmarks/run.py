"""Measure nplint beside ruff and bare libcst, in one run, and write docs/performance.md.

    python benchmarks/run.py --numpyro CLONE --tree FOLDER [--runs 5] [--write]

CLONE is a clone of the NumPyro repository, FOLDER a large tree of which few files mention
NumPyro (an environment's site-packages, say). Every command is a process of its own; the
commands take turns, so that a machine whose speed drifts slows all of them. Ratios of medians
are what counts: seconds belong to the machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BARE_PARSE = """
import sys
from pathlib import Path
import libcst
for path in Path(sys.argv[1]).rglob("*.py"):
    data = path.read_bytes()
    if b"numpyro" in data:
        try:
            libcst.parse_module(data)
        except libcst.ParserSyntaxError:
            pass
"""


@dataclass
class Command:
    """A command with the seconds its runs took."""

    name: str
    arguments: Sequence[str]
    prepare: Callable[[], object] = lambda: None
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    peak: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Run once, after what is to be done first; findings are no failure."""
        self.prepare()
        before = os.times()
        process = subprocess.Popen(
            self.arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            raise SystemExit(f"{self.name} exited with {process.returncode}")
        self.wall.append(os.times().elapsed - before.elapsed)
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        self.peak.append(usage.ru_maxrss / 1024)


def measure(title: str, commands: list[Command], runs: int) -> list[str]:
    """Run the commands in turn; a table of medians, with ratios to the last command."""
    for command in commands:
        command.run()  # warms the file system's cache and Python's byte code
        command.cpu.clear(), command.wall.clear(), command.peak.clear()
    for _ in range(runs):
        for command in commands:
            command.run()
    limit = statistics.median(commands[-1].cpu)
    lines = [
        f"## {title}",
        "",
        "| command | CPU s | wall s | peak MB | CPU, as ratio |",
        "|---|---|---|---|---|",
    ]
    for command in commands:
        cpu, wall, peak = (
            statistics.median(each) for each in (command.cpu, command.wall, command.peak)
        )
        ratio = f"{cpu / limit:.2f}"
        lines.append(f"| {command.name} | {cpu:.2f} | {wall:.2f} | {peak:.0f} | {ratio} |")
    return [*lines, ""]


def warm_runs(clone: Path, folder: Path, check: list[str], runs: int) -> list[str]:
    """Runs after others, on a copy of a clone whose files are changed."""
    copy, cache = folder / "numpyro", folder / "cache"
    shutil.copytree(clone, copy, ignore=shutil.ignore_patterns(".git", ".nplint_cache"))
    cached = [*check, "--cache-dir", str(cache), str(copy)]

    def change(name: str) -> Callable[[], object]:
        def changed() -> None:
            with open(copy / name, "a", encoding="utf-8") as file:
                file.write(f"# {time.time()}\n")

        return changed

    one, connected = "examples/bnn.py", "examples/cvae-flax/models.py"
    page = measure(
        "A clone of NumPyro, with a cache",
        [
            Command("nothing changed", cached),
            Command(f"`{one}` changed", cached, change(one)),
            Command(f"`{connected}` of 5 connected files changed", cached, change(connected)),
            Command("empty cache", cached, lambda: shutil.rmtree(cache, ignore_errors=True)),
            Command("--no-cache", [*check, "--no-cache", str(copy)]),
        ],
        runs,
    )
    size = sum(path.stat().st_size for path in cache.iterdir())
    return [*page, f"The cache takes {size / 1e6:.1f} MB.", ""]


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--numpyro", type=Path, required=True)
    parser.add_argument("--tree", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    python = sys.executable
    nplint = [python, "-m", "nplint"]
    cached = [*nplint, "check", "--isolated", "--target-numpyro", "any", "--exit-zero"]
    check = [*cached, "--no-cache"]
    ruff = [str(Path(python).with_name("ruff")), "check", "--isolated", "--no-cache", "-e"]
    bare = [python, "-c", BARE_PARSE]
    page = [
        "# Performance",
        "",
        "Written by `python benchmarks/run.py --write`: medians of "
        f"{options.runs} runs that took turns, on {platform.machine()} with {os.cpu_count()} "
        f"cores, Python {platform.python_version()}, libcst {version('libcst')}, "
        f"ruff {version('ruff')}. Ratios are to the last row. nplint runs in one process, with "
        "all rules on, and without a cache where nothing else is said.",
        "",
    ]
    page += measure(
        "A clone of NumPyro, cold",
        [
            Command("nplint check", [*check, str(options.numpyro)]),
            Command("bare `libcst.parse_module`", [*bare, str(options.numpyro)]),
        ],
        options.runs,
    )
    with tempfile.TemporaryDirectory() as folder:
        page += warm_runs(options.numpyro, Path(folder), cached, options.runs)
    files = sum(1 for _ in options.tree.rglob("*.py"))
    page += measure(
        f"A tree of {files:,} files of which few mention NumPyro, cold",
        [
            Command("nplint check", [*check, str(options.tree)]),
            Command("ruff check --no-cache", [*ruff, "--select", "F,B", str(options.tree)]),
        ],
        options.runs,
    )
    page += measure(
        "Nothing to do",
        [
            Command("nplint --version", [*nplint, "--version"]),
            Command("python -I -c pass", [python, "-I", "-c", "pass"]),
        ],
        options.runs,
    )
    text = "\n".join(page)
    sys.stdout.write(text)
    if options.write:
        (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
