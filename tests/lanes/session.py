"""The lanes of a test session: each runs its programs one by one, both at the same time.

Only what is due is run: cases that the ledger does not know as they are now, those whose lines in
it are new since a given revision, and of the others a random tenth, which is judged like them. The
rest is read from the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.lanes.environment import Lane
from tests.lanes.environment import lanes as all_lanes
from tests.lanes.ledger import Ledger, Outcomes, is_drawn, key
from tests.lanes.programs import Case
from tests.lanes.runner import AS_USERS, SEEDED, SEEDS, Outcome, Runner

PROOF_LANES = tuple(lane for lane in all_lanes() if lane.proof)
PROOF_RELEASES = tuple(lane.release for lane in PROOF_LANES)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which executions are due.

    Parameters
    ----------
    seed
        Draws the tenth of what the ledger knows.
    everything
        Whether the ledger is not to be relied on at all.
    suspected
        The labels and releases of lines of the ledger that are not to be relied on.
    """

    seed: int
    everything: bool = False
    suspected: frozenset[tuple[str, str]] = frozenset()

    def why(self, case: Case, release: str, known: bool) -> str:
        """The reason for executing a case, empty if there is none."""
        if self.everything:
            return "all"
        if not known:
            return "new or changed"
        if (case.label, release) in self.suspected:
            return "of new lines of the ledger"
        return "of a random tenth" if is_drawn(case, release, self.seed) else ""


class Lanes:
    """What cases do on the lanes the fixtures are executed on.

    Parameters
    ----------
    ledger
        What is known.
    choice
        What is executed nevertheless.
    """

    def __init__(self, ledger: Ledger, choice: Choice) -> None:
        self.ledger = ledger
        self._choice = choice
        self._queues = {lane.release: _Queue(lane) for lane in PROOF_LANES}
        self._known: dict[tuple[str, Case], Outcomes | None] = {}
        self._why: dict[tuple[str, Case], str] = {}
        self._keys: dict[tuple[str, Case], str] = {}

    def expect(self, release: str, case: Case) -> None:
        """Say what will be asked, so that the lane is at work before it is."""
        if (release, case) in self._known:
            return
        queue = self._queues[release]
        known = self.ledger.outcomes(case, queue.lane)
        self._keys[release, case] = key(case, queue.lane)
        self._known[release, case] = known
        self._why[release, case] = why = self._choice.why(case, release, known is not None)
        # A case and its repair are executed together, or neither is: see the ledger.
        for program in case.programs() if why else ():
            queue.submit(program, case.has_to_be_wrong)

    def outcomes(self, release: str, case: Case) -> Outcomes:
        """What each program of a case does on a release: executed if it is due.

        Raises
        ------
        NoLane
            This machine cannot make the release's environment. The attempt is made once.
        """
        self.expect(release, case)
        known = self._known[release, case]
        return self._queues[release].executed(case) or known or {}

    def known(self, release: str, case: Case) -> Outcomes | None:
        """What the ledger says that a case does, if it is executed all the same."""
        return self._known[release, case] if self._why[release, case] else None

    def keep(self, cases: Iterable[Case]) -> None:
        """Write to the ledger what was executed because it was due; the tenth stays as it was.

        Other machines print other last digits. Writing them anew for cases that did not change
        would make differences that mean nothing, and conflicts between branches.
        """
        for (release, case), known in self._known.items():
            queue = self._queues[release]
            # Somebody may have edited it while it was waiting for its turn.
            unchanged = self._keys[release, case] == key(case, queue.lane)
            if unchanged and (known is None or self._choice.everything):
                self.ledger.keep(case, queue.lane, queue.finished(case))
        self.ledger.write(cases, PROOF_LANES)

    def summary(self) -> str:
        """What was executed, for what reason, and what had to be tried twice."""
        counts: Counter[str] = Counter()
        retried = 0
        for (release, case), why in self._why.items():
            done = self._queues[release].finished(case)
            counts[why] += len(done) if why else len(list(case.programs()))
            retried += sum(outcome.retried for outcome in done.values())
        known = counts.pop("", 0)
        told = ", ".join(f"{count} {why}" for why, count in sorted(counts.items()))
        return (
            f"executions: {counts.total()} run{f' ({told})' if told else ''}, "
            f"{known} from the ledger; {retried} retried after XLA aborted"
        )

    def close(self) -> None:
        """Forget what is still to be run and end the workers."""
        for queue in self._queues.values():
            queue.close()


class _Queue:
    """One lane at work: at most one process, so that two lanes are at most two."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._futures: dict[Path, Future[Outcome]] = {}
        self._runner: Runner | None = None

    def submit(self, program: Path, with_all_seeds: bool) -> None:
        self._futures[program] = self._thread.submit(self._run, program, with_all_seeds)

    def executed(self, case: Case) -> Outcomes:
        """What the programs of a case did, as soon as they have; nothing if they are not due."""
        return {
            program: self._futures[program].result()
            for program in case.programs()
            if program in self._futures
        }

    def finished(self, case: Case) -> Outcomes:
        """What its programs did, as far as they have been run without a mishap of the tests."""
        return {
            program: future.result()
            for program in case.programs()
            if (future := self._futures.get(program)) and _is_finished(future)
        }

    def _run(self, program: Path, with_all_seeds: bool) -> Outcome:
        if self._runner is None:
            self._runner = Runner(self.lane)
        if with_all_seeds:
            return self._runner.run(SEEDED, (str(program), *map(str, SEEDS)), AS_USERS)
        return self._runner.run(program)

    def close(self) -> None:
        self._thread.shutdown(cancel_futures=True)
        if self._runner is not None:
            self._runner.close()


def _is_finished(future: Future[Outcome]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
