"""Which NumPyro the command checks for, and what it says of that."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.command import BAD_MODEL, nplint

SILENT = "(your project does not say which NumPyro it uses)"
CONCISE = ("check", "--output-format=concise")
LEAKS = "allows 0.15.2"


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A repository of its own with one model that crashes before NumPyro 0.15.3."""
    project = tmp_path / "project"
    (project / ".git").mkdir(parents=True)
    (project / "bad.py").write_text(BAD_MODEL)
    return project


def install(environment: Path, windows: bool = False, **versions: str) -> None:
    """Make what pip leaves of packages in an environment that nobody can run."""
    packages = environment / ("Lib/site-packages" if windows else "lib/python3.12/site-packages")
    for package, version in versions.items():
        metadata = packages / f"{package}-{version}.dist-info"
        metadata.mkdir(parents=True)
        (metadata / "METADATA").write_text(f"Name: {package}\nVersion: {version}\n")


def said(project: Path, *arguments: str, **environment: str) -> tuple[str, str]:
    """What the command finds, in one line, and what it remarks."""
    variables = {"NPLINT_PYTHON": "", "VIRTUAL_ENV": "", "CONDA_PREFIX": "", **environment}
    done = nplint(*CONCISE, *arguments, cwd=project, **variables)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout, done.stderr


def test_a_project_that_says_nothing_is_checked_for_every_release(bad: Path) -> None:
    assert SILENT in said(bad, NPLINT_PYTHON="none")[0]


@pytest.mark.parametrize("beside", [".venv", "venv", ".pixi/envs/default"])
@pytest.mark.parametrize("windows", [False, True])
def test_what_is_installed_beside_the_project_counts(bad: Path, beside: str, windows: bool) -> None:
    (bad / "src").mkdir()
    (bad / "bad.py").rename(bad / "src/bad.py")
    install(bad / beside, windows, numpyro="0.15.2", jax="0.4.30")
    assert f"(NumPyro 0.15.2 installed in {beside})" in said(bad)[0]
    (bad / beside).rename(bad / "old")
    install(bad / beside, windows, numpyro="0.22.0", jax="0.10.2")
    assert said(bad)[0] == "No findings in 1 file.\n"


@pytest.mark.parametrize("variable", ["VIRTUAL_ENV", "CONDA_PREFIX"])
def test_else_what_is_active_counts(bad: Path, tmp_path: Path, variable: str) -> None:
    active = tmp_path / "active"
    install(active, numpyro="0.15.2")
    assert f"(NumPyro 0.15.2 installed in {active})" in said(bad, **{variable: str(active)})[0]
    install(bad / ".venv", jax="0.10.2")  # without NumPyro the project does not run there
    assert "0.15.2 installed" in said(bad, **{variable: str(active)})[0]
    install(bad / ".venv", numpyro="0.22.0")
    assert said(bad, **{variable: str(active)})[0].startswith("No findings")


def test_else_what_is_installed_beside_nplint_counts(bad: Path, tmp_path: Path) -> None:
    install(tmp_path / "own", numpyro="0.15.2")
    own = tmp_path / "own/lib/python3.12/site-packages"
    found, _ = said(bad, PYTHONPATH=str(own))
    assert "(NumPyro 0.15.2 installed in the environment of nplint)" in found


def test_declarations_come_before_and_settings_before_these(bad: Path) -> None:
    install(bad / ".venv", numpyro="0.22.0", jax="0.10.2")
    assert "--target-numpyro any allows 0.15.2" in said(bad, "--target-numpyro=any")[0]
    (bad / "requirements.txt").write_text("numpyro>=0.13\n")
    assert "numpyro>=0.13 in requirements.txt allows 0.15.2" in said(bad)[0]


def test_an_environment_can_be_named(bad: Path, tmp_path: Path) -> None:
    install(bad / ".venv", numpyro="0.22.0")
    other = tmp_path / "other"
    install(other, numpyro="0.15.2")
    (other / "bin").mkdir()
    (other / "bin/python").write_text("")
    assert f"installed in {other})" in said(bad, f"--python={other}")[0]
    assert "0.15.2 installed in" in said(bad, f"--python={other}/bin/python")[0]
    assert "0.15.2 installed in" in said(bad, NPLINT_PYTHON=str(other))[0]
    (bad / "nplint.toml").write_text('python = "../other"\n')
    assert f"installed in {other})" in said(bad)[0]
    assert SILENT in said(bad, "--python=none")[0]
    done = nplint("check", "--python=no/such", cwd=bad)
    assert done.returncode == 2
    assert "`no/such` is neither a Python environment" in done.stderr


def test_the_cache_notices_what_is_installed(bad: Path) -> None:
    install(bad / ".venv", numpyro="0.22.0")
    for _ in range(2):
        assert said(bad)[0].startswith("No findings")
    (bad / ".venv").rename(bad / ".old")
    install(bad / ".venv", numpyro="0.15.2")
    for _ in range(2):
        assert "(NumPyro 0.15.2 installed in .venv)" in said(bad)[0]


TREE_MAP = "import jax\nimport numpyro\n\njax.tree_map(abs, [1])\n"


@pytest.mark.parametrize(
    ("installed", "declared", "reason"),
    [
        ({"numpyro": "0.22.0", "jax": "0.9.0"}, "", "(JAX 0.9.0 installed in .venv)"),
        ({"numpyro": "0.22.0"}, "", "(NumPyro 0.22.0 installed in .venv allows JAX 0.10.2)"),
        ({"numpyro": "0.22.0", "jax": "0.9.0"}, "numpyro>=0.20", "(JAX 0.9.0 installed in .venv)"),
        (
            {"numpyro": "0.15.2", "jax": "0.4.30"},
            "numpyro==0.22.0",
            "(numpyro==0.22.0 in requirements.txt allows JAX 0.10.2)",
        ),
        ({}, "", "(your project does not say which JAX it uses)"),
    ],
)
def test_jax_is_that_of_the_environment_or_goes_with_numpyro(
    bad: Path, installed: dict[str, str], declared: str, reason: str
) -> None:
    (bad / "bad.py").write_text(TREE_MAP)
    if installed:
        install(bad / ".venv", **installed)
    (bad / "requirements.txt").write_text(declared)
    found, _ = said(bad, NPLINT_PYTHON="" if installed else "none")
    assert found.startswith("bad.py:4:1: NPL802")
    assert reason in found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("setup.cfg", "[options]\ninstall_requires =\n    jax\n    numpyro>=0.13,<0.16\n"),
        ("setup.cfg", "[options.extras_require]\nmodels = numpyro>=0.13,<0.16; python_version>'3'"),
        (
            "setup.py",
            "from setuptools import setup\nsetup(install_requires=['numpyro>=0.13,<0.16'])",
        ),
        (
            "setup.py",
            "import setuptools\nNEEDS = ('numpyro>=0.13,<0.16', f'jax{x}')\n"
            "setuptools.setup(install_requires=NEEDS)",
        ),
        (
            "setup.py",
            "from setuptools import *\nsetup(extras_require={'a': ['numpyro>=0.13,<0.16']})",
        ),
        ("pixi.toml", '[dependencies]\nnumpyro = ">=0.13,<0.16"\n'),
        ("pixi.toml", '[pypi-dependencies]\nnumpyro = { version = ">=0.13, <0.16" }\n'),
        ("pixi.toml", '[feature.fit.dependencies]\nnumpyro = ">=0.13,<0.16"\n'),
        ("pyproject.toml", '[tool.pixi.target.linux-64.dependencies]\nnumpyro = ">=0.13,<0.16"\n'),
    ],
)
def test_more_files_that_declare(bad: Path, name: str, text: str) -> None:
    (bad / name).write_text(text)
    found, _ = said(bad)
    assert f"numpyro>=0.13,<0.16 in {name} allows 0.15.2" in found
    (bad / name).write_text(text.replace(">=0.13", ">=0.15.3"))
    assert said(bad)[0].startswith("No findings")


@pytest.mark.parametrize(
    "text",
    [
        "- conda: https://conda.anaconda.org/conda-forge/noarch/numpyro-0.15.2-pyhd8ed1ab_0.conda\n",
        "- pypi: https://files.example.org/1/2/numpyro-0.15.2-py3-none-any.whl\n",
    ],
)
def test_a_lock_of_pixi(bad: Path, text: str) -> None:
    (bad / "pixi.lock").write_text(text)
    assert "(numpyro==0.15.2 in pixi.lock allows 0.15.2)" in said(bad)[0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("setup.cfg", "[options\nnumpyro"),
        ("setup.cfg", "numpyro>=0.15.3"),
        ("setup.py", "setup(install_requires=['numpyro>=0.15.3'"),
        ("setup.py", "import os\nsetup(install_requires=[*os.environ['numpyro>=0.15.3']])"),
        ("setup.py", "a = 'numpyro'\nsetup(install_requires=read('requirements.in'), **more)"),
        ("pixi.toml", "[dependencies]\nnumpyro = 3\n"),
        ("pixi.toml", "dependencies = 'numpyro>=0.15.3'\n"),
    ],
)
def test_what_cannot_be_read_says_nothing(bad: Path, name: str, text: str) -> None:
    (bad / name).write_text(text)
    assert SILENT in said(bad, NPLINT_PYTHON="none")[0]


HEADER = """\
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "numpyro{}",
#   "matplotlib",
# ]
# ///
"""


def test_a_script_says_by_itself_what_it_runs_on(bad: Path) -> None:
    install(bad / ".venv", numpyro="0.22.0", jax="0.10.2")
    (bad / "requirements.txt").write_text("numpyro>=0.20\njax>=0.9\n")
    assert said(bad)[0].startswith("No findings")
    (bad / "bad.py").write_text(HEADER.format("==0.15.2") + BAD_MODEL)
    assert "(numpyro==0.15.2 in bad.py allows 0.15.2)" in said(bad)[0]
    (bad / "bad.py").write_text(HEADER.format(">=0.16") + BAD_MODEL)
    assert said(bad)[0].startswith("No findings")
    (bad / "bad.py").write_text(HEADER.format("==0.22.0") + TREE_MAP)
    assert "(numpyro==0.22.0 in bad.py allows JAX 0.10.2)" in said(bad)[0]
    assert "target-jax:" in nplint("check", "--show-settings", "bad.py", cwd=bad).stdout
    settings = nplint("check", "--show-settings", "bad.py", cwd=bad).stdout
    assert "numpyro==0.22.0 in bad.py" in settings


def test_a_notebook_may_have_such_a_header_too(bad: Path) -> None:
    (bad / "bad.py").unlink()
    cells = [HEADER.format("==0.15.2"), BAD_MODEL]
    document = {
        "cells": [{"cell_type": "code", "source": cell, "metadata": {}} for cell in cells],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (bad / "bad.ipynb").write_text(json.dumps(document))
    assert "(numpyro==0.15.2 in bad.ipynb allows 0.15.2)" in said(bad)[0]


@pytest.mark.parametrize(
    ("target", "is_what", "taken"),
    [
        ("0.15.1", "is none of the", "0.15.0"),
        ("99", "is newer than all", "0.22.0"),
        ("0.1", "is older than all", "0.9.2"),
    ],
)
def test_an_unknown_target_says_what_it_is_checked_as(
    bad: Path, target: str, is_what: str, taken: str
) -> None:
    sentence = (
        f"{is_what} releases that nplint knows, so the code is checked as for NumPyro {taken}"
    )
    for _ in range(2):  # a kept result says it, too
        _, remarks = said(bad, f"--target-numpyro={target}")
        assert remarks == f"nplint: --target-numpyro {target} {sentence}\n"
    (bad / "bad.py").write_text("import numpyro\n")
    assert sentence in said(bad, f"--target-numpyro={target}")[1]
    (bad / "requirements.txt").write_text(f"numpyro=={target}\n")
    assert f"numpyro=={target} in requirements.txt {sentence}" in said(bad)[1]
    assert said(bad, "--quiet")[1] == ""
    _, remarks = said(bad, "--target-numpyro=any", "--target-jax=99")
    assert remarks.startswith("nplint: --target-jax 99 is newer than all releases")
    assert said(bad, "--target-numpyro=0.15.2")[1] == ""


def test_no_reason_is_false(bad: Path) -> None:
    (bad / "requirements.txt").write_text("numpyro==0.15.1\n")
    found, _ = said(bad)
    assert "(numpyro==0.15.1 in requirements.txt, which nplint takes for 0.15.0)" in found
    assert "allows" not in found


@pytest.mark.parametrize("target", [">=0.16,<0.15", "==0.15.2,==0.16.1", ">0.16.1,<0.16.1", ""])
def test_an_empty_target_is_an_error(bad: Path, target: str) -> None:
    done = nplint("check", f"--target-numpyro={target}", cwd=bad)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("nplint: --target-numpyro: ")
    (bad / "nplint.toml").write_text(f'target-jax = "{target}"\n')
    assert nplint("check", cwd=bad).returncode == 2


def test_a_declaration_that_contradicts_itself_is_told(bad: Path) -> None:
    (bad / "requirements.txt").write_text("numpyro>=0.16,<0.15\n")
    _, remarks = said(bad)
    assert "numpyro>=0.16,<0.15 in requirements.txt allows no release at all, so" in remarks


def test_a_target_of_jax_says_where_it_comes_from(bad: Path) -> None:
    (bad / "bad.py").write_text(TREE_MAP)
    assert "(--target-jax 0.10.2 allows 0.10.2)" in said(bad, "--target-jax=0.10.2")[0]
    (bad / "nplint.toml").write_text('target-jax = "0.10.2"\n')
    assert '(target-jax = "0.10.2" in nplint.toml allows 0.10.2)' in said(bad)[0]


@pytest.mark.skipif(os.name == "nt", reason="no such environments")
def test_nothing_of_an_environment_is_run(bad: Path) -> None:
    install(bad / ".venv", numpyro="0.15.2")
    packages = bad / ".venv/lib/python3.12/site-packages"
    for module in ("numpyro", "jax", "sitecustomize"):
        (packages / f"{module}.py").write_text("raise SystemExit(77)\n")
    (bad / ".venv/bin").mkdir()
    python = bad / ".venv/bin/python"
    python.write_text(f"#!{sys.executable}\nraise SystemExit(77)\n")
    python.chmod(0o755)
    assert "0.15.2 installed in .venv" in said(bad)[0]
    assert "0.15.2 installed in" in said(bad, "--python=.venv/bin/python")[0]
