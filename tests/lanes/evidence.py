"""docs/evidence.md: what running the fixtures and the harvest of leaks showed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.lanes.leak_table import leak_table
from tests.lanes.programs import FIXTURES, Case
from tests.lanes.runner import Outcome

_HEAD = """\
# Evidence

What nplint says about programs was seen by running programs. This page is written by
`pytest --write-evidence` from `tests/lanes/ledger.jsonl`, which keeps what each fixture did when it
was run, and a test fails when it no longer says what they do.

Every program runs on two CPU devices, in the environments of `tools/lanes.toml`. *Samples*
compares the digests that the unfixed and the fixed program print on the newest release.

Rules about wrong results show numbers: what the program found ± its standard error, and what it
should have found. The two are equal (=) if they lie within four standard errors, else the result
is wrong (≠).
"""

_NUMBERS = re.compile(r"\S+ ± \S+ (?P<sign>[=≠]) ")


def without_numbers(page: str) -> str:
    """A page without its measured numbers, which differ between machines in their last digits."""
    return _NUMBERS.sub(r"\g<sign> ", page)


@dataclass(frozen=True)
class Evidence:
    """The outcomes of all programs on all releases they were run on."""

    releases: tuple[str, ...]
    cases: tuple[Case, ...]
    outcomes: Mapping[tuple[str, Path], Outcome]

    def of(self, release: str, program: Path) -> Outcome:
        return self.outcomes[release, program]

    def samples(self, case: Case) -> str:
        """How the samples of a case and of its repair compare on the newest release."""
        if case.fixed is None:
            return "–"
        before, after = (
            self.of(self.releases[-1], program).digest for program in (case.unfixed, case.fixed)
        )
        if before is None or after is None:
            return "–"
        return "identical" if before == after else "differ"


def render(evidence: Evidence) -> str:
    """The whole page."""
    lines = [_HEAD, "## Summary", "", *_summary(evidence)]
    for code, group in groupby(evidence.cases, key=lambda case: case.code):
        rows = list(group)
        lines += [
            "",
            f"## {_title(code)}",
            "",
            *_pairs(evidence, rows),
            "",
            *_clean(evidence, rows),
        ]
    lines += ["", *leak_table()]
    return "\n".join(lines).rstrip() + "\n"


def _title(code: str) -> str:
    folder = next(FIXTURES.glob(f"{code}*"))
    return f"{code} {folder.name.removeprefix(code).lstrip('-')}"


def _summary(evidence: Evidence) -> Iterator[str]:
    yield from _row(
        "Rule", "Release", "Unfixed raise", "Unfixed wrong", "Fixed right", "Samples identical",
        "Clean right",
    )  # fmt: skip
    yield _rule(7)
    for code, group in groupby(evidence.cases, key=lambda case: case.code):
        rows = list(group)
        pairs = [case for case in rows if not case.clean]
        fixed = [case for case in pairs if case.fixed is not None]
        clean = [case for case in rows if case.clean]
        same = [evidence.samples(case) for case in fixed]
        digests = any(each != "–" for each in same)
        for release in evidence.releases:
            newest = release == evidence.releases[-1]
            raised = [case for case in pairs if evidence.of(release, case.unfixed).outcome != "ok"]
            wrong = [case for case in pairs if evidence.of(release, case.unfixed).is_wrong]
            yield from _row(
                code,
                release,
                f"{len(raised)} of {len(pairs)}",
                f"{len(wrong)} of {len(pairs)}",
                f"{sum(_ran(evidence, release, case.fixed) for case in fixed)} of {len(fixed)}",
                f"{same.count('identical')} of {len(fixed)}" if newest and digests else "",
                f"{sum(_ran(evidence, release, case.unfixed) for case in clean)} of {len(clean)}",
            )


def _pairs(evidence: Evidence, rows: list[Case]) -> Iterator[str]:
    pairs = [case for case in rows if not case.clean]
    heads = [
        f"{release} {which}" for release in evidence.releases for which in ("unfixed", "fixed")
    ]
    yield from _row("Case", "", *heads, "Samples")
    yield _rule(len(heads) + 3)
    for case in pairs:
        cells = [
            _told(evidence.of(release, program)) if program else "–"
            for release in evidence.releases
            for program in (case.unfixed, case.fixed)
        ]
        yield from _row(f"`{case.name}`", case.title, *cells, evidence.samples(case))


def _clean(evidence: Evidence, rows: list[Case]) -> Iterator[str]:
    clean = [case for case in rows if case.clean]
    if not clean:
        return
    yield from ("Programs in which nothing is to be found:", "")
    yield from _row("Program", "", *evidence.releases)
    yield _rule(2 + len(evidence.releases))
    for case in clean:
        told = [_told(evidence.of(release, case.unfixed)) for release in evidence.releases]
        yield from _row(f"`{case.name}`", case.title, *told)


def _ran(evidence: Evidence, release: str, program: Path | None) -> bool:
    if program is None:
        return False
    outcome = evidence.of(release, program)
    return outcome.outcome == "ok" and not outcome.is_wrong


def _told(outcome: Outcome) -> str:
    if outcome.outcome == "raised":
        return f"`{outcome.exception[0].rpartition('.')[2]}`"
    if outcome.outcome == "ok" and outcome.measured:
        return "; ".join(str(each) for each in outcome.measured)
    return {"ok": "runs"}.get(outcome.outcome, outcome.outcome)


def _row(*cells: str) -> Iterator[str]:
    yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _rule(columns: int) -> str:
    return "|" + " --- |" * columns
