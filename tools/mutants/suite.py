"""The tests that are asked about mutants, and how they run: one file after another, in-process."""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import hypothesis
import pytest

from tests import command
from tools.mutants.operators import ROOT

# All others in tests/ take part. A test that starts a process of its own sees no mutant there,
# unless it does so by ``tests.command``.
LEFT_OUT = {
    "all_rules/test_execution.py": "runs NumPyro",
    "all_rules/test_safe_repairs.py": "runs NumPyro",
    "command/test_watch.py": "waits for processes of its own",
    "repository": "about tools/, tests/lanes, benchmarks/ and releases, not about nplint",
    "robustness/test_faults.py": "kills processes of its own",
    "robustness/test_fuzzing.py": "takes long, and finds what crashes, not what is wrong",
    "robustness/test_patterns.py": "about the time that patterns take",
    "robustness/test_security.py": "about the time that hostile texts take",
    "robustness/test_trees.py": "about tests/trees, not about nplint",
    "units/test_library.py": "about what is imported when, in processes of its own",
}
_OPTIONS = (
    "-q",
    "--tb=no",
    "--assert=plain",
    *("-p", "no:cacheprovider"),
    *("-p", "no:unraisableexception"),  # looks for garbage after each file
)


def test_files() -> list[str]:
    """The files whose tests take part."""
    tests = ROOT / "tests"
    files = (path.relative_to(tests) for path in sorted(tests.rglob("test_*.py")))
    return [
        f"tests/{file.as_posix()}"
        for file in files
        if not any(each.as_posix() in LEFT_OUT for each in (file, *file.parents))
    ]


def prepare() -> None:
    """Make tests in this process depend on nothing but the code; call it before they are read."""
    os.chdir(ROOT)
    os.environ["NPLINT_PROCESSES"] = "1"
    hypothesis.settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, max_examples=20
    )
    hypothesis.settings.load_profile("mutants")
    command.nplint = in_this_process


def run(file: str, folder: Path, plugin: object, *options: str) -> int:
    """Run the tests of a file; pytest's exit code."""
    arguments = [file, f"--basetemp={folder / file.replace('/', '-')}", *_OPTIONS, *options]
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        return int(pytest.main(arguments, [plugin]))


def in_this_process(
    *arguments: str | Path, cwd: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """What ``tests.command.nplint`` does, without a process of its own."""
    from nplint.cli import main

    given = list(map(str, arguments))
    here, collecting = Path.cwd(), gc.isenabled()
    output, errors = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    code: int | str | None = None
    os.chdir(cwd)
    try:
        with (
            mock.patch.dict(os.environ, command.plain_environment() | environment, clear=True),
            mock.patch.object(sys, "argv", ["nplint", *given]),
            redirect_stdout(output),
            redirect_stderr(errors),
        ):
            main()
    except SystemExit as end:
        code = end.code
    finally:
        os.chdir(here)
        if collecting:
            gc.enable()
    status = code if isinstance(code, int) else int(code is not None)
    return subprocess.CompletedProcess(given, status, _written(output), _written(errors))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode("utf-8", "replace").replace("\r\n", "\n")


class Chosen:
    """Of the tests of a file some, in an order; tells before each which it is.

    Parameters
    ----------
    names
        Their ids.
    started
        Called with the id of each that starts.
    """

    def __init__(self, names: Sequence[str], started: Callable[[str], None]) -> None:
        self._order = {name: number for number, name in enumerate(names)}
        self._started = started

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [each for each in items if each.nodeid in self._order]
        items[:] = sorted(chosen, key=lambda each: self._order[each.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._started(nodeid)
