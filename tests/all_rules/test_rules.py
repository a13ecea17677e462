"""What every rule says of itself, held against its fixtures and its file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tests.rules
from nplint import rules
from nplint.rules import all_rules
from nplint.rules.base import Rule
from nplint.settings.rule_names import rule_names
from tests.lanes.programs import cases

SECTIONS = [
    "What it finds",
    "What happens",
    "Example",
    "Fix",
    "When it stays silent",
    "References",
]


def by_code(rule: Rule) -> str:
    return rule.code


@pytest.mark.parametrize("rule", all_rules(), ids=by_code)
def test_a_rule_is_named_as_its_file_and_explains_itself(rule: Rule) -> None:
    file = f"{rule.code}_{rule.name}".lower().replace("-", "_")
    assert [*Path(rules.__file__).parent.glob(f"*/{file}.py")]
    assert (Path(tests.rules.__file__).parent / f"test_{rule.code.lower()}.py").is_file()
    assert re.fullmatch(r"NPL\d{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name)
    title, *sections = re.findall(r"^#{1,2} (.*)$", rule.page, re.MULTILINE)
    assert title == f"{rule.name} ({rule.code})"
    assert sections in (SECTIONS, SECTIONS[:-1])  # not everything has been written about
    assert rule.summary
    assert ". " not in rule.summary and not rule.summary.endswith(".")
    assert rule.releases


def test_the_names_of_files_are_the_names_of_rules() -> None:
    assert rule_names() == tuple((rule.code, rule.name) for rule in all_rules())


def test_codes_and_names_are_unique() -> None:
    words = [word for rule in all_rules() for word in (rule.code, rule.name)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("rule", all_rules(), ids=by_code)
def test_a_rule_has_the_fixes_that_it_says(rule: Rule) -> None:
    shown = {
        claim["fix"]
        for case in cases()
        for claim in case.header.get("finding", ())
        if claim["code"] == rule.code
    }
    if not shown:
        return  # it needs no program to be shown, as those on the file itself
    if rule.fixable == "sometimes":
        assert shown - {"none"}
    else:
        assert shown == {"none" if rule.fixable == "no" else rule.fixable}
