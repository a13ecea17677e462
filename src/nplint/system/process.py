"""The owner of the process, and what a run may therefore do to it.

The recursion limit, the garbage collector, the size of new threads' stacks, the modules that are
loaded: all of these are one for the whole process. The command owns its process and sets them as
it needs them. ``nplint.check`` and ``Session`` are guests in somebody else's: they work in the
thread that calls them and leave everything as it is. So a `Process` is passed down to whoever
would set something.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from threading import Thread

T = TypeVar("T")

# libcst's native parser recurses, and kills the process when the stack is full. The memory is
# reserved, not used, until code that is nested that deeply comes along.
_SIZES = (512 << 20, 128 << 20, 32 << 20)
_RECURSION = 200_000
# What a guest needs for texts that are not nested deeply (``facts/guard.py``), and for itself.
_LEAST_STACK = 2 << 20


class NeedsOwnProcess(Exception):
    """Something that cannot be done without changing the process, which is somebody else's."""


class Process:
    """A process that belongs to somebody else and is left as it is."""

    owned = False

    def run(self, work: Callable[[], T]) -> T:
        """Do work where there is room for it, and give its result or raise its error.

        Raises
        ------
        NeedsOwnProcess
            There is too little.
        """
        import threading

        # Asked, not set: a thread whose stack is full takes the whole process along.
        if 0 < threading.stack_size() < _LEAST_STACK:
            raise NeedsOwnProcess("threads have small stacks here")
        return work()

    def is_too_small_for(self, error: BaseException) -> bool:
        """Tell whether what ended in an error would not have in a process of nplint's own."""
        return isinstance(error, (NeedsOwnProcess, RecursionError))

    def processes(self) -> int:
        """Return how many processes may share the work."""
        return 1

    def collect_garbage(self) -> None:
        """Collect garbage where nobody else does."""


class _OwnProcess(Process):
    """A process of nplint's own: the command's, or one that was started for the library."""

    owned = True

    def run(self, work: Callable[[], T]) -> T:
        return in_deep_stack(lambda: _without_gc(work))

    def is_too_small_for(self, error: BaseException) -> bool:
        return False

    def processes(self) -> int:
        """Return the number of cores that may be used, or what ``NPLINT_PROCESSES`` says."""
        asked = os.environ.get("NPLINT_PROCESSES", "")
        if asked.isdigit() and int(asked) > 0:
            return int(asked)
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1

    def collect_garbage(self) -> None:
        gc.collect()


HOST = Process()


def own_process() -> Process:
    """Claim the process: for whoever started it for nplint alone.

    Work that is passed to its ``run`` finds the stack deep and the garbage collector off; in
    between, both are as before.
    """
    return _OwnProcess()


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

    thread = _started(run)
    if thread is not None:
        thread.join()
    else:
        _let_stack_grow()
        run()
    if errors:
        raise errors[0]
    return outcome[0]


def _started(run: Callable[[], None]) -> Thread | None:
    """Start a thread with the largest stack that can be had; None if there can be no thread."""
    import threading  # most commands have no use for it

    previous = threading.stack_size()
    for size in (*_SIZES, 0):
        try:
            threading.stack_size(size)
            thread = threading.Thread(target=run, name="nplint", daemon=True)
            thread.start()
        except (RuntimeError, ValueError, MemoryError):
            continue
        finally:
            threading.stack_size(previous)
        return thread
    return None


def _let_stack_grow() -> None:
    """Raise the limit up to which Linux lets the stack of a process's first thread grow."""
    try:
        import resource
    except ImportError:  # Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    for size in _SIZES:
        if soft != resource.RLIM_INFINITY and soft < size:
            try:
                resource.setrlimit(resource.RLIMIT_STACK, (size, hard))
            except (ValueError, OSError):  # more than may be had
                continue
        return


def _without_gc(work: Callable[[], T]) -> T:
    """Do work without the garbage collector: its objects live to its end (docs/performance.md)."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        return work()
    finally:
        if enabled:
            gc.enable()
