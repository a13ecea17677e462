"""Run the harvest's programs inside lanes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.lanes.environment import Lane, interpreter

TOOLS = Path(__file__).resolve().parent


def run_in(of: Lane, program: str, *arguments: str) -> Any:
    """Return what a program prints as JSON, run by the Python of a lane's environment.

    Parameters
    ----------
    of
        The lane.
    program
        A file beside this one, or ``-c``.
    arguments
        Its arguments.

    Raises
    ------
    RuntimeError
        The program failed.
    """
    program = program if program == "-c" else str(TOOLS / program)
    done = subprocess.run(
        [str(interpreter(of)), program, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={"JAX_PLATFORMS": "cpu", "PYTHONIOENCODING": "utf-8", "PYTHONHASHSEED": "0"},
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"NumPyro {of.release}: {program}: {done.stderr}")
    return json.loads(done.stdout)
