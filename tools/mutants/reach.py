"""Which test reaches which line, from one run of all that take part on the code as it is."""

from __future__ import annotations

import ast
import math
import multiprocessing
import pickle
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.mutants import suite
from tools.mutants.operators import ROOT, Mutant

if TYPE_CHECKING:
    import libcst as cst
    from coverage import Coverage

_KEPT = ROOT / ".mutants"
_SOURCE = ROOT / "src" / "nplint"
# What all tests depend on, and how they are recorded.
_SHARED = ("src", "fixtures", "tests")
_RECORDING = (Path(suite.__file__), Path(__file__))
# Modules whose caches take longer to fill than most tests: who filled them says nothing.
_KEEPING = ("nplint.numpyro_api.", "nplint.project.relevance", "nplint.target.target")


@dataclass(frozen=True, slots=True)
class Reach:
    """A test that passes on the code as it is.

    Parameters
    ----------
    name
        Its id.
    seconds
        What it takes while its way is recorded.
    lines
        The lines that it reaches, by the file's path below the root: a bit for each.
    """

    name: str
    seconds: float
    lines: dict[str, int]

    @property
    def file(self) -> str:
        return self.name.partition("::")[0]

    def reaches(self, mutant: Mutant) -> bool:
        """Whether it could notice a mutant.

        What runs at import, or is kept in a cache, has run for all tests, whoever came first.
        """
        if mutant.once or mutant.module_name.startswith(_KEEPING):
            return True
        first, last = mutant.statement
        mask = (1 << last + 1) - (1 << first)
        return bool(self.lines.get(mutant.path.as_posix(), 0) & mask)


def recorded(workers: int) -> list[Reach]:
    """What each test reaches; of test files that have not changed it is known from before."""
    shared = _digest(_shared_files())
    kept = {
        file: _KEPT / f"{Path(file).stem}-{_digest([ROOT / file], shared)}.pickle"
        for file in suite.test_files()
    }
    missing = [(file, path) for file, path in kept.items() if not path.is_file()]
    if missing:
        print(f"recording what the tests of {len(missing)} files reach", flush=True)
        _KEPT.mkdir(exist_ok=True)
        # Each file in a process of its own: what it imports and keeps is not what others find.
        with multiprocessing.Pool(workers, maxtasksperchild=1) as pool:
            for file, passed, failed in pool.imap_unordered(_record, missing, chunksize=1):
                print(f"  {file}: {passed} tests", flush=True)
                for each in failed:
                    print(f"    does not take part, as it fails: {each}", flush=True)
        for path in {*_KEPT.glob("*.pickle")} - {*kept.values()}:
            path.unlink()
    return [each for path in kept.values() for each in pickle.loads(path.read_bytes())]


def _shared_files() -> Iterator[Path]:
    yield from _RECORDING
    for folder in _SHARED:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix != ".pyc" and not path.name.startswith("test_"):
                yield path


def _digest(paths: Iterable[Path], start: str = "") -> str:
    found = blake2b(start.encode(), digest_size=8)
    for path in paths:
        if path.is_file():
            found.update(path.as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _record(task: tuple[str, Path]) -> tuple[str, int, list[str]]:
    """Run a file's tests and keep what they reach; how many passed, and which failed."""
    from coverage import Coverage  # what is known needs no recording

    file, kept = task
    coverage = Coverage(data_file=None, config_file=False, include=[f"{_SOURCE}/*"])
    recorder = _Recorder(coverage)
    sys.addaudithook(recorder.starts_process)
    coverage.start()
    with tempfile.TemporaryDirectory() as folder:
        suite.run(file, Path(folder), recorder)
    coverage.stop()
    found = recorder.found()
    writing = kept.with_suffix(".writing")
    writing.write_bytes(pickle.dumps(found))
    writing.rename(kept)
    return file, len(found), sorted(recorder.failed)


class _Recorder:
    """A plugin of pytest: the lines of each test are recorded under its id."""

    def __init__(self, coverage: Coverage) -> None:
        self.failed: set[str] = set()
        self._coverage = coverage
        self._now = ""
        self._elsewhere: set[str] = set()
        self._seconds: dict[str, float] = defaultdict(float)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        _forget()
        self._now = item.nodeid
        self._coverage.switch_context(self._now)
        try:
            return (yield)
        finally:
            self._coverage.switch_context("")

    def starts_process(self, event: str, _: object) -> None:
        """Called for what Python tells its auditors."""
        if event == "subprocess.Popen":
            self._elsewhere.add(self._now)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.add(report.nodeid)

    def found(self) -> list[Reach]:
        """What is recorded: of tests that pass, and do not all they do in other processes."""
        data = self._coverage.get_data()
        lines: dict[str, dict[str, int]] = defaultdict(dict)
        for file in data.measured_files():
            path = Path(file).relative_to(ROOT).as_posix()
            for line, names in data.contexts_by_lineno(file).items():
                bit = 1 << line
                for name in names:
                    lines[name][path] = lines[name].get(path, 0) | bit
        return [
            Reach(name, seconds, lines[name])
            for name, seconds in self._seconds.items()
            if name not in self.failed and (lines[name] or name not in self._elsewhere)
        ]


def _forget() -> None:
    """Empty what nplint keeps: what a test finds there it would have reached itself."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "nplint" and not name.startswith(_KEEPING):
            for each in list(vars(module).values()):
                if hasattr(each, "cache_clear") and each.__module__ == name:
                    each.cache_clear()


def nearest(
    tests: Sequence[Reach], mutant: Mutant, patience: float = math.inf
) -> Iterator[list[Reach]]:
    """The tests that could notice a mutant, by file; what is likely to notice it soon comes first.

    Those come first that are named after what is changed (the code of a rule, a module), then
    those that reach a function of the module, then those that import it alone; among equals what
    takes no time. After tests of so many seconds of ``patience`` no more are given.
    """
    reached = sorted(
        (_distance(each, mutant), each.seconds, number, each)
        for number, each in enumerate(tests)
        if each.reaches(mutant)
    )
    files: dict[tuple[int, str], list[Reach]] = defaultdict(list)
    taken = 0.0
    for distance, seconds, _, each in reached:
        if taken < patience:
            files[distance, each.file].append(each)
        taken += seconds
    key = {place: (place[0], sum(each.seconds for each in files[place])) for place in files}
    yield from (files[place] for place in sorted(files, key=key.__getitem__))


def _distance(test: Reach, mutant: Mutant) -> int:
    """How far a test is from what is changed: 0 is next to it."""
    path = mutant.path
    if path.name[:6] in test.name.lower() or Path(test.file).stem == f"test_{path.stem}":
        return 0
    return 1 if test.lines.get(path.as_posix(), 0) & _in_functions(mutant.module) else 2


@cache
def _in_functions(module: cst.Module) -> int:
    """The lines of a module that run when a function of it is called: a bit for each."""
    lines = 0
    for node in ast.walk(ast.parse(module.code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines |= (1 << (node.end_lineno or 0) + 1) - (1 << node.body[0].lineno)
    return lines
