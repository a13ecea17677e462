"""The lanes of a test session: each runs its programs one by one, both at the same time."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from tests.lanes.environment import Lane
from tests.lanes.environment import lanes as all_lanes
from tests.lanes.runner import Outcome, Runner

PROOF_LANES = tuple(lane for lane in all_lanes() if lane.proof)
PROOF_RELEASES = tuple(lane.release for lane in PROOF_LANES)


class Lanes:
    """Outcomes of programs on the lanes the fixtures are executed on, each run once."""

    def __init__(self) -> None:
        self._queues = {lane.release: _Queue(lane) for lane in PROOF_LANES}

    def expect(self, release: str, programs: Iterable[Path]) -> None:
        """Say what will be asked, so that the lane is at work before it is."""
        for program in programs:
            self._queues[release].outcome(program)

    def outcome(self, release: str, program: Path) -> Outcome:
        """What a program does on a release.

        Raises
        ------
        NoLane
            This machine cannot make the release's environment.
        """
        return self._queues[release].outcome(program).result()

    def close(self) -> None:
        """Forget what is still to be run and end the workers."""
        for queue in self._queues.values():
            queue.close()


class _Queue:
    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._futures: dict[Path, Future[Outcome]] = {}
        self._lock = threading.Lock()
        self._runner: Runner | None = None

    def outcome(self, program: Path) -> Future[Outcome]:
        with self._lock:
            if program not in self._futures:
                self._futures[program] = self._thread.submit(self._run, program)
            return self._futures[program]

    def _run(self, program: Path) -> Outcome:
        if self._runner is None:
            self._runner = Runner(self._lane)
        return self._runner.run(program)

    def close(self) -> None:
        self._thread.shutdown(cancel_futures=True)
        if self._runner is not None:
            self._runner.close()
