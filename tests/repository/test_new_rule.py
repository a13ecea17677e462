"""A new rule begins with files that pass all tests about all rules."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE, NAME = "NPL212", "some-new-name"
RULE = Path("src/nplint/rules/shapes/npl212_some_new_name.py")
TEST = Path("tests/rules/test_npl212.py")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the tests of a rule need, to write a new one into."""
    folder = tmp_path_factory.mktemp("repository")
    for name in ("src", "tests", "tools"):
        ignored = shutil.ignore_patterns("__pycache__", "ledger.jsonl")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def python(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy, with the package that lies there."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_its_files_pass_the_tests_about_all_rules(copy: Path) -> None:
    written = python(copy, "tools/new_rule.py", CODE, NAME)
    assert written.returncode == 0, written.stdout + written.stderr
    assert [RULE.as_posix(), TEST.as_posix()] == [
        line for line in written.stdout.splitlines() if line.startswith(("src/", "tests/"))
    ]
    about = ["-k", f"{CODE} or {CODE.lower()}", "--ignore=tests/all_rules/test_execution.py"]
    tested = python(copy, "-m", "pytest", "-q", TEST, "tests/all_rules", *about)
    assert tested.returncode == 0, tested.stdout
    listed = python(copy, "-m", "nplint", "rule", CODE)
    assert listed.stdout.startswith(f"# {NAME} ({CODE})\n")


@pytest.mark.parametrize(
    "tool", [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]], ids=" ".join
)
def test_its_code_is_clean(tool: list[str], copy: Path) -> None:
    pytest.importorskip(tool[0])
    if not (copy / RULE).exists():
        python(copy, "tools/new_rule.py", CODE, NAME)
    files = [RULE] if tool == ["mypy"] else [RULE, TEST]
    done = python(copy, "-m", *tool, *files)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("code", "name", "complaint"),
    [
        ("NPL21", "some-name", "is no code"),
        ("NPL213", "name", "is no name"),
        ("NPL205", "some-name", "has that code or name"),
        ("NPL213", "factor-sum-inside-plate", "has that code or name"),
    ],
)
def test_what_is_none_or_taken_is_told(code: str, name: str, complaint: str, copy: Path) -> None:
    done = python(copy, "tools/new_rule.py", code, name)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert not [*(copy / "fixtures").glob(f"{code}-*")]
