"""Writes what was measured as a page, with its chart."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from benchmarks.chart import bars
from benchmarks.goals import Goal, table
from benchmarks.measure import ROUNDS, Command
from benchmarks.peers import HERE, ROOT

DOCS = ROOT / "docs"
RESULTS = HERE / "results.json"


@dataclass(frozen=True, slots=True)
class Row:
    """What a command took: medians."""

    name: str
    runs: int
    cpu: float
    wall: float
    peak: float


@dataclass(frozen=True, slots=True)
class Section:
    """Commands that took turns on one tree.

    Parameters
    ----------
    title, text
        What is said above their table.
    rows
        What they took.
    base
        The name of the command that the others are compared with.
    goals
        What they are to show.
    circumstances
        When and on what this was.
    """

    title: str
    text: str
    rows: list[Row]
    base: str
    goals: list[Goal]
    circumstances: str

    def lines(self) -> list[str]:
        """The section as Markdown."""
        lines = [
            *(f"### {self.title}", "", self.text, ""),
            "| command | runs | CPU s | wall s | peak MB | CPU, as ratio |",
            "|---|---|---|---|---|---|",
        ]
        base = next(row.cpu for row in self.rows if row.name == self.base)
        for row in self.rows:
            ratio = row.cpu / base if base else float("nan")
            lines.append(
                f"| {row.name} | {row.runs} | {row.cpu:.2f} | {row.wall:.2f} | {row.peak:.0f} "
                f"| {ratio:.3g} |"
            )
        return [*lines, "", f"{self.circumstances}.", ""]


def section(
    title: str, text: str, commands: Sequence[Command], base: Command, goals: list[Goal]
) -> Section:
    """What some commands took, as it is kept.

    Raises
    ------
    ValueError
        One of them was run so seldom that its median says nothing.
    """
    rows = []
    for command in commands:
        if len(command.runs) < ROUNDS:
            raise ValueError(f"{command.name}: {len(command.runs)} runs, {ROUNDS} have a median")
        run = command.median
        rows.append(Row(command.name, len(command.runs), run.cpu, run.wall, run.peak))
    circumstances = (
        f"{time.strftime('%Y-%m-%d %H:%M')}, {platform.machine()} with {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}, "
        f"nplint at {_revision()}"
    )
    return Section(title, text, rows, base.name, goals, circumstances)


def write(measured: dict[str, Section]) -> None:
    """Put what was measured in the place of what was, and write page and chart anew.

    Parameters
    ----------
    measured
        Sections by a key that also orders them; those of other keys stay as they were.
    """
    sections = {**results(), **measured}
    sections = {key: sections[key] for key in sorted(sections)}
    kept = {key: asdict(each) for key, each in sections.items()}
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    (DOCS / "performance.md").write_text(text(list(sections.values())), encoding="utf-8")
    (DOCS / "performance.svg").write_text(drawing(list(sections.values())), encoding="utf-8")


def drawing(sections: Sequence[Section]) -> str:
    """The chart of the first section, as SVG."""
    cold = sections[0]
    return bars(f"{cold.title}: processor time", "s", [(row.name, row.cpu) for row in cold.rows])


def text(sections: Sequence[Section]) -> str:
    """The page: nothing on it but the remarks is from elsewhere."""
    goals = [goal for each in sections for goal in each.goals]
    met = sum(goal.met for goal in goals)
    return "\n".join(
        [
            "# Performance",
            "",
            "Written by `python -m benchmarks` from `benchmarks/results.json`, with which a test "
            "compares it: medians of the rounds in which the commands of a table took turns; the "
            "other tools as `benchmarks/requirements.txt` pins them. Processor time is that of a "
            "command and of all processes it started. Its ratios hold on a busy machine, too; "
            "those of wall time do not.",
            "",
            "![Processor time on a clone of NumPyro](performance.svg)",
            "",
            "## Goals",
            "",
            f"{met} of {len(goals)} are met.",
            "",
            *table(goals),
            (HERE / "remarks.md").read_text(encoding="utf-8"),
            "## What was measured",
            "",
            *(line for each in sections for line in each.lines()),
        ]
    )


def results() -> dict[str, Section]:
    """What is kept of the last measurements, by the keys of :func:`write`."""
    try:
        kept = json.loads(RESULTS.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {
        key: Section(
            **{
                **each,
                "rows": [Row(**row) for row in each["rows"]],
                "goals": [Goal(**goal) for goal in each["goals"]],
            }
        )
        for key, each in kept.items()
    }


def _revision() -> str:
    done = subprocess.run(
        ["git", "-C", ROOT, "describe", "--always"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "an unknown revision"
