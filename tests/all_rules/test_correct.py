"""Nothing is found in programs that are right: they use each feature of NumPyro as it is meant.

They are executed like the fixtures: see ``test_execution.py``.
"""

from __future__ import annotations

from collections import Counter

import pytest

from nplint.engine import session as engine
from nplint.rules import all_rules
from nplint.settings import SettingsTable
from tests.all_rules.test_fixtures import root_of
from tests.lanes.programs import Case, correct_programs
from tests.lanes.session import PROOF_RELEASES


@pytest.mark.parametrize("case", correct_programs(), ids=lambda case: case.name)
def test_nothing_is_found(case: Case) -> None:
    codes = tuple(rule.code for rule in all_rules())
    target = case.header.get("target", "any")
    settings = SettingsTable(select=codes, target_numpyro=target, isolated=True)
    result = engine.check([root_of(case.unfixed)], settings)
    assert result.findings == []
    assert result.errors == []


def test_there_are_many_and_each_says_what_it_shows() -> None:
    assert len(correct_programs()) >= 200
    for case in correct_programs():
        first = case.unfixed.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# ") and first.endswith("."), case.unfixed
    names = Counter(case.name for case in correct_programs())
    assert set(names.values()) == {1}, "a name is a program's place in the ledger"


def test_a_program_that_a_release_cannot_run_is_not_checked_for_it() -> None:
    for case in correct_programs():
        if any(case.claim(release).raises for release in PROOF_RELEASES):
            assert case.header["target"] != "any", case.unfixed
        assert not case.has_to_be_wrong, case.unfixed


def test_a_program_of_several_modules_is_known_by_all_of_them() -> None:
    files = {case.name: set(case.files()) for case in correct_programs()}
    assert files["package"] == {"main.py", "survey/__init__.py", "survey/models.py"}
    assert files["two_files"] == {"main.py", "priors.py"}
    assert files["model_by_partial"] == {"model_by_partial.py"}
