"""Ask the Python that runs nplint what is wrong with a text that libcst refuses."""

from __future__ import annotations

import ast
import warnings
from typing import NamedTuple

from nplint.system.elsewhere import NoProcess, call
from nplint.system.process import Process


class Complaint(NamedTuple):
    """An error that Python finds in a text; row and column count from 1, the row may be unknown."""

    reason: str
    row: int | None
    column: int


def complaint(code: str, process: Process) -> Complaint | None:
    """Return what Python finds wrong with a text, None if it takes it.

    Python's warnings must not reach the user. As they can only be switched off for a whole process,
    this is done in one that is nplint's own.
    """
    if process.owned:
        return _without_warnings(code)
    try:
        return call(_without_warnings, code)
    except NoProcess:
        return _complaint(code)


def _without_warnings(code: str) -> Complaint | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _complaint(code)


def _complaint(code: str) -> Complaint | None:
    try:
        ast.parse(code)
    except SyntaxError as error:
        return Complaint(error.msg, error.lineno, error.offset or 1)
    except (ValueError, MemoryError, RecursionError) as error:
        return Complaint(str(error), None, 1)
    return None
