"""Every fixture was executed: it does what its header claims, and its repair runs everywhere.

What was executed before, and has not changed since, is read from the ledger but for a random
tenth; ``pytest --execute-all`` executes everything. ``pytest --write-evidence`` writes what
happened to the ledger and to docs/evidence.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lanes.environment import ROOT, NoLane
from tests.lanes.evidence import Evidence, render, without_numbers
from tests.lanes.ledger import Outcomes
from tests.lanes.programs import Case, cases
from tests.lanes.runner import Outcome
from tests.lanes.session import PROOF_RELEASES, Lanes

EVIDENCE = ROOT / "docs" / "evidence.md"


def _each(chosen: list[Case], runs: bool = False) -> list[object]:
    """Each case on each release; ``runs`` leaves out those that the unfixed program crashes on."""
    return [
        pytest.param(case, release, id=f"{case.code}/{case.name}[{release}]")
        for case in chosen
        for release in PROOF_RELEASES
        if not (runs and case.claim(release).raises)
    ]


def _cases_of(item: pytest.Item) -> list[tuple[str, Case]]:
    """What a collected test is going to ask for."""
    wanted = getattr(item, "callspec", None)
    if item.name.startswith("test_evidence"):
        return [(release, case) for case in cases() for release in PROOF_RELEASES]
    if wanted is not None and "case" in wanted.params:
        return [(wanted.params["release"], wanted.params["case"])]
    return []


@pytest.fixture(scope="module", autouse=True)
def _at_work(request: pytest.FixtureRequest, lanes: Lanes) -> None:
    """Both lanes start on all that is due for the selected tests."""
    for item in request.session.items:
        if item.path == request.path:
            for release, case in _cases_of(item):
                lanes.expect(release, case)


def _outcomes(lanes: Lanes, release: str, case: Case) -> Outcomes:
    try:
        return lanes.outcomes(release, case)
    except NoLane as error:
        pytest.skip(str(error))


def _assert_ran(outcome: Outcome, program: Path) -> None:
    assert outcome.outcome == "ok", (
        f"{program}: {outcome.outcome} {outcome.exception[:1]}\n{outcome.text}"
    )


def _assert_right(outcome: Outcome, program: Path) -> None:
    _assert_ran(outcome, program)
    assert not outcome.is_wrong, f"{program}: {'; '.join(map(str, outcome.measured))}"


@pytest.mark.parametrize(("case", "release"), _each([case for case in cases() if not case.clean]))
def test_unfixed_does_what_it_claims(case: Case, release: str, lanes: Lanes) -> None:
    claim, outcome = case.claim(release), _outcomes(lanes, release, case)[case.unfixed]
    if claim.wrong:
        _assert_ran(outcome, case.unfixed)
        assert outcome.is_wrong, f"{case.unfixed}: {'; '.join(map(str, outcome.measured))}"
        return
    if not claim.raises:
        _assert_right(outcome, case.unfixed)
        return
    assert outcome.outcome == "raised", f"{case.unfixed}: {outcome.outcome}, not raised"
    assert claim.exception or claim.text, "the header does not say what is raised"
    if claim.exception:
        assert outcome.is_a(claim.exception), f"{outcome.exception}\n{outcome.text}"
    assert claim.text in outcome.text


@pytest.mark.parametrize(("case", "release"), _each([case for case in cases() if case.fixed]))
def test_fixed_runs(case: Case, release: str, lanes: Lanes) -> None:
    assert case.fixed is not None
    outcome = _outcomes(lanes, release, case)[case.fixed]
    _assert_right(outcome, case.fixed)
    if case.claim(release).wrong:
        assert outcome.measured, f"{case.fixed} does not show the right numbers"


@pytest.mark.parametrize(("case", "release"), _each([case for case in cases() if case.clean]))
def test_clean_does_what_it_claims(case: Case, release: str, lanes: Lanes) -> None:
    test_unfixed_does_what_it_claims(case, release, lanes)


@pytest.mark.parametrize(
    ("case", "release"),
    _each([case for case in cases() if case.has_safe_fix and case.fixed], runs=True),
)
def test_safe_fix_keeps_the_samples(case: Case, release: str, lanes: Lanes) -> None:
    assert case.fixed is not None
    # Both were printed by one machine: by this one now, or by the one that wrote the ledger's line.
    outcomes = _outcomes(lanes, release, case)
    unfixed, fixed = outcomes[case.unfixed], outcomes[case.fixed]
    assert unfixed.digest is not None, "the program prints no digest of its samples"
    assert unfixed.digest == fixed.digest


def test_evidence_is_what_these_runs_show(request: pytest.FixtureRequest, lanes: Lanes) -> None:
    outcomes: dict[tuple[str, Path], Outcome] = {}
    for case in cases():
        for release in PROOF_RELEASES:
            try:
                told = lanes.written(release, case)
            except NoLane as error:
                pytest.skip(str(error))
            outcomes.update({(release, program): outcome for program, outcome in told.items()})
    text = render(Evidence(PROOF_RELEASES, cases(), outcomes))
    if request.config.getoption("--write-evidence"):
        EVIDENCE.write_text(text, encoding="utf-8", newline="\n")
    written = EVIDENCE.read_text(encoding="utf-8")
    assert without_numbers(written) == without_numbers(text), "run `pytest --write-evidence`"
