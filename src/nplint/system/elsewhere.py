"""Calls in a process of nplint's own, for a library that may not change the one it is in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

# Modules are looked for where they are here, and not in the working directory.
_PROGRAM = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from nplint.system.elsewhere import answer
answer()
"""


class NoProcess(Exception):
    """No Python process can be started here, or it ended without an answer."""


def call(function: Callable[..., T], *arguments: Any) -> T:
    """Call a function of a module of nplint in a process that is started for it and owns itself.

    Parameters
    ----------
    function, arguments
        What can be pickled, as must be what comes back. All of it stays between two processes of
        which one started the other, through pipes that no one else has.

    Raises
    ------
    NoProcess
        There is no such process, or it died.
    """
    import pickle  # the command needs neither
    import subprocess

    if not sys.executable or getattr(sys, "frozen", False):
        raise NoProcess("the program that runs here is not Python itself")
    interpreter = [sys.executable, "-I", "-W", "ignore", "-X", f"utf8={sys.flags.utf8_mode}"]
    if sys.dont_write_bytecode:
        interpreter.append("-B")
    try:
        done = subprocess.run(
            [*interpreter, "-c", _PROGRAM],
            input=pickle.dumps(sys.path) + pickle.dumps((function, arguments)),
            stdout=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except RecursionError:
        raise
    except (OSError, RuntimeError) as error:  # too many processes, or threads to talk to them
        raise NoProcess(f"{sys.executable} cannot be started: {error}") from error
    try:
        outcome, raised = pickle.loads(done.stdout)
    except Exception as error:  # it said nothing, or something else
        raise NoProcess(f"{sys.executable} ended with code {done.returncode}") from error
    if raised is not None:
        raise raised
    return outcome  # type: ignore[no-any-return]


def answer() -> None:
    """Do what the process that started this one asks for on standard input, and answer."""
    import pickle

    function, arguments = pickle.load(sys.stdin.buffer)
    outcome = raised = None
    try:
        outcome = function(*arguments)
    except Exception as error:  # handed to the caller, whatever it is
        raised = error
    sys.stdout.buffer.write(pickle.dumps((outcome, raised)))
