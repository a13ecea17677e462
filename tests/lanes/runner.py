"""Runs complete programs on a lane and tells what each one did."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.lanes.environment import Lane, interpreter
from tests.lanes.measured import Measurement, by_seed

TIME_LIMIT = 300.0
# Compiled models stay in memory even after the caches are cleared: a worker has a short life.
_PROGRAMS_PER_WORKER = 25
_MEGABYTES_PER_WORKER = 3000
WORKER = Path(__file__).with_name("worker.py")
SEEDED = Path(__file__).with_name("seeded.py")
# What of a worker's environment decides what a program does there: that of its users, with two
# devices, which `numpyro.set_host_device_count(2)` in a program would be too late for.
AS_USERS = {
    "XLA_FLAGS": "--xla_force_host_platform_device_count=2",
    "JAX_PLATFORMS": "cpu",
    "PYTHONNOUSERSITE": "1",
}
# Where one of these is set, `MCMC` shows no progress bar, and what needs one does not come to pass.
_SEEN_BY_NUMPYRO = ("CI", "PYTEST_XDIST_WORKER")
# A claim that rests on numbers has to hold with each of these; 0 is the program as it stands.
SEEDS = (0, 1, 2, 3, 4)
# That environment, but compiled with less effort, which takes half as long. It moves the last bits
# of samples, and with them whole chains: for programs that need not be wrong by numbers. Without
# the newest code generator (--xla_cpu_use_fusion_emitters=false) compiling takes half as long
# again, but then there are repairs that do not keep the last bits, which they do for users.
SETTINGS = {
    **AS_USERS,
    "XLA_FLAGS": f"{AS_USERS['XLA_FLAGS']} --xla_backend_optimization_level=0",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program did on a lane.

    Parameters
    ----------
    outcome
        ``ok``, ``raised``, ``timed out``, or ``died`` (the process was gone).
    exception
        The exception's class and its bases, with their modules.
    text
        The exception's message, or the end of the error output of a process that died.
    warnings
        Warnings the program caused, each once, without deprecations inside libraries.
    stdout
        What it printed.
    retried
        Whether a first attempt died and this is the second.
    seconds
        How long it took.
    """

    outcome: str
    exception: tuple[str, ...] = ()
    text: str = ""
    warnings: tuple[str, ...] = ()
    stdout: str = ""
    retried: bool = False
    seconds: float = 0.0

    @property
    def digest(self) -> str | None:
        """The digest of the samples, as the program printed it."""
        for line in self.stdout.splitlines():
            if line.startswith("digest "):
                return line.removeprefix("digest ").strip()
        return None

    @property
    def measured(self) -> tuple[tuple[Measurement, ...], ...]:
        """What it measured, with each seed that it was run with."""
        return by_seed(self.stdout)

    @property
    def measures(self) -> bool:
        """Whether it measured anything."""
        return any(self.measured)

    @property
    def is_right(self) -> bool:
        """Whether all that it measured, with whichever seed, is what it should be."""
        return all(each.is_right for run in self.measured for each in run)

    @property
    def wrong(self) -> frozenset[str]:
        """The names of what is wrong with every seed."""
        runs = [{each.name for each in run if each.is_wrong} for run in self.measured]
        return frozenset(set.intersection(*runs)) if runs else frozenset()

    def is_a(self, exception: str) -> bool:
        """Whether the exception's class, or one it derives from, has this name."""
        return any(name == exception or name.endswith("." + exception) for name in self.exception)


class _Process:
    """A worker process, whose answers are awaited with a time limit."""

    def __init__(self, on: Lane, settings: Mapping[str, str]) -> None:
        self._errors = tempfile.TemporaryFile(  # noqa: SIM115 - closed by stop()
            "w+", encoding="utf-8", errors="replace"
        )
        self._process = subprocess.Popen(
            [str(interpreter(on)), str(WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
            env=_environment(on, settings),
        )
        self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.programs = 0
        self.memory = 0

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._answers.put(json.loads(line))
        self._answers.put(None)

    def started(self) -> bool:
        return self._answers.get() is not None

    def ask(self, request: dict[str, Any], limit: float) -> dict[str, Any] | None:
        """The answer, or None when the process died; ``queue.Empty`` is raised on the limit."""
        assert self._process.stdin is not None
        self.programs += 1
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError:
            return None
        answer = self._answers.get(timeout=limit)
        if answer is not None:
            self.memory = answer.pop("memory")
        return answer

    @property
    def is_spent(self) -> bool:
        return self.programs >= _PROGRAMS_PER_WORKER or self.memory > _MEGABYTES_PER_WORKER

    def stop(self) -> str:
        """End the process; the last lines it wrote to its error output."""
        self._process.kill()
        self._process.communicate()
        self._errors.seek(0)
        lines = self._errors.read().splitlines()
        self._errors.close()
        return "\n".join(lines[-20:])


class Runner:
    """Runs programs on one lane, one at a time, in worker processes that it renews.

    Parameters
    ----------
    on
        The lane; its environment is made if need be.
    limit
        Seconds a program may take.
    """

    def __init__(self, on: Lane, limit: float = TIME_LIMIT) -> None:
        interpreter(on)
        self._lane = on
        self._limit = limit
        self._process: _Process | None = None
        self._settings: Mapping[str, str] = {}

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker."""
        self._end()

    def run(
        self, program: Path, arguments: Sequence[str] = (), settings: Mapping[str, str] = SETTINGS
    ) -> Outcome:
        """Run one program; a process that dies (XLA aborts under load) is retried once."""
        if settings != self._settings:
            self._end()
            self._settings = settings
        outcome = self._attempt(program, arguments, retried=False)
        if outcome.outcome == "died":
            outcome = self._attempt(program, arguments, retried=True)
        return outcome

    def _attempt(self, program: Path, arguments: Sequence[str], retried: bool) -> Outcome:
        if self._process is None:
            self._process = _Process(self._lane, self._settings)
            if not self._process.started():
                raise RuntimeError(f"the lane's worker does not start:\n{self._end()}")
        request = {"path": str(program.resolve()), "arguments": list(arguments)}
        try:
            answer = self._process.ask(request, self._limit)
        except queue.Empty:
            self._end()
            return Outcome("timed out", retried=retried, seconds=self._limit)
        if answer is None:
            return Outcome("died", text=self._end(), retried=retried)
        if self._process.is_spent:
            self._end()
        return Outcome(
            outcome=answer["outcome"],
            exception=tuple(answer["exception"]),
            text=answer["text"],
            warnings=tuple(answer["warnings"]),
            stdout=answer["stdout"],
            retried=retried,
            seconds=answer["seconds"],
        )

    def _end(self) -> str:
        process, self._process = self._process, None
        return process.stop() if process else ""


def _environment(on: Lane, settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without what would reach into the lane."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JAX_", "XLA_", "PYTHON", "NUMPYRO"))
        and name not in _SEEN_BY_NUMPYRO
    }
    return {
        **kept,
        **settings,
        # Compiling is most of a run. A program and its repair compile to nearly the same thing,
        # and what XLA made of it is kept beside the lane for the next run of the tests.
        "JAX_COMPILATION_CACHE_DIR": str(on.folder / "compiled"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    }
