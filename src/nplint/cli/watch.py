"""Run again whenever a file changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

_PAUSE = 0.5

State = dict[Path, tuple[int, int]]


def watch(
    run: Callable[[str], None],
    files: Callable[[], Iterable[Path]],
    *,
    rounds: int | None = None,
    pause: Callable[[], None] = lambda: time.sleep(_PAUSE),
) -> None:
    """Call ``run`` now and after each change, with a word on why.

    Parameters
    ----------
    run
        What to do.
    files
        Gives the files to watch; asked again before each look, as there may be new ones.
    rounds
        After how many looks to stop; ``None`` goes on for ever.
    pause
        Waits for the next look.
    """
    # Looked at before the run, so that what changes during the run is seen after it.
    seen = _state(files)
    run("Starting linter in watch mode...")
    while rounds is None or rounds > 0:
        rounds = None if rounds is None else rounds - 1
        pause()
        now = _state(files)
        if now != seen:
            seen = now
            run("File change detected...")


def _state(files: Callable[[], Iterable[Path]]) -> State:
    found: State = {}
    for path in files():
        try:
            status = path.stat()
        except OSError:
            continue
        found[path] = (status.st_mtime_ns, status.st_size)
    return found
