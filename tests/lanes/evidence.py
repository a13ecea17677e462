"""docs/evidence.md: what running the fixtures and the harvest of leaks showed.

Every number of the page is the ledger's: the page is written from it and compared with it byte for
byte, without anything being run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.lanes.environment import ROOT, Lane
from tests.lanes.leak_table import leak_table
from tests.lanes.ledger import Ledger
from tests.lanes.measured import Measurement
from tests.lanes.programs import CORRECT, FIXTURES, Case
from tests.lanes.runner import Outcome

EVIDENCE = ROOT / "docs" / "evidence.md"
_HEAD = """\
# Evidence

What nplint says about programs was seen by running programs. This page is written by
`pytest --write-evidence` from `tests/lanes/ledger.jsonl`, which keeps what each fixture did when it
was run, and a test fails when it differs from the ledger in a single digit.

Every program runs on two CPU devices, in the environments of `tools/lanes.toml`. *Samples*
compares the digests that the unfixed and the fixed program print on the newest release.

Rules about wrong results show numbers: what the program found ± its standard error, what it should
have found, and in brackets how many standard errors lie between the two. A case that is to be wrong
is run, with its repair, under JAX's default flags with five seeds; the numbers are those of the
first, the brackets give the least and the most of all. A result is right (=) if it is below three
with every seed, wrong (≠) if it is six or more with every seed; one that is neither (≈) proves
nothing. A clean program *only runs* if it makes no claim about numbers.
"""


@dataclass(frozen=True)
class Evidence:
    """The outcomes of all programs on all releases they were run on."""

    releases: tuple[str, ...]
    cases: tuple[Case, ...]
    outcomes: Mapping[tuple[str, Path], Outcome]

    def of(self, release: str, program: Path) -> Outcome:
        return self.outcomes[release, program]

    def ran(self, release: str, program: Path | None) -> bool:
        """Whether a program came to its end, and found what is right if it measured anything."""
        if program is None:
            return False
        outcome = self.of(release, program)
        return outcome.outcome == "ok" and outcome.is_right

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


def page(ledger: Ledger, cases: Iterable[Case], lanes: Iterable[Lane]) -> str:
    """The page as the ledger has it.

    Raises
    ------
    KeyError
        The ledger does not know a case as it is now.
    """
    cases, lanes = tuple(cases), tuple(lanes)
    outcomes: dict[tuple[str, Path], Outcome] = {}
    for case in cases:
        for lane in lanes:
            known = ledger.outcomes(case, lane)
            if known is None:
                raise KeyError(f"{case.label} on {lane.release}: run `pytest --write-evidence`")
            outcomes.update({(lane.release, program): each for program, each in known.items()})
    return render(Evidence(tuple(lane.release for lane in lanes), cases, outcomes))


def render(evidence: Evidence) -> str:
    """The whole page."""
    of_rules = [case for case in evidence.cases if case.of_rule]
    lines = [_HEAD, "## Summary", "", *_summary(evidence, of_rules)]
    for code, group in groupby(of_rules, key=lambda case: case.code):
        rows = list(group)
        lines += [
            "",
            f"## {_title(code)}",
            "",
            *_pairs(evidence, rows),
            "",
            *_clean(evidence, rows),
        ]
    lines += ["", *_correct(evidence, [case for case in evidence.cases if not case.of_rule])]
    lines += ["", *leak_table()]
    return "\n".join(lines).rstrip() + "\n"


def _title(code: str) -> str:
    folder = next(FIXTURES.glob(f"{code}*"))
    return f"{code} {folder.name.removeprefix(code).lstrip('-')}"


def _summary(evidence: Evidence, cases: list[Case]) -> Iterator[str]:
    yield from _row(
        "Rule", "Release", "Unfixed raise", "Unfixed wrong", "Fixed right", "Samples identical",
        "Clean right", "Clean only runs",
    )  # fmt: skip
    yield _rule(8)
    for code, group in groupby(cases, key=lambda case: case.code):
        rows = list(group)
        pairs = [case for case in rows if not case.clean]
        fixed = [case for case in pairs if case.fixed is not None]
        clean = [case for case in rows if case.clean]
        same = [evidence.samples(case) for case in fixed]
        digests = any(each != "–" for each in same)
        for release in evidence.releases:
            newest = release == evidence.releases[-1]
            raised = [case for case in pairs if evidence.of(release, case.unfixed).outcome != "ok"]
            wrong = [case for case in pairs if evidence.of(release, case.unfixed).wrong]
            measured = [case for case in clean if evidence.of(release, case.unfixed).measures]
            ran = [case for case in clean if evidence.ran(release, case.unfixed)]
            yield from _row(
                code,
                release,
                f"{len(raised)} of {len(pairs)}",
                f"{len(wrong)} of {len(pairs)}",
                f"{sum(evidence.ran(release, case.fixed) for case in fixed)} of {len(fixed)}",
                f"{same.count('identical')} of {len(fixed)}" if newest and digests else "",
                f"{len(set(ran) & set(measured))} of {len(measured)}",
                f"{len(set(ran) - set(measured))} of {len(clean) - len(measured)}",
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


def _correct(evidence: Evidence, programs: list[Case]) -> Iterator[str]:
    """How many programs of each topic did what; a line for each would be most of the page."""
    yield from ("## Correct programs", "")
    yield "The programs of `tests/correct/`, in which nothing is to be found, by topic. Those that"
    yield "raise ask for a name that the release does not have, and say so."
    yield ""
    yield from _row("Topic", "Programs", *evidence.releases)
    yield _rule(2 + len(evidence.releases))
    for topic, group in groupby(
        programs, key=lambda case: case.unfixed.relative_to(CORRECT).parts[0]
    ):
        cases = list(group)
        told = [
            _counted(evidence.of(each, case.unfixed) for case in cases)
            for each in evidence.releases
        ]
        yield from _row(topic, str(len(cases)), *told)


def _counted(outcomes: Iterable[Outcome]) -> str:
    counts = Counter(_in_a_word(each) for each in outcomes)
    return ", ".join(f"{count} {word}" for word, count in counts.most_common())


def _in_a_word(outcome: Outcome) -> str:
    if outcome.outcome != "ok":
        return "raise" if outcome.outcome == "raised" else outcome.outcome
    if not outcome.measures:
        return "run"
    return "right" if outcome.is_right else "not right"


def _told(outcome: Outcome) -> str:
    if outcome.outcome == "raised":
        return f"`{outcome.exception[0].rpartition('.')[2]}`"
    if outcome.outcome == "ok" and outcome.measures:
        return "; ".join(_compared(runs) for runs in zip(*outcome.measured, strict=True))
    return {"ok": "runs"}.get(outcome.outcome, outcome.outcome)


def _compared(runs: Sequence[Measurement]) -> str:
    """One name's numbers, of all seeds."""
    first, signs = runs[0], {each.sign for each in runs}
    sign = signs.pop() if len(signs) == 1 else "≈"
    least, most = (f"{side(each.distance for each in runs):.3g}" for side in (min, max))
    return (
        f"{first.name} {first.value:.3g} ± {first.se:.2g} {sign} {first.truth:.3g}"
        f" ({least if least == most else f'{least}–{most}'})"
    )


def _row(*cells: str) -> Iterator[str]:
    yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _rule(columns: int) -> str:
    return "|" + " --- |" * columns
