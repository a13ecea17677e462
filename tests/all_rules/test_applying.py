"""Fixes that are applied together come out as if each had been applied by itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

import nplint
from nplint.finding import Finding
from nplint.fixes import apply
from nplint.fixes.apply import Batch, choose
from tests.all_rules.test_fix_properties import options
from tests.all_rules.test_joined import PROGRAMS, text_of
from tests.helpers.repeated import repeated
from tests.lanes.programs import Case
from tests.units.fixes.test_apply import Everything

MODULE = Path("/no-such-folder/program.py")
FIXABLE = [case for case in PROGRAMS if not case.clean and "__future__" not in text_of(case)]


@pytest.mark.parametrize("case", FIXABLE, ids=lambda case: case.label)
def test_together_as_one_by_one(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    text = repeated(text_of(case), 3)
    batches: list[Batch] = []

    def recorded(findings: Iterable[Finding], _: object = ()) -> list[Batch]:
        batches.extend(found := choose(findings))
        return found

    monkeypatch.setattr(apply, "choose", recorded)
    at_once = nplint.fix([MODULE], options(case), texts={MODULE: text.encode()})
    if all(batch.is_single for batch in batches):
        return  # nothing was applied together
    monkeypatch.setattr(apply, "choose", lambda findings, _: choose(findings, Everything()))
    singly = nplint.fix([MODULE], options(case), texts={MODULE: text.encode()})
    assert at_once.changes[0].new_text == singly.changes[0].new_text
    assert at_once.applied == singly.applied
    assert [each.code for each in at_once.remaining.findings] == [
        each.code for each in singly.remaining.findings
    ]
