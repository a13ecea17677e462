"""Harvest what nplint knows about NumPyro from the releases themselves.

    python tools/harvest.py [--release R …] [--leaks]

Each release runs in its own environment (see lanes.toml), which is made on first use. What
is found replaces what src/nplint/numpyro_api/data says about these releases, and nothing else;
harvesting twice gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

TOOLS = Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS.parent))

from harvest_leaks import RUNS, harvest_leaks  # noqa: E402
from harvest_store import load_api, load_leaks, save_api, save_leaks  # noqa: E402

from tests.lanes.environment import Lane, NoLane, interpreter, lanes  # noqa: E402

DATA = TOOLS.parent / "src" / "nplint" / "numpyro_api" / "data"


def harvest_names(of: Lane) -> dict[str, Any]:
    """The public names of a release, found by introspection in its environment."""
    done = subprocess.run(
        [str(interpreter(of)), str(TOOLS / "harvest_api.py")],
        capture_output=True,
        encoding="utf-8",
        env={"JAX_PLATFORMS": "cpu", "PYTHONIOENCODING": "utf-8", "PYTHONHASHSEED": "0"},
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"NumPyro {of.release}: {done.stderr}")
    names: dict[str, Any] = json.loads(done.stdout)
    return names


def main() -> int:
    """Harvest the releases asked for, by default those the fixtures run on."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--release", action="append", help="a release of lanes.toml, or 'all'")
    parser.add_argument(
        "--leaks", action="store_true", help="also run every distribution shared (takes long)"
    )
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data files")
    options = parser.parse_args()
    known = lanes()
    wanted = options.release or [row.release for row in known if row.proof]
    chosen = [row for row in known if row.release in wanted or "all" in wanted]
    if not chosen:
        parser.error(f"lanes.toml has only {', '.join(row.release for row in known)}")
    order = [row.release for row in known]
    names, leaks = load_api(options.data / "api.json"), load_leaks(options.data / "leaks.json")
    missing = 0
    for row in chosen:
        try:
            names[row.release] = harvest_names(row)
            print(f"{row.release}: {len(names[row.release])} names", flush=True)
            if options.leaks:
                leaks[row.release] = harvest_leaks(
                    row, names[row.release], report=lambda text: print(text, flush=True)
                )
        except NoLane as error:
            missing += 1
            print(error, file=sys.stderr)
            continue
        save_api(options.data / "api.json", names, order)
        if options.leaks:
            save_leaks(options.data / "leaks.json", leaks, order, RUNS)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
