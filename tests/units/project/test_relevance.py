"""Which files can matter to a NumPyro program."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplint.project.relevance import (
    imported_names,
    is_installed,
    is_installed_numpyro,
    mentions_numpyro,
    project_of,
)


@pytest.mark.parametrize(
    "mark", ["pyproject.toml", "setup.py", "setup.cfg", ".git", "requirements.txt"]
)
def test_a_project_is_known_by_its_files(mark: str, tmp_path: Path) -> None:
    inner = tmp_path / "project" / "package" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "project" / mark).write_text("")
    assert project_of(inner / "model.py") == f"{tmp_path / 'project'}/"


def test_a_package_without_a_project_is_by_itself(tmp_path: Path) -> None:
    inner = tmp_path / "package" / "inner"
    inner.mkdir(parents=True)
    for folder in (inner, inner.parent):
        (folder / "__init__.py").write_text("")
    (tmp_path / "README").write_text("")
    assert project_of(inner / "model.py") == f"{inner.parent}/"
    assert project_of(tmp_path / "model.py") == f"{tmp_path}/"


@pytest.mark.parametrize(
    "path, installed",
    [
        ("/env/lib/python3.11/site-packages/a/b.py", True),
        ("/usr/lib/python3/dist-packages/a.py", True),
        ("/home/packages/a.py", False),
    ],
)
def test_an_installed_package(path: str, installed: bool) -> None:
    assert is_installed(Path(path)) is installed


@pytest.mark.parametrize(
    "beside, installed", [("numpyro-0.15.2.dist-info", True), ("numpyro-0.15.2", False)]
)
def test_an_installed_numpyro(beside: str, installed: bool, tmp_path: Path) -> None:
    (tmp_path / beside).mkdir()
    assert is_installed_numpyro(tmp_path / "numpyro" / "infer" / "mcmc.py") is installed
    assert not is_installed_numpyro(tmp_path / "other" / "mcmc.py")


@pytest.mark.parametrize(
    "text, names",
    [
        ("import a", ["a"]),
        ("import a.b as c, d", ["a.b", "d"]),
        ("from a import b", ["a", "a.b"]),
        ("from a.b import c as d, e", ["a.b", "a.b.c", "a.b.as", "a.b.d", "a.b.e"]),
        ("from . import b", [".", ".b"]),
        ("from ..a import b", ["..a", "..a.b"]),
        ("from a import (\n    b,\n    c,\n)", ["a", "a.b", "a.c"]),
        ("x = 1; import a", ["a"]),
        ("if x:\n\timport a", ["a"]),
        ("from a import b  # c", ["a", "a.b"]),
        ("from a import *", ["a"]),
        ("important = 1", []),
        ("x = 'import'", []),
        ("", []),
    ],
)
def test_the_names_that_imports_may_load(text: str, names: list[str]) -> None:
    assert list(imported_names(text.encode(), notebook=False)) == names


@pytest.mark.parametrize(
    "text, names",
    [
        ('{"source": ["import a\\n", "from b import c"]}', ["a", "b", "b.c"]),
        ('{"source": ["x = 1; import a"]}', ["a"]),
        ('{"source": "x = 1\\nimport a\\n"}', ["a"]),
        ('{"source": ["important = 1"]}', []),
    ],
)
def test_the_names_that_a_notebook_may_load(text: str, names: list[str]) -> None:
    assert list(imported_names(text.replace("\n", "\\n").encode(), notebook=True)) == names


def test_who_mentions_numpyro() -> None:
    assert mentions_numpyro(b"import numpyro")
    assert not mentions_numpyro(b"import numpy")
