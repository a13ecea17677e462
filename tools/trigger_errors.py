"""Run the programs of ``tools/errors/judgements.toml`` on the newest lane's NumPyro.

``LANE/bin/python tools/trigger_errors.py`` says which program does not come to a place that its
judgement is about; ``--only PATTERN`` runs those of some files.
"""

from __future__ import annotations

import argparse
import contextlib
import fnmatch
import inspect
import io
import sys
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpyro

from tools.judgements import Judgement, Judgements, read_judgements

_FOLDER = Path(numpyro.__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="*", help="a pattern of files")
    arguments = parser.parse_args()
    judgements = read_judgements()
    missed = 0
    for judgement in judgements.all:
        if judgement.program and fnmatch.fnmatch(judgement.file, arguments.only):
            seen = set(_seen(judgements, judgement))
            if not seen & set(_expected(judgements, judgement)):
                missed += 1
                print(f"{judgement.file} {judgement.at}\n    {sorted(seen)}", flush=True)
    print(f"{missed} programs come to another place.")


def _expected(judgements: Judgements, judgement: Judgement) -> Iterator[str]:
    """Give the lines of NumPyro that a program is about; of JAX the names of its errors."""
    if judgement.file == "jax":
        yield judgement.at.split(" | ")[0]
    for place in judgements.places_of(judgement):
        for line in range(place["line"], place["end"] + 1):
            yield f"{place['file']}:{line}"


def _seen(judgements: Judgements, judgement: Judgement) -> Iterator[str]:
    """Run a program; give the lines of NumPyro that it warned at, or was in as it stopped."""
    warned: list[str] = []
    warn = warnings.warn

    def noted(*args: Any, **keywords: Any) -> None:
        caller = inspect.stack()[1]
        warned.append(f"{_within(caller.filename)}:{caller.lineno}")

    warnings.warn = noted
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            error = _error(judgements.text(judgement))
    finally:
        warnings.warn = warn
    yield from warned
    while error is not None:
        yield type(error).__name__
        for frame in traceback.extract_tb(error.__traceback__):
            if Path(frame.filename).is_relative_to(_FOLDER):
                yield f"{_within(frame.filename)}:{frame.lineno}"
        error = error.__cause__ or error.__context__


def _error(text: str) -> BaseException | None:
    try:
        exec(compile(text, "program", "exec"), {"__name__": "program"})
    except Exception as error:
        return error
    return None


def _within(filename: str) -> str:
    path = Path(filename)
    return path.relative_to(_FOLDER).as_posix() if path.is_relative_to(_FOLDER) else path.name


if __name__ == "__main__":
    main()
