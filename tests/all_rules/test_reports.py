"""What is said of every unfixed program, word by word, stands in its rule's ``reports.txt``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from nplint.cli.rule import described
from nplint.engine import session as engine
from nplint.finding import Finding, Span
from nplint.report import render
from nplint.report.display import shown
from nplint.result import Result
from nplint.rules import all_rules
from tests.all_rules.test_fixtures import PAIRS, root_of, settings_of
from tests.lanes.programs import FIXTURES, Case, cases

FOLDERS = sorted({path for path in FIXTURES.glob("NPL*") if path.is_dir()})
# As on a terminal that is this wide; piped, nothing is wrapped.
WIDTH = 100
_WRITE = "pytest tests/all_rules/test_reports.py --write-reports"
_HEAD = re.compile(r"^=== (\S+) ===\n", re.MULTILINE)


def report_of(case: Case) -> str:
    """The report for people, and behind each finding the places it does not tell in numbers."""
    result = engine.check([root_of(case.unfixed)], settings_of(case))
    said = (
        render([each], result.sources, "full", width=WIDTH)
        + "".join(f"{line}\n" for line in places(each, result))
        for each in result.findings
    )
    return "\n".join(said)


def places(finding: Finding, result: Result) -> Iterator[str]:
    """Where each place of a finding starts and ends, and what its fix puts where."""

    def place(path: Path, span: Span) -> str:
        source = result.sources[path]
        return f"{shown(path)} {source.position(span.start)} to {source.position(span.end)}"

    yield f"at {place(finding.path, finding.span)} {finding.label!r}"
    for path, span, label in finding.related:
        yield f"related {place(path, span)} {label!r}"
    for path, span, replacement in finding.fix.edits if finding.fix else ():
        yield f"edit {place(path, span)} {replacement!r}"


def listed(folder: Path) -> str:
    """What ``nplint rules`` tells of a rule."""
    (rule,) = (each for each in all_rules() if folder.name == f"{each.code}-{each.name}")
    entries = described(rule) | {"after_others": rule.after_others}
    return "".join(f"{key}: {value}\n" for key, value in entries.items() if key != "explanation")


def kept(folder: Path) -> tuple[str, dict[str, str]]:
    """What is listed in a rule's folder, and the reports, by case."""
    file = folder / "reports.txt"
    head, *texts = _HEAD.split(file.read_text("utf-8")) if file.is_file() else [""]
    texts = [text.rstrip("\n") + "\n" for text in (head, *texts)]
    names = (name.rstrip("\n") for name in texts[1::2])
    return texts[0], dict(zip(names, texts[2::2], strict=True))


def write(folder: Path, reports: dict[str, str]) -> None:
    """Keep the reports of the cases that there are, in their order."""
    names = [each.name for each in PAIRS if each.unfixed.is_relative_to(folder)]
    texts = [f"=== {name} ===\n{reports[name]}" for name in names if name in reports]
    texts.insert(0, listed(folder))
    (folder / "reports.txt").write_text("\n".join(texts), "utf-8")


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: case.label)
def test_the_report_is_the_one_that_is_kept(
    case: Case, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    folder = next(each for each in FOLDERS if case.unfixed.is_relative_to(each))
    monkeypatch.chdir(folder / case.name)  # paths are shown from here
    report, (_, reports) = report_of(case), kept(folder)
    if pytestconfig.getoption("--write-reports"):
        write(folder, reports | {case.name: report})
        return
    before = reports.get(case.name, "").splitlines()
    difference = "\n".join(unified_diff(before, report.splitlines(), "kept", "now", lineterm=""))
    if difference:
        pytest.fail(f"{case.label} reads otherwise ({_WRITE}):\n{difference}", pytrace=False)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_rule_is_listed_with_its_cases(folder: Path) -> None:
    head, reports = kept(folder)
    assert head == listed(folder)
    assert [*reports] == [each.name for each in PAIRS if each.unfixed.is_relative_to(folder)]


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: case.label)
def test_what_has_no_fix_says_what_to_do(case: Case) -> None:
    found = engine.check([root_of(case.unfixed)], settings_of(case)).findings
    assert [each.message for each in found if each.fix is None and not each.help] == []


def test_reports_are_no_part_of_a_case() -> None:
    assert not any(path.name == "reports.txt" for case in cases() for path in case.files().values())
