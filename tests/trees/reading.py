"""Every file of a tree through the whole pipeline, also those that have nothing of NumPyro.

Most files of most trees are filtered out before they are parsed. Here each gets a comment that
mentions NumPyro as its last line, and what nplint says of its syntax is held against what Python
itself says.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nplint
from tests.fuzzing.properties import REFUSALS, python_accepts
from tests.helpers.watched import Stopped, limit_processor_time, said_by

SUFFIXES = (".py", ".pyi", ".ipynb")
MOST_SECONDS = 10.0
_BATCH = 200
_VERDICT = """\
import ast, sys, warnings
warnings.simplefilter("ignore")
for path in sys.stdin.read().split("\\0"):
    try:
        compile(open(path, "rb").read(), path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except Exception:
        print(0)
    else:
        print(1)
"""


@dataclass(slots=True)
class Figures:
    """What was seen of a tree."""

    files: int = 0
    bytes: int = 0
    python: int = 0
    refused_by_both: int = 0
    lenient: int = 0
    refused: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    slowest: tuple[float, str] = (0.0, "")
    codes: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.false and not self.crashes

    def __str__(self) -> str:
        lines = [
            f"{self.files:,} files, {self.bytes / 1e6:.1f} MB, in {self.seconds:.0f} s;"
            f" the slowest took {self.slowest[0]:.1f} s: {self.slowest[1]}",
            f"Python accepts {self.python:,}; of the others nplint refuses {self.refused_by_both:,}"
            f" and reads {self.lenient:,}",
            f"refused as too much for the parser: {len(self.refused)}",
            f"false syntax errors: {len(self.false)}",
            f"crashes and hangs: {len(self.crashes)}",
            "findings: " + (", ".join(f"{n} {c}" for c, n in sorted(self.codes.items())) or "none"),
        ]
        for what in (self.refused, self.false, self.crashes):
            lines += (f"  {each}" for each in what)
        return "\n".join(lines)


def source_files(folders: Iterable[Path], most: int | None = None) -> list[Path]:
    """The Python files and notebooks below folders; every n-th of them if there are more."""
    found = sorted(
        Path(folder, name)
        for each in folders
        for folder, _, names in os.walk(each)
        for name in names
        if name.endswith(SUFFIXES)
    )
    found = [path for path in found if path.is_file()]
    if most is None or len(found) <= most:
        return found
    return [found[i * len(found) // most] for i in range(most)]


def read_tree(paths: Sequence[Path], python: str = sys.executable) -> Figures:
    """Force each file through nplint, with the verdict of a Python on its syntax."""
    figures = Figures()
    started = time.perf_counter()
    accepted = _verdicts(paths, python)
    waiting = list(paths)
    while waiting:
        batch, waiting = waiting[:_BATCH], waiting[_BATCH:]
        done = 0
        try:
            for path, outcome in _outcomes(batch):
                done += 1
                _note(figures, path, outcome, accepted[path])
        except Stopped as error:
            figures.crashes.append(f"{batch[done]}: {error}")
            waiting = batch[done + 1 :] + waiting
    figures.seconds = time.perf_counter() - started
    return figures


def _note(figures: Figures, path: Path, outcome: dict[str, object], accepted: bool) -> None:
    seconds, size = float(str(outcome["seconds"])), int(str(outcome["bytes"]))
    figures.files += 1
    figures.bytes += size
    figures.python += accepted
    figures.slowest = max(figures.slowest, (seconds, str(path)))
    if "crash" in outcome:
        figures.crashes.append(f"{path}: {outcome['crash']}")
        return
    figures.codes.update(outcome["codes"])  # type: ignore[call-overload]
    syntax = str(outcome["syntax"])
    if not syntax:
        figures.lenient += not accepted
    elif any(reason in syntax for reason in REFUSALS):
        figures.refused.append(f"{path}: {syntax}")
    elif accepted:
        figures.false.append(f"{path}: {syntax}")
    else:
        figures.refused_by_both += 1


def _outcomes(paths: Sequence[Path]) -> Iterator[tuple[Path, dict[str, object]]]:
    given = "\0".join(map(str, paths))
    lines = said_by("tests.trees.reading", (), given)
    for path, line in zip(paths, lines, strict=False):
        yield path, json.loads(line)


def _verdicts(paths: Sequence[Path], python: str) -> dict[Path, bool]:
    if os.path.realpath(python) == os.path.realpath(sys.executable):
        return {path: path.suffix != ".ipynb" and python_accepts(_read(path)) for path in paths}
    done = subprocess.run(
        [python, "-c", _VERDICT],
        input="\0".join(map(str, paths)).encode("utf-8", "surrogateescape"),
        stdout=subprocess.PIPE,
        check=True,
    )
    said = (line == b"1" for line in done.stdout.split())
    return {
        path: accepted and path.suffix != ".ipynb"
        for path, accepted in zip(paths, said, strict=True)
    }


def _read(path: Path) -> bytes:
    return path.read_bytes()


def mentioning(data: bytes) -> bytes:
    """A file's bytes, with a mention of NumPyro behind them that no program notices."""
    ended = re.search(rb"[\r\n]\Z", data) is not None
    return data + (b"" if ended or not data else b"\n") + b"# numpyro\n"


def _check(path: Path) -> dict[str, object]:
    data = path.read_bytes()
    if path.suffix != ".ipynb":
        data = mentioning(data)
    started = time.process_time()
    options = nplint.Settings(target_numpyro="any", target_jax="any")
    try:
        found = nplint.check([path], options, texts={path: data}).findings
    except Exception as error:
        found, crash = [], f"{type(error).__name__}: {error}"
    else:
        crash = ""
    outcome: dict[str, object] = {
        "bytes": len(data),
        "seconds": time.process_time() - started,
        "codes": dict(Counter(each.code for each in found)),
        "syntax": next((f.message for f in found if f.code in ("NPL901", "NPL902")), ""),
    }
    return {**outcome, "crash": crash} if crash else outcome


if __name__ == "__main__":
    for name in sys.stdin.read().split("\0"):
        limit_processor_time(MOST_SECONDS)
        print(json.dumps(_check(Path(name))))
