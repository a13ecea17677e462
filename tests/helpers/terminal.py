"""Runs the command on a terminal of a given width."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.command import plain_environment


def on_terminal(*arguments: str, columns: int, cwd: Path) -> list[str]:
    """The lines that ``nplint ARGUMENTS`` shows on a terminal, without colours."""
    import pty

    reader, writer = pty.openpty()
    environment = {**plain_environment(), "COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "nplint", *arguments],
        cwd=cwd,
        env=environment,
        stdout=writer,
        stderr=subprocess.PIPE,
    ):
        os.close(writer)
        parts = []
        while True:
            try:
                part = os.read(reader, 65536)
            except OSError:  # as Linux tells the end
                break
            if not part:
                break
            parts.append(part)
        os.close(reader)
    return b"".join(parts).decode().splitlines()
