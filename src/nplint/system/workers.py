"""Share work among forked processes, when there is enough of it to pay for them."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, TypeVar

from nplint.system.timings import OFF, Timings

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

# From so many bytes on, a fork and its pickled answer are paid back (docs/performance.md).
WORTH_BYTES = 300_000


def shared_out(
    work: Callable[[Item], Outcome],
    items: Sequence[tuple[Item, int]],
    processes: int,
    progress: Callable[[int, int], None] | None = None,
    timings: Timings = OFF,
) -> dict[Item, Outcome]:
    """Do ``work`` on items, in this and forked processes if their sizes (in bytes) are worth it.

    ``progress`` is told after each item how many of this process's share are done, and of how
    many; the shares are alike in size. ``timings`` gets what the work took in all processes. What
    a child does not answer for, the caller has to do itself: it is missing in the result.
    """
    count = min(processes, len(items))
    worth = sum(size for _, size in items) >= WORTH_BYTES
    if count < 2 or not worth or not hasattr(os, "fork"):
        return _done(work, [item for item, _ in items], progress)
    own, *others = _shares(items, count)
    children = [*_started(work, others, timings)]
    done = _done(work, own, progress)
    for process, answers in children:
        with answers:
            done.update(_answers(answers, timings))
        os.waitpid(process, 0)
    return done


def _done(
    work: Callable[[Item], Outcome],
    items: Sequence[Item],
    progress: Callable[[int, int], None] | None,
) -> dict[Item, Outcome]:
    done: dict[Item, Outcome] = {}
    for item in items:
        done[item] = work(item)
        if progress is not None:
            progress(len(done), len(items))
    return done


def _shares(items: Sequence[tuple[Item, int]], count: int) -> list[list[Item]]:
    """Split items so that the shares are of about the same size; the first is the smallest."""
    shares: list[list[Item]] = [[] for _ in range(count)]
    sizes = [0] * count
    for item, size in sorted(items, key=lambda each: -each[1]):
        lightest = sizes.index(min(sizes))
        shares[lightest].append(item)
        sizes[lightest] += size
    return [share for _, share in sorted(zip(sizes, shares, strict=True), key=lambda p: p[0])]


def _started(
    work: Callable[[Item], Outcome], shares: Sequence[list[Item]], timings: Timings
) -> Iterator[tuple[int, BinaryIO]]:
    """Start a process for each share, as far as there are processes to be had."""
    for share in shares:
        try:
            yield _start(work, share, timings)
        except OSError:
            return


def _start(
    work: Callable[[Item], Outcome], share: list[Item], timings: Timings
) -> tuple[int, BinaryIO]:
    """Fork a process that does a share and writes its answers to the pipe that is returned."""
    import pickle  # most runs need no other process

    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # The other thread only waits for this one, and holds no lock that the child could need.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process:
        os.close(writing)
        return process, open(reading, "rb")
    try:
        timings.restart()
        # One by one: what is read as a whole takes the memory of all of it twice.
        answers = [pickle.dumps((item, work(item)), pickle.HIGHEST_PROTOCOL) for item in share]
        with open(writing, "wb") as pipe:
            pipe.write(pickle.dumps(timings.seconds))
            pipe.writelines(answers)
    finally:
        os._exit(0)


def _answers(pipe: BinaryIO, timings: Timings) -> Iterator[tuple[Any, Any]]:
    """Return what a child answered, and what that took; nothing more where it died."""
    import pickle

    try:
        timings.add(pickle.load(pipe))
        while True:
            yield pickle.load(pipe)
    except (EOFError, pickle.UnpicklingError):
        return
