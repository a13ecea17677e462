"""The hooks, run by pre-commit itself in an environment that it builds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import BAD_MODEL, GOOD_MODEL
from tests.helpers.notebooks import (
    FIXED_MODEL,
    IMPORTS,
    MODEL,
    PRIOR,
    RUN,
    document,
    sources,
    written,
)

ROOT = Path(__file__).parents[2]
PACKAGE = ("src", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")


def git(folder: Path, *arguments: str) -> None:
    author = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", "-C", str(folder), *author, *arguments], check=True)


def commit_all(folder: Path) -> None:
    git(folder, "init", "-q")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "-q", "-m", "All")


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as a repository that has no uncommitted changes."""
    folder = tmp_path_factory.mktemp("hooks")
    for name in PACKAGE:
        if (ROOT / name).is_dir():
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=ignore)
        else:
            shutil.copy(ROOT / name, folder / name)
    commit_all(folder)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def run(hooks: Path, home: Path, hook: str, repository: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(hooks), hook, "--all-files"]
    return subprocess.run(
        command,
        cwd=repository,
        env={**os.environ, "PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/bad.py").write_text(BAD_MODEL)
    (tmp_path / "models/good.py").write_text(GOOD_MODEL)
    (tmp_path / "models/generated.py").write_text(BAD_MODEL)
    (tmp_path / "models/bad.ipynb").write_bytes(written(document(IMPORTS, PRIOR, MODEL, RUN)))
    (tmp_path / "notes.md").write_text("numpyro\n")
    (tmp_path / "nplint.toml").write_text('exclude = ["generated.py"]\n')
    commit_all(tmp_path)
    return tmp_path


def test_the_check_fails_until_the_fix_has_run(hooks: Path, home: Path, repository: Path) -> None:
    checked = run(hooks, home, "nplint", repository)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "- hook id: nplint\n- exit code: 1\n" in checked.stdout
    assert "models/bad.py:6:9" in checked.stdout
    assert "models/bad.ipynb:cell 2:1:9" in checked.stdout
    assert "models/generated.py" not in checked.stdout

    fixed = run(hooks, home, "nplint-fix", repository)
    assert fixed.returncode == 1, fixed.stdout + fixed.stderr
    assert "files were modified by this hook" in fixed.stdout
    assert (repository / "models/bad.py").read_text() != BAD_MODEL
    notebook = (repository / "models/bad.ipynb").read_bytes()
    assert sources(notebook) == [IMPORTS, PRIOR, FIXED_MODEL, RUN]
    assert (repository / "models/good.py").read_text() == GOOD_MODEL
    assert (repository / "models/generated.py").read_text() == BAD_MODEL

    git(repository, "commit", "-q", "-a", "-m", "Fixed")
    for hook in ("nplint", "nplint-fix"):
        again = run(hooks, home, hook, repository)
        assert again.returncode == 0, again.stdout + again.stderr
        assert "Passed" in again.stdout
