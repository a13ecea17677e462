"""Run the pipeline: with a stack for deeply nested code, and without garbage collection."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# libcst's native parser recurses, and kills the process when the stack is full. The memory is
# reserved, not used, until code that is nested that deeply comes along.
_SIZES = (512 << 20, 128 << 20, 32 << 20)
_RECURSION = 200_000


def in_deep_stack(work: Callable[[], T]) -> T:
    """Run ``work`` in a thread with a large stack and give its result or raise its error."""
    outcome: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, _RECURSION))
        try:
            outcome.append(work())
        except BaseException as error:  # handed to the caller, whatever it is
            errors.append(error)
        finally:
            sys.setrecursionlimit(limit)

    thread = _start(run)
    thread.join()
    if errors:
        raise errors[0]
    return outcome[0]


def _start(run: Callable[[], None]) -> threading.Thread:
    """Start a thread with the largest stack that can be had."""
    previous = threading.stack_size()
    for size in (*_SIZES, 0):
        try:
            threading.stack_size(size)
            thread = threading.Thread(target=run, name="nplint", daemon=True)
            thread.start()
        except (RuntimeError, ValueError, MemoryError):
            if size == 0:
                raise
            continue
        finally:
            threading.stack_size(previous)
        return thread
    raise AssertionError("unreachable")


def without_gc(work: Callable[[], T]) -> T:
    """Do work whose objects live to its end; looking for garbage would take a fifth of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        return work()
    finally:
        if enabled:
            gc.enable()
