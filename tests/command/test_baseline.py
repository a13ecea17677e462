"""Findings that are known already, however their lines move."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import BAD_MODEL, nplint


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/bad.py").write_text(BAD_MODEL)
    done = nplint("check", "--write-baseline", "known.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "nplint: 1 finding written to known.json\n"
    return tmp_path


def check(folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = nplint("check", "--output-format=concise", "--baseline", *arguments, cwd=folder)
    return done.returncode, done.stdout, done.stderr


def test_what_is_known_is_not_reported(bad: Path) -> None:
    assert check(bad, "known.json") == (0, "No findings in 1 file.\n", "")
    assert nplint("fix", "--write", "--baseline=known.json", cwd=bad).returncode == 0
    assert (bad / "models/bad.py").read_text() == BAD_MODEL


def test_lines_may_move_and_be_indented(bad: Path) -> None:
    moved = BAD_MODEL.replace("prior = dist", "if True:\n    prior  =  dist").replace(
        "jax\n", "jax\n\n", 1
    )
    (bad / "models/bad.py").write_text(moved)
    code, text, _ = check(bad, "known.json")
    assert (code, text) == (0, "No findings in 1 file.\n")


def test_what_is_new_is_reported(bad: Path) -> None:
    (bad / "models/new.py").write_text(BAD_MODEL)
    code, text, _ = check(bad, "known.json")
    assert code == 1
    assert text.startswith("models/new.py:6:9: NPL001")
    assert "Found 1 finding in 1 file" in text
    (bad / "models/new.py").unlink()
    (bad / "models/bad.py").write_text(BAD_MODEL.replace("0.0, 1.0, low", "0.0, 2.0, low"))
    code, text, error = check(bad, "known.json")
    assert code == 1
    assert text.startswith("models/bad.py:6:9: NPL001")
    assert error == f"nplint: {bad / 'known.json'}: 1 of its findings is no more\n"


def test_one_more_of_the_same_is_new(tmp_path: Path) -> None:
    line = "x = 1  # noqa: NPL777\n"
    (tmp_path / "m.py").write_text("import numpyro\n" + line)
    nplint("check", "--write-baseline", "known.json", cwd=tmp_path)
    (tmp_path / "m.py").write_text("import numpyro\n" + 2 * line)
    code, text, _ = check(tmp_path, "known.json")
    assert code == 1
    assert text.startswith("m.py:3:16: NPL904")
    assert "Found 1 finding" in text


def test_paths_are_relative_to_the_file(bad: Path) -> None:
    (entry,) = json.loads((bad / "known.json").read_text())["findings"]
    assert (entry["path"], entry["code"]) == ("models/bad.py", "NPL001")
    assert check(bad / "models", "../known.json")[0] == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "No such file"),
        ("{", "not a baseline"),
        ("[]", "not a baseline"),
        ('{"version": 1, "findings": [{}]}', "not a baseline"),
        ('{"version": 9, "findings": []}', "of a newer nplint"),
    ],
)
def test_what_is_no_baseline_is_told(tmp_path: Path, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / "known.json").write_text(text)
    code, said, error = check(tmp_path, "known.json")
    assert (code, said) == (2, "")
    assert message in error
