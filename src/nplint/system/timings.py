"""Measurement of how long each phase takes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TypeVar

T = TypeVar("T")

PHASES = ("discover", "read", "filter", "cache", "parse", "walk", "link", "rules", "report")


class Timings:
    """Takes the seconds of the phases of a run.

    A phase that begins within another stops the other's clock, so that the times add up. Those of
    several processes are added to each other.
    """

    on = True

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._running: list[str] = []
        self._since = time.perf_counter()

    def phase(self, name: str) -> AbstractContextManager[None]:
        """Takes the time of what is done within."""
        return self._phase(name)

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        self._stop()
        self._running.append(name)
        try:
            yield
        finally:
            self._stop()
            self._running.pop()

    def each(self, name: str, items: Iterable[T]) -> Iterator[T]:
        """Takes the time of finding the next of some items, none of which is None."""
        following = iter(items)
        while True:
            with self.phase(name):
                item = next(following, None)
            if item is None:
                return
            yield item

    def restart(self) -> None:
        """Start at nothing, in another process."""
        self.seconds = {}

    def add(self, seconds: Mapping[str, float]) -> None:
        """Add what another process took."""
        for name, each in seconds.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + each

    def table(self, elapsed: float) -> str:
        """The phases in their order, with milliseconds; ``elapsed`` seconds are the whole run's."""
        rows = [*((name, self.seconds.get(name, 0.0)) for name in PHASES), ("elapsed", elapsed)]
        return "\n".join(f"{name:<8} {1000 * seconds:9.1f} ms" for name, seconds in rows)

    def _stop(self) -> None:
        now = time.perf_counter()
        if self._running:
            self.add({self._running[-1]: now - self._since})
        self._since = now


class _Off(Timings):
    """Takes no time."""

    on = False

    def phase(self, name: str) -> AbstractContextManager[None]:
        return _NOTHING


_NOTHING: AbstractContextManager[None] = nullcontext()
OFF: Timings = _Off()
