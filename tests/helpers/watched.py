"""Work in a process of its own, which may die or never come back without taking others along."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


# A machine may have much else to do; what a child may compute is told in processor time.
_SILENCE = 600.0


class Stopped(Exception):
    """The process died, or said nothing for too long."""


def limit_processor_time(seconds: float) -> None:
    """Let the kernel end this process when it has computed for so long from now on."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)


def said_by(module: str, arguments: Sequence[str], given: str = "") -> Iterator[str]:
    """The lines that ``python -m MODULE ARGUMENTS`` prints, as it prints them.

    Parameters
    ----------
    module, arguments
        What to run, in the repository's root.
    given
        Its standard input.

    Raises
    ------
    Stopped
        It hangs, or ended with another exit code than 0.
    """
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", module, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="surrogateescape",
    )
    lines: queue.Queue[str | None] = queue.Queue()
    errors: list[str] = []
    threads = [
        threading.Thread(target=work, args=(process, box), daemon=True)
        for work, box in ((_give, given), (_take, lines), (_complaints, errors))
    ]
    for thread in threads:
        thread.start()
    try:
        while (line := lines.get(timeout=_SILENCE)) is not None:
            yield line
    except queue.Empty:
        raise Stopped(f"it said nothing for {_SILENCE} s") from None
    finally:
        process.kill()
        code = process.wait()
        for thread in threads:
            thread.join(10)
    if code == -signal.SIGPROF:
        raise Stopped("it computed for too long")
    if code:
        raise Stopped(f"exit code {code}: {''.join(errors)[-4000:]}")


def _give(process: subprocess.Popen[str], given: str) -> None:
    assert process.stdin is not None
    try:
        with process.stdin as pipe:
            pipe.write(given)
    except BrokenPipeError:
        pass


def _take(process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line.rstrip("\n"))
    process.wait()
    lines.put(None)


def _complaints(process: subprocess.Popen[str], errors: list[str]) -> None:
    assert process.stderr is not None
    errors += process.stderr
