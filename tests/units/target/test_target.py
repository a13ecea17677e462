"""From what a project says to the releases its models must run on."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplint.numpyro_api import supported_releases
from nplint.settings import SettingsTable
from nplint.target.target import Target, forget, jax_target_for, target_for


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository, so that nothing above it is looked at."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "src").mkdir()
    return tmp_path


def target(project: Path, folder: str = "src", flag: str | None = None) -> Target:
    forget()
    path = project / folder / "m.py"
    return target_for(path, SettingsTable(target_numpyro=flag).for_file(path))


def write(project: Path, name: str, text: str) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(text)


def declare(project: Path, requirement: str) -> None:
    write(project, "pyproject.toml", f'[project]\nname = "p"\ndependencies = ["{requirement}"]\n')


UV_LOCK = """\
version = 1
requires-python = ">=3.10"

[[package]]
name = "numpy"
version = "1.26.4"

[[package]]
name = "numpyro"
version = "0.15.2"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "jax" },
]

[[package]]
name = "project"
version = "0.22.0"
source = { editable = "." }
dependencies = [
    { name = "numpyro" },
]

[package.metadata]
requires-dist = [{ name = "numpyro", specifier = ">=0.13" }]
"""

POETRY_LOCK = """\
[[package]]
name = "numpyro"
version = "0.15.2"
description = "Pyro PPL on NumPy"
optional = false

[package.dependencies]
jax = ">=0.4.25"

[metadata]
lock-version = "2.0"
"""

PYLOCK = """\
lock-version = "1.0"

[[packages]]
name = "numpyro"
version = "0.15.2"
wheels = [{ name = "numpyro-0.15.2-py3-none-any.whl" }]

[[packages]]
name = "jax"
version = "0.4.30"
"""


def test_nothing_said_means_every_supported_release(project: Path) -> None:
    reason = "your project does not say which NumPyro it uses"
    assert target(project) == Target(supported_releases(), "", reason, relation="")
    assert target(project).admits("0.15.2") == reason


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("uv.lock", UV_LOCK),
        ("poetry.lock", POETRY_LOCK),
        ("pdm.lock", POETRY_LOCK),
        ("pylock.toml", PYLOCK),
        ("requirements.txt", "numpyro==0.15.2\n"),
        ("requirements.txt", "jax\nNumPyro[cpu] == 0.15.2 ; python_version < '3.13'  # held\n"),
        ("environment.yml", "dependencies:\n  - python=3.11\n  - numpyro=0.15.2\n"),
        ("environment-dev.yaml", "dependencies:\n- conda-forge::numpyro=0.15.2=pyhd8ed1ab_0\n"),
        ("environment.yml", "dependencies:\n  - pip:\n    - numpyro==0.15.2 # held\n"),
        ("pylock.dev.toml", PYLOCK),
        ("requirements-lock.txt", "numpyro==0.15.2 \\\n    --hash=sha256:00ff\njax==0.4.30\n"),
    ],
)
def test_a_lock_wins_over_a_declaration(project: Path, name: str, text: str) -> None:
    declare(project, "numpyro>=0.13")
    write(project, name, text)
    assert target(project) == Target(
        ("0.15.2",),
        "numpyro==0.15.2",
        f"numpyro==0.15.2 in {name}",
        declared_in=project / name,
        bounded=True,
        overruled=("numpyro>=0.13 in pyproject.toml",),
    )


def test_a_lock_may_hold_several(project: Path) -> None:
    other = UV_LOCK.replace("0.15.2", "0.20.1").partition("\n\n")[2]
    write(project, "uv.lock", UV_LOCK + "\n" + other)
    found = target(project)
    assert found.releases == ("0.15.2", "0.20.1")
    assert found.reason == "numpyro==0.15.2 or numpyro==0.20.1 in uv.lock"


@pytest.mark.parametrize(
    ("text", "requirement"),
    [
        ('[project]\ndependencies = ["jax", "numpyro>=0.15.3"]', "numpyro>=0.15.3"),
        ('[project]\ndependencies = ["numpyro (>=0.15.3, <0.17)"]', "numpyro>=0.15.3,<0.17"),
        ("[project]\ndependencies = [\"numpyro ~= 0.15.3; os_name=='nt'\"]", "numpyro~=0.15.3"),
        ('[project.optional-dependencies]\nx = ["numpyro[cpu]>0.15.2"]', "numpyro>0.15.2"),
        ('[dependency-groups]\ntest = [{include-group = "a"}, "numpyro>=0.16"]', "numpyro>=0.16"),
        ('[tool.poetry.dependencies]\nnumpyro = "^0.15.3"', "numpyro>=0.15.3,<0.16"),
        ('[tool.poetry.dependencies]\nnumpyro = "~0.16"', "numpyro>=0.16,<0.17"),
        ('[tool.poetry.dependencies]\nnumpyro = {version="0.16.1"}', "numpyro==0.16.1"),
        ('[tool.poetry.dependencies]\nnumpyro = "0.16.*"', "numpyro==0.16.*"),
        ('[tool.poetry.group.dev.dependencies]\nNumPyro = ">=0.16, <0.18"', "numpyro>=0.16,<0.18"),
        (
            '[tool.poetry.dependencies]\nnumpyro = "^0.16 || ^0.18"',
            "numpyro>=0.16,<0.17 or numpyro>=0.18,<0.19",
        ),
        ('[tool.pdm.dev-dependencies]\ntest = ["numpyro>=0.16"]', "numpyro>=0.16"),
        ('[tool.uv]\ndev-dependencies = ["numpyro>=0.16"]', "numpyro>=0.16"),
    ],
)
def test_declarations(project: Path, text: str, requirement: str) -> None:
    write(project, "pyproject.toml", text)
    found = target(project)
    assert found.requirement == requirement
    assert found.reason == f"{requirement} in pyproject.toml"
    assert found.declared_in == project / "pyproject.toml"
    assert found.raisable
    assert "0.15.2" not in found.releases
    assert found.releases


def test_a_declaration_without_bounds_admits_all(project: Path) -> None:
    declare(project, "numpyro")
    found = target(project)
    assert found.releases == supported_releases()
    assert found.reason == "numpyro in pyproject.toml"
    assert found.raisable


def test_extras_are_taken_together(project: Path) -> None:
    write(
        project,
        "pyproject.toml",
        '[project.optional-dependencies]\nold = ["numpyro<0.14"]\nnew = ["numpyro>=0.22"]',
    )
    before = supported_releases().index("0.14.0")
    assert target(project).releases == (*supported_releases()[:before], "0.22.0")


def test_a_range_in_requirements_is_a_declaration(project: Path) -> None:
    write(project, "requirements.txt", "numpyro>=0.21\n")
    write(project, "requirements-old.txt", "# numpyro==0.15.2\n-r requirements.txt\n")
    found = target(project)
    assert found.releases == ("0.21.0", "0.22.0")
    assert found.raisable
    declare(project, "numpyro>=0.20")
    assert target(project).reason == "numpyro>=0.20 in pyproject.toml"


@pytest.mark.parametrize("name", ["numpyro-ext", "numpyro_doc", "numpyros", "my-numpyro"])
def test_other_distributions_are_not_numpyro(project: Path, name: str) -> None:
    declare(project, f"{name}>=0.20")
    write(project, "requirements.txt", f"{name}==0.20.1\n")
    write(project, "uv.lock", UV_LOCK.replace('"numpyro"', f'"{name}"'))
    assert target(project).requirement == ""


def test_the_nearest_folder_wins_and_the_repository_is_the_end(project: Path) -> None:
    declare(project, "numpyro>=0.20")
    write(project, "sub/pyproject.toml", '[project]\ndependencies = ["numpyro<0.15"]')
    assert target(project).reason == "numpyro>=0.20 in pyproject.toml"
    below = target(project, "sub")
    assert below.releases[-2:] == ("0.13.2", "0.14.0")
    assert below.overruled == ("numpyro>=0.20 in pyproject.toml",)
    write(project, "other/.git", "gitdir: elsewhere\n")
    assert target(project, "other").requirement == ""


@pytest.mark.parametrize(
    ("requirement", "releases"),
    [
        ("==0.15.2", ("0.15.2",)),
        ("==0.15.1", ("0.15.0",)),
        ("==0.14.1", ("0.14.0",)),
        ("==0.99", ("0.22.0",)),
        ("==0.1", ("0.9.2",)),
        ("<0.10", ("0.9.2",)),
        (">=1.0", ("0.22.0",)),
        (">=0.20.2,<0.21", ("0.20.1",)),
        (">=0.15.2", supported_releases()[supported_releases().index("0.15.2") :]),
        ("!=0.15.2,>=0.15,<0.16", ("0.15.0", "0.15.3")),
    ],
)
def test_what_a_specifier_admits(
    project: Path, requirement: str, releases: tuple[str, ...]
) -> None:
    declare(project, f"numpyro{requirement}")
    assert target(project).releases == releases
    assert target(project, flag=requirement).releases == releases
    assert target(project).reason == f"numpyro{requirement} in pyproject.toml"


@pytest.mark.parametrize(
    ("text", "releases"),
    [
        ("numpyro=0.15", ("0.15.0", "0.15.2", "0.15.3")),
        ("numpyro 0.15.*", ("0.15.0", "0.15.2", "0.15.3")),
        ("numpyro>=0.21", ("0.21.0", "0.22.0")),
        ("'numpyro >=0.15.1,<0.16'", ("0.15.2", "0.15.3")),
        ("numpyro=0.14|>=0.22", ("0.14.0", "0.22.0")),
    ],
)
def test_what_conda_writes(project: Path, text: str, releases: tuple[str, ...]) -> None:
    write(project, "environment.yml", f"name: x\ndependencies:\n  - {text}\n  - numpyro-ext\n")
    assert target(project).releases == releases


def test_a_release_that_is_too_new_is_said(project: Path) -> None:
    declare(project, "numpyro>=1.0")
    found = target(project)
    assert found.releases == supported_releases()[-1:]
    assert found.stands_in == (
        "numpyro>=1.0 in pyproject.toml is newer than all releases that nplint knows, "
        "so the code is checked as for NumPyro 0.22.0"
    )
    declare(project, "numpyro>=0.20")
    assert target(project).stands_in == ""


def test_a_release_between_two_known_ones_may_be_like_either(project: Path) -> None:
    declare(project, "numpyro==0.15.1")
    assert target(project).releases == ("0.15.0",)
    assert target(project).following == ("0.15.2",)
    assert not target(project).too_old
    declare(project, "numpyro==0.5.0")
    assert target(project).too_old
    declare(project, "numpyro==0.15.2")
    assert target(project).following == ()


@pytest.mark.parametrize(
    ("requirement", "bounded"),
    [("numpyro", False), ("numpyro<0.20", False), ("numpyro>=0.15", True), ("numpyro~=0.15", True)],
)
def test_a_lower_bound_is_a_promise(project: Path, requirement: str, bounded: bool) -> None:
    declare(project, requirement)
    assert target(project).bounded is bounded


def jax_target(project: Path) -> Target:
    forget()
    file = project / "src" / "model.py"
    return jax_target_for(file, SettingsTable().for_file(file))


def test_jax_is_what_is_declared_or_goes_with_numpyro(project: Path) -> None:
    declare(project, "numpyro==0.15.2")
    assert jax_target(project).releases == ("0.4.30",)
    assert jax_target(project).admits("0.4.30") == (
        "numpyro==0.15.2 in pyproject.toml allows JAX 0.4.30"
    )
    write(project, "requirements.txt", "jax[cpu]>=0.9\njaxlib==0.4.30\n")
    assert jax_target(project).releases == ("0.9.0", "0.10.2")
    assert jax_target(project).reason == "jax>=0.9 in requirements.txt"
    write(project, "nplint.toml", 'target-jax = "0.5.3"')
    assert jax_target(project).releases == ("0.5.3",)
    assert jax_target(project).reason == 'target-jax = "0.5.3" in nplint.toml'


@pytest.mark.parametrize(
    ("value", "requirement", "releases"),
    [
        ("any", "", supported_releases()),
        ("0.15.2", "numpyro==0.15.2", ("0.15.2",)),
        (">=0.15,<0.16", "numpyro>=0.15,<0.16", ("0.15.0", "0.15.2", "0.15.3")),
    ],
)
def test_flag_then_settings_then_project(
    project: Path, value: str, requirement: str, releases: tuple[str, ...]
) -> None:
    declare(project, "numpyro>=0.22")
    write(project, "nplint.toml", f'target-numpyro = "{value}"')
    found = target(project)
    assert (found.requirement, found.releases) == (requirement, releases)
    assert found.reason == f'target-numpyro = "{value}" in nplint.toml'
    assert found.declared_in == project / "nplint.toml"

    write(project, "nplint.toml", 'target-numpyro = "0.13.2"')
    found = target(project, flag=value)
    assert (found.requirement, found.releases) == (requirement, releases)
    assert found.reason == f"--target-numpyro {value}"
    assert found.declared_in is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("uv.lock", "[[package]]\nname = 'numpyro'\nversion = ["),
        ("uv.lock", "[[package]]\nname = 'numpyro'\n"),
        ("pyproject.toml", "[project\nnumpyro"),
        ("pyproject.toml", "[project]\ndependencies = 'numpyro>=0.22'"),
        ("pyproject.toml", "[project]\ndependencies = ['numpyro>=x.y']"),
        ("pyproject.toml", "[tool]\npoetry = 'numpyro'"),
        ("pyproject.toml", "[tool.poetry]\ngroup = 'numpyro'"),
        ("requirements.txt", "numpyro=0.22\n"),
    ],
)
def test_what_cannot_be_read_says_nothing(project: Path, name: str, text: str) -> None:
    write(project, name, text)
    assert target(project).reason == "your project does not say which NumPyro it uses"
