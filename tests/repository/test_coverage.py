"""docs/coverage.md: each place where NumPyro stops has a judgement, and the rules named do report.

That the programs come to the places was seen by running ``tools/trigger_errors.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import nplint
from nplint.rules import all_rules
from nplint.settings import SettingsTable
from tools.coverage_page import PAGE, page
from tools.judgements import JAX, Judgement, Judgements, read_judgements
from tools.list_errors import places_in

# What rules about style say of programs that are as short as can be.
_BESIDE = frozenset({"NPL107"})


@pytest.fixture(scope="module")
def judgements() -> Judgements:
    return read_judgements()


@pytest.fixture(scope="module")
def reported(judgements: Judgements) -> Mapping[str, list[str]]:
    """The codes that are reported in the program of each judgement."""
    programs = {
        Path(f"/{number}/program.py"): judgement
        for number, judgement in enumerate(judgements.all)
        if judgement.program
    }
    texts = {path: judgements.text(judgement).encode() for path, judgement in programs.items()}
    table = SettingsTable(target_numpyro=f"=={judgements.release}")
    codes: dict[str, set[str]] = {str(judgement): set() for judgement in programs.values()}
    for finding in nplint.check([*texts], table, texts=texts).findings:
        codes[str(programs[finding.location.path])].add(finding.code)
    return {name: sorted(found - _BESIDE) for name, found in codes.items()}


def test_every_place_has_a_judgement(judgements: Judgements) -> None:
    assert [place for place in judgements.places if judgements.of(place) is None] == []


def test_no_judgement_is_left_over(judgements: Judgements) -> None:
    about = [each for each in judgements.all if each.file != JAX]
    assert [str(each) for each in about if not judgements.places_of(each)] == []


def test_reasons_are_of_the_kinds_that_are_told(judgements: Judgements) -> None:
    given = {each.reason for each in judgements.all if each.reason}
    assert given == set(judgements.reasons)


def test_rules_exist_and_have_a_program(judgements: Judgements) -> None:
    codes = {rule.code for rule in all_rules()}
    named = [each for each in judgements.all if each.rules]
    assert [str(each) for each in named if not set(each.rules) <= codes or not each.program] == []


def test_rules_report_the_programs(
    judgements: Judgements, reported: Mapping[str, list[str]]
) -> None:
    def said(judgement: Judgement) -> bool:
        return reported[str(judgement)] == sorted(judgement.rules)

    assert {
        str(each): reported[str(each)] for each in judgements.all if each.program and not said(each)
    } == {}


def test_the_page_is_what_the_tool_writes(judgements: Judgements) -> None:
    assert PAGE.read_text("utf-8") == page(judgements)


def test_places_are_read_with_their_conditions() -> None:
    text = """
class Kernel:
    def __init__(self, steps):
        if steps < 1:
            raise ValueError(f"steps is {steps}")
        else:
            warnings.warn("few", FutureWarning)
        assert steps
"""
    found = [
        (place["function"], place["kind"], place["exception"], place["condition"], place["message"])
        for place in places_in("kernel.py", text)
    ]
    assert found == [
        ("Kernel.__init__", "raise", "ValueError", "steps < 1", "steps is …"),
        ("Kernel.__init__", "warn", "FutureWarning", "not (steps < 1)", "few"),
        ("Kernel.__init__", "assert", "AssertionError", "steps", ""),
    ]
