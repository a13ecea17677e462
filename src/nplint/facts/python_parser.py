"""The second opinion on a text that libcst refuses: that of the Python that runs nplint."""

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

    What Python warns of is nobody's business here. Warnings are switched off for a whole process,
    so that this is done in one that is nplint's own.
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
