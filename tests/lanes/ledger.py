"""The ledger: what executing each case showed, kept by the content of all that decides it.

A line of ``ledger.jsonl`` is one case on one release. Its key is a digest of the case's files, of
the harness that executes them and of the lane: whichever byte changes, the line no longer counts
and the case is executed again. Lines are sorted and say nothing that differs from run to run, so
that a diff shows what changed, and git may join those of two branches (``.gitattributes``).

A case and its repair share a line because their samples are compared, bit for bit. The last bits
of samples differ between processors: two digests are comparable only if one machine printed
both, and a line is always written, used and replaced as a whole.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.lanes.environment import Lane
from tests.lanes.programs import Case
from tests.lanes.runner import AS_USERS, SEEDED, SEEDS, SETTINGS, WORKER, Outcome

LEDGER = Path(__file__).with_name("ledger.jsonl")
_SHARE = 0.1
_KEPT = ("digest ", "measured ", "seed ")
_NOTHING = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # git's name of a tree without files
_CLIP = 400  # of a message; what a header quotes of one has to stand in it
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_FOLDERS = re.compile(r"(?<![\w.])/(?:[\w.+-]+/)+(?=[\w.+-]+\.py)")

Outcomes = Mapping[Path, Outcome]


def key(case: Case, on: Lane, harness: Path | None = None) -> str:
    """The digest of all that decides what a case does on a lane.

    Parameters
    ----------
    case
        Its files, with their names: what lies in its folder, or a clean program alone.
    on
        The release and what is pinned with it; what lies beside the pins matters to a case that
        needs it. Where the environment is does not matter.
    harness
        What executes the programs, beside the environment that it is given: the worker's code
        unless said.
    """
    settings = AS_USERS if case.has_to_be_wrong else SETTINGS
    lane: dict[str, object] = {
        "release": on.release,
        "pins": on.pins,
        "settings": settings,
        "case": case.label,
    }
    if case.has_to_be_wrong:
        lane["seeds"] = SEEDS
    if case.needs:
        lane["beside"] = on.beside
    parts = [json.dumps(lane, sort_keys=True).encode(), (harness or WORKER).read_bytes()]
    if case.has_to_be_wrong:
        parts.append(SEEDED.read_bytes())
    for name, file in sorted(case.files().items()):
        parts += [name.encode(), file.read_bytes()]
    digest = hashlib.sha256()
    for part in parts:  # each by its own digest, so that no byte can pass from one to the next
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def changed_since(revision: str, file: Path = LEDGER) -> frozenset[tuple[str, str]]:
    """The labels and releases of the lines that are new since a revision of the repository.

    Of a branch that was not there before, GitHub says that it was at a revision of zeros: then
    every line is new.

    Raises
    ------
    subprocess.CalledProcessError
        Git knows no such revision.
    """
    before = revision if revision.strip("0") else _NOTHING
    command = ["git", "diff", "--unified=0", before, "--", file.name]
    told = subprocess.run(command, cwd=file.parent, capture_output=True, text=True, check=True)
    rows = (json.loads(line[1:]) for line in told.stdout.splitlines() if line.startswith("+{"))
    return frozenset((row["case"], row["release"]) for row in rows)


def is_drawn(case: Case, release: str, seed: int) -> bool:
    """Whether a case is of the random tenth; which other cases there are does not matter."""
    return random.Random(f"{seed} {case.label} {release}").random() < _SHARE


class Ledger:
    """What was seen when cases were executed, here or elsewhere.

    Parameters
    ----------
    file
        Where it is kept; it need not exist.
    """

    def __init__(self, file: Path = LEDGER) -> None:
        self._file = file
        self._rows: dict[str, dict[str, Any]] = {}
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                self._rows[row["key"]] = row

    def outcomes(self, case: Case, on: Lane) -> Outcomes | None:
        """What each program of a case did, if nothing that decides it has changed since."""
        row = self._rows.get(key(case, on))
        if row is None:
            return None
        return {program: _outcome(row[part]) for part, program in _parts(case)}

    def keep(self, case: Case, on: Lane, outcomes: Outcomes) -> bool:
        """Note what was seen, if all was and if it does not say more about the machine.

        Returns
        -------
        bool
            Whether it is kept; what is not is executed again next time.
        """
        seen = [outcomes[program].outcome for program in case.programs() if program in outcomes]
        if len(seen) < len(list(case.programs())) or not {"ok", "raised"}.issuperset(seen):
            return False
        entry = key(case, on)
        self._rows[entry] = {
            "case": case.label,
            "release": on.release,
            "key": entry,
            **{part: _row(outcomes[program]) for part, program in _parts(case)},
        }
        return True

    def write(self, cases: Iterable[Case], lanes: Iterable[Lane]) -> None:
        """Write the lines of these cases on these lanes, and no others."""
        lanes = tuple(lanes)
        wanted = {key(case, on) for case in cases for on in lanes}
        rows = [row for entry, row in self._rows.items() if entry in wanted]
        rows.sort(key=lambda row: (row["case"], row["release"]))
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        self._file.write_text("".join(lines), encoding="utf-8", newline="\n")


def _parts(case: Case) -> Iterator[tuple[str, Path]]:
    yield "unfixed", case.unfixed
    if case.fixed is not None:
        yield "fixed", case.fixed


def _row(outcome: Outcome) -> dict[str, Any]:
    """An outcome without what differs from run to run or is of no interest: progress bars, time."""
    told = [row for row in outcome.stdout.splitlines() if row.startswith(_KEPT)]
    row: dict[str, Any] = {
        "outcome": outcome.outcome,
        "exception": list(outcome.exception),
        "text": _stable(outcome.text)[:_CLIP],
        "warnings": sorted({_stable(warning)[:_CLIP] for warning in outcome.warnings}),
        "stdout": told,
    }
    return {name: value for name, value in row.items() if value}


def _outcome(row: Mapping[str, Any]) -> Outcome:
    return Outcome(
        row["outcome"],
        tuple(row.get("exception", ())),
        row.get("text", ""),
        tuple(row.get("warnings", ())),
        "".join(line + "\n" for line in row.get("stdout", ())),
    )


def _stable(text: str) -> str:
    return _FOLDERS.sub("", _ADDRESS.sub("0x", text))
