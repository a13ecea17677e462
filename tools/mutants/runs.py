"""Runs tests on a mutant, in a process that has imported all but nplint."""

from __future__ import annotations

import math
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections import deque
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple, NoReturn

from tools.mutants import suite
from tools.mutants.operators import ROOT, Mutant
from tools.mutants.reach import Reach, nearest

_MEMORY = 6 << 30
_SURVIVED, _KILLED, _BROKEN = range(3)
_PASSED = (0, 5)  # 5: there is no such test any more


class Outcome(NamedTuple):
    """What became of a mutant: how many tests could notice it, and which one did."""

    asked: int
    killer: str


def outcome(mutant: Mutant, tests: Sequence[Reach], patience: float = math.inf) -> Outcome:
    """Run the tests that reach a mutant on it, until one fails or patience (in seconds) ends."""
    files = list(nearest(tests, mutant, patience))
    asked = sum(map(len, files))
    if not asked:
        return Outcome(0, "")
    reading, writing = os.pipe()
    with tempfile.TemporaryDirectory(prefix="nplint-mutant-") as folder:
        process = os.fork()
        if not process:
            os.close(reading)
            _judge(mutant, files, Path(folder), writing)
        os.close(writing)
        with open(reading) as begun:
            (last,) = deque(begun, maxlen=1) or ("",)
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if status == _SURVIVED:
        return Outcome(asked, "")
    if status not in (_KILLED, -signal.SIGALRM):
        last = f"{last} (ends with {status})"
    return Outcome(asked, " ".join(last.split()) + (" (takes too long)" * (status < 0)))


def _judge(mutant: Mutant, files: list[list[Reach]], folder: Path, begun: int) -> NoReturn:
    """Run the tests in this process, and end it."""
    try:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        sys.meta_path.insert(0, _Finder(mutant))
        seconds = {test.name: test.seconds for tests in files for test in tests}

        def starts(name: str) -> None:
            os.write(begun, f"{name}\n".encode())
            # Nobody handles the signal: it ends the process, whatever it is caught in.
            signal.setitimer(signal.ITIMER_REAL, 10 * seconds.get(name, 0.5) + 5)

        for tests in files:
            starts(tests[0].file)  # reading it may fail, too
            chosen = suite.Chosen([test.name for test in tests], starts)
            if suite.run(tests[0].file, folder, chosen, "-x") not in _PASSED:
                os._exit(_KILLED)
        os._exit(_SURVIVED)
    except BaseException:
        traceback.print_exc()
        os._exit(_BROKEN)


class _Finder(MetaPathFinder):
    """Finds the module that is changed."""

    def __init__(self, mutant: Mutant) -> None:
        self._path = ROOT / mutant.path
        self._name = mutant.module_name
        self._source = mutant.source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        loader = _Loader(fullname, str(self._path), self._source)
        return spec_from_file_location(fullname, self._path, loader=loader)


class _Loader(SourceFileLoader):
    """Loads a module from its file, as if that held another text."""

    def __init__(self, fullname: str, path: str, source: str) -> None:
        super().__init__(fullname, path)
        self._source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._source, self.path, "exec", dont_inherit=True)
