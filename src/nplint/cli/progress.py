"""A line on the terminal that says how far a long run is."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TextIO

# The line appears after so many seconds, and is written again no more often than can be read.
_PATIENCE = 1.0
_INTERVAL = 0.1
_CLEAR = "\r\x1b[K"


class Progress:
    """Writes a line over and over on a terminal, and nothing anywhere else.

    Parameters
    ----------
    stream
        Where to write, standard error by default.
    patience
        For how many seconds to stay silent.
    """

    def __init__(self, stream: TextIO | None = None, patience: float = _PATIENCE) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._next = time.monotonic() + patience
        self._shown = False

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show what is done, how much of it, and of how much."""
        now = time.monotonic()
        if now < self._next or not self._stream.isatty():
            return
        self._next = now + _INTERVAL
        self._stream.write(f"{_CLEAR}{what}: {100 * done // total} %")
        self._stream.flush()
        self._shown = True

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._shown:
            self._stream.write(_CLEAR)
            self._stream.flush()
