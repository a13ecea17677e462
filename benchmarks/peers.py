"""The tools that nplint is measured beside, each in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Command
from benchmarks.trees import python_files

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

# What a run cannot be faster than: its files have to be read, and what mentions NumPyro parsed.
READING = """
import os, sys
for folder, folders, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith((".py", ".ipynb")):
            with open(os.path.join(folder, name), "rb") as file:
                b"numpyro" in file.read()
"""
# Of a notebook the cells are parsed; those with magics, which are not Python, do not parse.
BARE_PARSE = """
import json, os, sys
import libcst
for folder, folders, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith((".py", ".ipynb")):
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            if b"numpyro" not in data:
                continue
            parts = [data]
            if name.endswith(".ipynb"):
                cells = json.loads(data)["cells"]
                parts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
            for part in parts:
                try:
                    libcst.parse_module(part)
                except libcst.ParserSyntaxError:
                    pass
"""
BARE_FILES = """
import sys
import click, libcst
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        libcst.parse_module(file.read())
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool: what it is installed from, and how it checks a tree.

    Parameters
    ----------
    name
        What the page calls it.
    packages
        Installed together, in the versions of ``requirements.txt``.
    arguments
        Its command line, given the folder of its commands and a tree.
    slow
        Takes minutes on NumPyro's repository.
    okay
        Exit codes that are no failure.
    """

    name: str
    packages: tuple[str, ...]
    arguments: Callable[[Path, Path], list[str | Path]]
    slow: bool = False
    okay: frozenset[int] = frozenset({0, 1})

    def command(self, environments: Environments, tree: Path) -> Command:
        """Checking a tree with it."""
        bin_ = environments.commands(*self.packages)
        return Command(self.name, self.arguments(bin_, tree), slow=self.slow, okay=self.okay)


PEERS = (
    Peer(
        "flake8 with bugbear",
        ("flake8", "flake8-bugbear"),
        lambda bin_, tree: [bin_ / "flake8", "--isolated", tree],
    ),
    Peer(
        "pylint",
        ("pylint",),
        lambda bin_, tree: [bin_ / "pylint", "--rcfile", os.devnull, "--recursive", "y", tree],
        slow=True,
        okay=frozenset(range(32)),  # a bit for each kind of message
    ),
    Peer(
        "TorchFix",
        ("torchfix", "flake8"),
        lambda bin_, tree: [bin_ / "torchfix", "--select=ALL", tree],
        slow=True,
    ),
    Peer(
        "Fixit",
        ("fixit",),
        lambda bin_, tree: [bin_ / "fixit", "--quiet", "lint", tree],
        slow=True,
        okay=frozenset(range(4)),
    ),
    Peer(
        "flake8-async",
        ("flake8-async",),
        lambda bin_, tree: [bin_ / "flake8-async", *_modules(tree)],
        slow=True,
    ),
    Peer(
        "pyupgrade",
        ("pyupgrade",),
        lambda bin_, tree: [
            bin_ / "pyupgrade", "--py310-plus", "--exit-zero-even-if-changed", *_modules(tree)
        ],
    ),
)  # fmt: skip


class Environments:
    """Environments in a folder, made when they are first asked for, and kept.

    What is installed is compiled to byte code, as pip does: a tool that is compiled anew in each
    run is not what its users have.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def commands(self, *packages: str) -> Path:
        """The folder of the commands of some packages of ``requirements.txt``."""
        name = "-".join(packages)
        bin_ = self._bin(name)
        if not bin_.exists():
            self._make(name)
            self._install(name, "-c", str(HERE / "requirements.txt"), *packages)
        return bin_

    def nplint(self) -> Path:
        """The folder of the commands of nplint, installed as it stands, and of its Python."""
        bin_ = self._bin("nplint")
        if not bin_.exists():
            self._make("nplint")
            self._install("nplint", str(ROOT))
        self._install("nplint", "--force-reinstall", "--no-deps", str(ROOT))
        return bin_

    def _bin(self, name: str) -> Path:
        return self.folder / name / ("Scripts" if os.name == "nt" else "bin")

    def _make(self, name: str) -> None:
        subprocess.run([sys.executable, "-m", "venv", self.folder / name], check=True)

    def _install(self, name: str, *what: str) -> None:
        python = self._bin(name) / "python"
        subprocess.run([python, "-m", "pip", "install", "-q", "--compile", *what], check=True)


def _modules(tree: Path) -> list[str | Path]:
    return [path for path in python_files(tree) if path.suffix == ".py"]
