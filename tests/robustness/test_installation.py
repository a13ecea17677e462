"""A parser that is missing or broken is the installation's fault, never that of a user's file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import BAD_MODEL, plain_environment

WRONG = "import numpyro\nx = = 1\n"
# What somebody may find under the name of libcst, by file.
PACKAGES: dict[str, dict[str, str]] = {
    "no native parser": {"__init__.py": ""},
    "a native parser that cannot be loaded": {
        "__init__.py": "from libcst.native import parse_module",
        "native.py": "raise ImportError('native.so: cannot open shared object\\nfile')",
    },
    "a native parser of which loading goes wrong": {
        "__init__.py": "from libcst.native import parse_module",
        "native.py": "raise SystemError('initialization of native failed')",
    },
    "a native parser that is another": {
        "__init__.py": "from libcst.native import parse_module",
        "native.py": "def parse(text): return text",
    },
    "a native parser that fails": {
        "__init__.py": "class ParserSyntaxError(Exception): pass\n"
        "class CSTNode: pass\n"
        "class SimpleString: pass\n"
        "FormattedString = TemplatedString = Module = SimpleString\n"
        "from libcst.native import parse_module\n",
        "_nodes/__init__.py": "",
        "_nodes/internal.py": "class CodegenState: pass\n",
        "native.py": "def parse_module(text): raise ValueError('out of order')",
    },
}
BLOCKED = {
    "no libcst": "import sys; sys.modules['libcst'] = None\n",
    "something else": "import sys, types; sys.modules['libcst'] = types.ModuleType('libcst')\n",
}
COMMAND = "from nplint.cli import main; main()"
LIBRARY = """
import nplint, sys
try:
    nplint.check(sys.argv[1:])
except nplint.InstallationError as error:
    print(error)
"""


def python(
    program: str, *arguments: str, cwd: Path, path: Path | None = None
) -> subprocess.CompletedProcess[str]:
    environment = plain_environment()
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def assert_says_what_to_do(said: str) -> None:
    (line,) = said.splitlines()
    assert line.removeprefix("nplint: ").startswith("libcst, which nplint parses with,")
    assert "pip install --force-reinstall libcst" in line
    assert "internal error" not in line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "plain.py").write_text("x = 1\n")
    (folder / "model.py").write_text(BAD_MODEL)
    (folder / "wrong.py").write_text(WRONG)
    return folder


@pytest.mark.parametrize("name", [*PACKAGES, *BLOCKED])
def test_the_installation_is_to_blame(name: str, folder: Path) -> None:
    path = folder.parent / "site"
    for file, text in PACKAGES.get(name, {}).items():
        (path / "libcst" / file).parent.mkdir(parents=True, exist_ok=True)
        (path / "libcst" / file).write_text(text)
    before = BLOCKED.get(name, "")
    for arguments in ("check", "check model.py", "check wrong.py", "fix", "check --fix"):
        for cache in ("--no-cache", "--cache-dir=cache"):
            done = python(before + COMMAND, *arguments.split(), cache, cwd=folder, path=path)
            assert (done.returncode, done.stdout) == (2, ""), arguments
            assert_says_what_to_do(done.stderr)
    for file in ("model.py", "wrong.py"):
        done = python(before + LIBRARY, file, cwd=folder, path=path)
        assert (done.returncode, done.stderr) == (0, "")
        assert_says_what_to_do(done.stdout)
    assert (folder / "model.py").read_text() == BAD_MODEL
    # What needs no parser does without.
    done = python(before + COMMAND, "check", "plain.py", cwd=folder, path=path)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_parser_without_its_package_reads_what_parses(folder: Path) -> None:
    """As where libcst lacks a package that it imports, and nplint does not."""
    program = "import sys; sys.modules['yaml'] = sys.modules['yaml_ft'] = None\n" + COMMAND
    done = python(program, "check", "--no-cache", "model.py", cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert "NPL001" in done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="one process is all there is")
def test_processes_that_share_the_work_tell_it_once(folder: Path) -> None:
    for number in range(4):
        text = BAD_MODEL + f"# {number} {'x' * 96}\n" * 1_000
        (folder / f"m{number}.py").write_text(text)
    program = "import os; os.environ['NPLINT_PROCESSES'] = '3'\n" + BLOCKED["no libcst"] + COMMAND
    done = python(program, "check", "--no-cache", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert_says_what_to_do(done.stderr)
