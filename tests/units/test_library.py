"""nplint as a library: what the command line itself goes through."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import nplint
from tests.command import BAD_MODEL, GOOD_MODEL


def codes(result: nplint.Result) -> list[str]:
    return [finding.code for finding in result.findings]


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    (tmp_path / "bad.py").write_text(BAD_MODEL)
    return tmp_path


def test_check_looks_up_settings_as_the_command_does(bad: Path) -> None:
    assert codes(nplint.check(bad)) == codes(nplint.check(str(bad))) == ["NPL001"]
    result = nplint.check([str(bad)])
    assert codes(result) == ["NPL001"]
    (finding,) = result.findings
    assert result.sources[finding.path].position(finding.span.start) == (6, 9, None)
    assert (result.files, result.errors, result.notes) == (1, [], [])
    (bad / "nplint.toml").write_text('ignore = ["NPL001"]\n')
    assert codes(nplint.check([bad])) == []


def test_given_settings_hold_whatever_files_say(bad: Path) -> None:
    (bad / "nplint.toml").write_text('ignore = ["NPL001"]\n')
    assert codes(nplint.check([bad], nplint.Settings())) == ["NPL001"]
    assert codes(nplint.check([bad], nplint.Settings(target_numpyro=">=0.16"))) == []
    assert codes(nplint.check([bad], nplint.SettingsTable(select=["NPL001"]))) == ["NPL001"]


def test_fix_gives_texts_and_writes_nothing(bad: Path) -> None:
    fixed = nplint.fix([bad])
    assert (bad / "bad.py").read_text() == BAD_MODEL
    assert codes(fixed.remaining) == []
    (change,) = fixed.changes
    nplint.write_changes(fixed.changes)
    assert (bad / "bad.py").read_text() == change.new_text == GOOD_MODEL


def test_texts_stand_in_for_files(bad: Path) -> None:
    path = bad / "not-there.py"
    assert codes(nplint.check([path], texts={path: BAD_MODEL.encode()})) == ["NPL001"]
    path = bad / "bad.py"
    assert codes(nplint.check([path], texts={path: GOOD_MODEL.encode()})) == []
    assert nplint.check([bad / "missing.py"]).errors


def test_a_session_reads_again_what_was_edited_only(
    bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bad / "other.py").write_text(BAD_MODEL)
    session = nplint.Session([bad])
    assert codes(session.check()) == ["NPL001", "NPL001"]

    from nplint.facts import read_facts as read

    read_again = []
    original = read.read_facts
    monkeypatch.setattr(
        read,
        "read_facts",
        lambda source, *more: read_again.append(source.path) or original(source, *more),
    )
    session.edit(bad / "bad.py", "import numpyro\ndef (:\n")
    assert codes(session.check()) == ["NPL901", "NPL001"]
    session.edit(bad / "bad.py", GOOD_MODEL)
    assert codes(session.check()) == ["NPL001"]
    assert read_again == [bad / "bad.py"] * 2
    assert (bad / "bad.py").read_text() == BAD_MODEL


def test_progress_is_told(bad: Path) -> None:
    told: list[tuple[str, int, int]] = []
    nplint.check([bad], progress=lambda *what: told.append(what))
    assert told == [("Checking files", 1, 1)]
    del told[:]
    nplint.Session([bad], progress=lambda *what: told.append(what)).check()
    assert told[0] == ("Reading files", 1, 1)
    assert {what for what, _, _ in told[1:]} == {"Checking rules"}
    assert all(done <= total for _, done, total in told)


def test_wrong_settings_are_an_error_of_their_own(bad: Path) -> None:
    (bad / "nplint.toml").write_text("sellect = []\n")
    with pytest.raises(nplint.SettingsError, match="did you mean `select`"):
        nplint.check([bad])


def test_the_package_is_cheap_to_import_and_says_what_it_has() -> None:
    program = (
        "import sys, nplint\n"
        "assert {'check', 'fix', 'Result', 'Settings'} <= set(dir(nplint))\n"
        "print(*[each for each in sys.modules if each.startswith('nplint.')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "nplint.version\n"
    for name in nplint.__all__:
        assert getattr(nplint, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'no_such'"):
        nplint.no_such  # noqa: B018
    assert (Path(nplint.__file__).parent / "py.typed").exists()
