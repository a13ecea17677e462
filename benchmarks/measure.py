"""Runs commands in turns and says what they took: processor time, wall time, memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 3  # the fewest whose median leaves out what happened once


@dataclass(slots=True)
class Command:
    """A command with what its runs took.

    Parameters
    ----------
    name
        What the page calls it.
    arguments
        What is run; its output goes nowhere.
    environment
        Variables that are set for it.
    prepare
        Done before each run, and not measured.
    slow
        Takes so long that the file system's cache does not matter: it is not run once before.
    okay
        Exit codes that are no failure: most tools have one for "something was found".
    """

    name: str
    arguments: Sequence[str | Path]
    environment: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], object] = lambda: None
    slow: bool = False
    okay: frozenset[int] = frozenset({0, 1})
    runs: list[Run] = field(default_factory=list)

    def run(self) -> Run:
        """Run once.

        Raises
        ------
        SystemExit
            It failed, or could not be started.
        """
        self.prepare()
        before = time.perf_counter()
        process = subprocess.Popen(
            [os.fspath(each) for each in self.arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **self.environment},
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - before
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in self.okay:
            raise SystemExit(f"{self.name} exited with {process.returncode}: {self.arguments}")
        return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)

    @property
    def median(self) -> Run:
        """What a run takes, each figure by itself."""
        return Run(
            statistics.median(run.cpu for run in self.runs),
            statistics.median(run.wall for run in self.runs),
            statistics.median(run.peak for run in self.runs),
        )


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took.

    Parameters
    ----------
    cpu
        Seconds of processor time, those of the processes that it waited for included.
    wall
        Seconds that passed.
    peak
        The most memory that it, or one of those processes, held at once, in MB.
    """

    cpu: float
    wall: float
    peak: float


def take_turns(commands: Sequence[Command], rounds: int, warm_up: bool) -> None:
    """Run all commands round by round, so that a machine whose speed drifts slows all of them.

    Each is run in every round: of fewer than :data:`ROUNDS` no median is published.

    With ``warm_up`` a first run of each that is not slow fills the file system's cache, and is not
    counted.
    """
    for command in commands:
        if warm_up and not command.slow:
            _tell(command, "once before")
            command.run()
    for number in range(rounds):
        for command in commands:
            _tell(command, f"{number + 1} of {rounds}")
            command.runs.append(command.run())


def _tell(command: Command, which: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {command.name} ({which})\n")
