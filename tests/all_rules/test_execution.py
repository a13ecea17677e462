"""Every fixture was executed: it does what its header claims, and its repair runs everywhere.

What was executed before, and has not changed since, is read from the ledger but for a random
tenth; ``pytest --execute-all`` executes everything. ``pytest --write-evidence`` writes what
happened to the ledger and to docs/evidence.md.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.lanes.claims import (
    assert_agrees,
    assert_claimed,
    assert_closed_forms,
    assert_ran,
    assert_repaired,
)
from tests.lanes.ledger import Outcomes
from tests.lanes.programs import Case, all_cases
from tests.lanes.session import PROOF_RELEASES, Lanes

Execute = Callable[[str, Case], Outcomes]


def _each(chosen: list[Case], runs: bool = False) -> list[object]:
    """Each case on each release; ``runs`` leaves out those that the unfixed program crashes on."""
    return [
        pytest.param(case, release, id=f"{case.code}/{case.name}[{release}]")
        for case in chosen
        for release in PROOF_RELEASES
        if not (runs and case.claim(release).raises)
    ]


@pytest.fixture
def execute(lanes: Lanes, needing_lanes: Callable[[], AbstractContextManager[None]]) -> Execute:
    """What the programs of a case do on a release."""

    def outcomes(release: str, case: Case) -> Outcomes:
        with needing_lanes():
            return lanes.outcomes(release, case)
        raise AssertionError("unreachable: what needs a lane fails or is skipped without it")

    return outcomes


@pytest.mark.parametrize(
    ("case", "release"), _each([case for case in all_cases() if not case.clean])
)
def test_unfixed_does_what_it_claims(case: Case, release: str, execute: Execute) -> None:
    assert_claimed(case, case.claim(release), execute(release, case)[case.unfixed])


@pytest.mark.parametrize(("case", "release"), _each([case for case in all_cases() if case.fixed]))
def test_fixed_is_right(case: Case, release: str, execute: Execute) -> None:
    assert case.fixed is not None
    outcomes = execute(release, case)
    assert_ran(outcomes[case.fixed], case.fixed)
    assert_repaired(case, case.claim(release), outcomes)


@pytest.mark.parametrize(("case", "release"), _each([case for case in all_cases() if case.clean]))
def test_clean_does_what_it_claims(case: Case, release: str, execute: Execute) -> None:
    assert_claimed(case, case.claim(release), execute(release, case)[case.unfixed])


@pytest.mark.parametrize(("case", "release"), _each(list(all_cases())))
def test_truths_follow_from_the_data_or_a_closed_form(
    case: Case, release: str, execute: Execute
) -> None:
    assert_closed_forms(case, execute(release, case))


@pytest.mark.parametrize(
    ("case", "release"),
    _each([case for case in all_cases() if case.has_safe_fix and case.fixed], runs=True),
)
def test_safe_fix_keeps_the_samples(case: Case, release: str, execute: Execute) -> None:
    assert case.fixed is not None
    # Both were printed by one machine: by this one now, or by the one that wrote the ledger's line.
    outcomes = execute(release, case)
    unfixed, fixed = outcomes[case.unfixed], outcomes[case.fixed]
    assert unfixed.digest is not None, "the program prints no digest of its samples"
    assert unfixed.digest == fixed.digest


@pytest.mark.parametrize(("case", "release"), _each(list(all_cases())))
def test_the_ledger_tells_what_is_seen(
    case: Case, release: str, execute: Execute, lanes: Lanes
) -> None:
    outcomes = execute(release, case)
    for program, noted in (lanes.known(release, case) or {}).items():
        assert_agrees(outcomes[program], noted, program)
