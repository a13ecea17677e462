"""Harvest how the functions of the table of array functions are called.

    python tools/harvest_array_signatures.py

The proof lanes are asked; what the newest release says counts. Writes
src/nplint/libraries/array_functions/array_signatures.json.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS.parent))

from nplint.libraries.array_functions import rows  # noqa: E402
from nplint.libraries.array_functions.array_signatures import DATA  # noqa: E402
from tests.lanes.environment import Lane, interpreter, lanes  # noqa: E402


def harvested(of: Lane, names: list[str]) -> dict[str, list[str]]:
    """The signatures that a lane's libraries have."""
    done = subprocess.run(
        [str(interpreter(of)), str(TOOLS / "harvest_array_case.py")],
        input=json.dumps(names),
        capture_output=True,
        encoding="utf-8",
        env={"JAX_PLATFORMS": "cpu", "PYTHONIOENCODING": "utf-8", "PYTHONHASHSEED": "0"},
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Ask the lanes and write the file."""
    names = sorted({name for row in rows() for name in row.names if "." in name})
    found: dict[str, list[str]] = {}
    for of in lanes():
        if of.proof:
            found |= harvested(of, names)
    lines = (f"{json.dumps(name)}: {json.dumps(found[name])}" for name in sorted(found))
    DATA.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8", newline="\n")
    missing = [name for name in names if name not in found]
    print(f"{len(found)} of {len(names)} names; without: {' '.join(missing)}")


if __name__ == "__main__":
    main()
