"""Every fixture says what nplint finds in it and what the repaired program reads like."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from nplint.engine import session as engine
from nplint.rules import all_rules
from nplint.settings import SettingsTable
from tests.lanes.programs import Case, cases, header
from tests.lanes.session import PROOF_RELEASES

PAIRS = [case for case in cases() if not case.clean]
CLEAN = [case for case in cases() if case.clean]


def settings_of(case: Case, unsafe_fixes: bool = False) -> SettingsTable:
    """The settings a program is checked with: every release, unless its header says which."""
    target = case.header.get("target", "any")
    return SettingsTable(target_numpyro=target, unsafe_fixes=unsafe_fixes)


def root_of(program: Path) -> Path:
    """What to check: the file, or the folder of a program of several modules."""
    return program.parent if program.stem == "main" else program


def copied(program: Path, folder: Path) -> Path:
    """A copy of a program to work on; the copy of its root."""
    root = root_of(program)
    target = folder / root.name
    write_line_length(folder)
    if root.is_dir():
        shutil.copytree(root, target)
    else:
        shutil.copy(root, target)
    return target


def write_line_length(folder: Path) -> None:
    """Let the fixes of programs in a folder keep to the line length of this repository."""
    (folder / "ruff.toml").write_text("line-length = 100\n")


def texts(root: Path) -> dict[str, bytes]:
    """The content of a program's files, by path below its root."""
    if root.is_file():
        return {"": root.read_bytes()}
    files = (path for path in sorted(root.rglob("*")) if path.suffix in (".py", ".ipynb"))
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def applied(root: Path, options: SettingsTable) -> int:
    """Fix a program on disk; how many fixes that took."""
    result = engine.fix([root], options)
    for change in result.changes:
        change.source.path.write_bytes(change.source.encode(change.new_text))
    return result.applied


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: f"{case.code}/{case.name}")
def test_findings_are_exactly_those_of_the_header(case: Case) -> None:
    root = root_of(case.unfixed)
    claims = case.header["finding"]
    home = case.unfixed.parent
    expected = sorted(
        (
            str(home / claim.get("file", case.unfixed.name)),
            claim["code"],
            claim.get("cell"),
            claim["line"],
            claim["fix"],
        )
        for claim in claims
    )
    result = engine.check([root], settings_of(case))
    found = sorted(
        (
            str(finding.path),
            finding.code,
            place.cell,
            place.row,
            finding.fix.applicability.value if finding.fix else "none",
        )
        for finding in result.findings
        for place in (result.sources[finding.path].position(finding.span.start),)
    )
    assert found == expected
    assert result.errors == []


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: f"{case.code}/{case.name}")
def test_fixing_gives_the_fixed_program(case: Case, tmp_path: Path) -> None:
    root = copied(case.unfixed, tmp_path)
    options = settings_of(case, unsafe_fixes=True)
    before = texts(root)
    if all(claim["fix"] == "none" for claim in case.header["finding"]):
        assert applied(root, options) == 0
        assert texts(root) == before
        return
    assert case.fixed is not None
    assert applied(root, options) == len(case.header["finding"])
    assert texts(root) == texts(root_of(case.fixed))
    assert applied(root, options) == 0, "fixing twice changes nothing more"


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: f"{case.code}/{case.name}")
def test_unsafe_fixes_are_not_applied_unasked(case: Case, tmp_path: Path) -> None:
    claims = case.header["finding"]
    root = copied(case.unfixed, tmp_path)
    safe = sum(claim["fix"] == "safe" for claim in claims)
    assert applied(root, settings_of(case)) == safe


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: f"{case.code}/{case.name}")
def test_the_fixed_program_is_clean(case: Case) -> None:
    if case.fixed is not None:
        assert engine.check([root_of(case.fixed)], settings_of(case)).findings == []


@pytest.mark.parametrize("case", CLEAN, ids=lambda case: f"{case.code}/{case.name}")
def test_clean_programs_stay_silent(case: Case) -> None:
    result = engine.check([root_of(case.unfixed)], settings_of(case))
    assert result.findings == []
    assert result.errors == []


_OF_THE_FILE = "NPL9"  # rules about comments and syntax, which no run of a program can show


def without_fixtures(codes: Iterable[str], known: Iterable[Case]) -> list[str]:
    """The rules that have no mistake or no clean program among the cases."""
    known = list(known)
    pairs = {case.code for case in known if not case.clean}
    clean = {case.code for case in known if case.clean}
    return [
        code for code in codes if not code.startswith(_OF_THE_FILE) and code not in pairs & clean
    ]


def test_a_rule_without_fixtures_fails() -> None:
    codes = [rule.code for rule in all_rules()]
    assert without_fixtures(codes, cases()) == []
    assert without_fixtures([*codes, "NPL799", "NPL999"], cases()) == ["NPL799"]
    rest = [case for case in cases() if case.code != "NPL205" or not case.clean]
    assert without_fixtures(codes, rest) == ["NPL205"]


def too_few_that_measure(known: Iterable[Case]) -> list[str]:
    """The rules about numbers of which fewer than two clean programs measure something."""
    known = list(known)
    about_numbers = {case.code for case in known if case.has_to_be_wrong}
    measuring = Counter(
        case.code
        for case in known
        if case.clean and any(case.claim(release).right for release in PROOF_RELEASES)
    )
    return sorted(code for code in about_numbers if measuring[code] < 2)


def test_every_rule_about_numbers_has_two_clean_programs_that_measure() -> None:
    assert too_few_that_measure(cases()) == []
    of_one = [case for case in cases() if case.code == "NPL205"]
    fewer = [case for case in of_one if not case.clean] + [case for case in of_one if case.clean][
        :1
    ]
    assert too_few_that_measure(fewer) == ["NPL205"]


def test_a_case_and_its_repair_carry_the_same_header() -> None:
    for case in PAIRS:
        assert case.fixed is None or header(case.fixed) == case.header, case.label
