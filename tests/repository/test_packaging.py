"""What users install: the wheel holds all that the program reads, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from nplint import __version__

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", "."]
    subprocess.run([*command, "./source"], cwd=folder, check=True, timeout=600)
    (path,) = folder.glob("*.whl")
    assert path.name == f"nplint-{__version__}-py3-none-any.whl"
    return zipfile.ZipFile(path)


def test_every_file_of_the_package_is_in_it(wheel: zipfile.ZipFile) -> None:
    package = ROOT / "src/nplint"
    expected = {
        path.relative_to(ROOT / "src").as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert "nplint/py.typed" in expected
    assert any(name.startswith("nplint/numpyro_api/data/") for name in expected)
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == expected


def test_metadata(wheel: zipfile.ZipFile) -> None:
    folder = f"nplint-{__version__}.dist-info"
    metadata = Parser().parsestr(wheel.read(f"{folder}/METADATA").decode())
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata["License-Expression"] == "Apache-2.0"
    needed = {
        each.split(";")[0].rstrip("0123456789.<>=, ")
        for each in metadata.get_all("Requires-Dist", [])
        if "extra ==" not in each
    }
    assert needed == {"click", "libcst", "packaging", "pathspec", "tomli"}
    assert "nplint = nplint.cli:main" in wheel.read(f"{folder}/entry_points.txt").decode()
    assert f"{folder}/licenses/LICENSE" in wheel.namelist()
