"""Which fixes are applied together."""

from __future__ import annotations

from pathlib import Path

from nplint.finding import Applicability, Edit, Finding, Fix, Span
from nplint.fixes.apply import choose

MODULE = Path("/no-such-folder/program.py")


class Everything:
    """Holds whatever is looked for in it."""

    def __contains__(self, _: object) -> bool:
        return True


def finding(start: int, end: int, *edits: tuple[int, int], local: bool = True) -> Finding:
    made = tuple(Edit(MODULE, Span(*span), "new") for span in edits)
    fix = Fix("Repair it", Applicability.SAFE, made, local)
    return Finding("NPL000", "test", f"at {start}", MODULE, Span(start, end), fix=fix)


def together(*findings: Finding) -> list[list[Finding]]:
    return [batch.findings for batch in choose(findings)]


def test_local_fixes_that_stand_apart_are_one_batch() -> None:
    one, other, third = (finding(at, at + 5, (at, at + 2)) for at in (0, 10, 20))
    assert together(one, other, third) == [[one, other, third]]


def test_a_fix_within_reach_of_another_waits() -> None:
    around, within, behind = (
        finding(0, 30, (1, 2)),
        finding(10, 20, (12, 13)),
        finding(40, 50, (41, 42)),
    )
    assert together(around, within, behind) == [[around, behind]]
    assert together(finding(0, 5, (0, 9)), finding(9, 12, (10, 11))) == [[finding(0, 5, (0, 9))]]


def test_a_fix_that_looked_around_is_alone_in_its_file() -> None:
    local, other = finding(0, 5, (0, 2)), finding(10, 15, (10, 12), local=False)
    assert together(local, other) == [[local]]
    assert together(other, local) == [[other]]


def test_one_fix_of_several_findings_is_made_once() -> None:
    one, other = finding(0, 5, (0, 2)), finding(1, 5, (0, 2))
    [batch] = choose([one, other])
    assert (batch.findings, batch.edits, batch.is_single) == ([one, other], [*one.fix.edits], True)
    assert not choose([one, finding(10, 15, (10, 12))])[0].is_single


def test_what_did_not_fit_together_is_applied_singly() -> None:
    one, other = finding(0, 5, (0, 2)), finding(10, 15, (10, 12))
    assert choose([one, other], Everything())[0].findings == [one]
