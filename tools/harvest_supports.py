"""Harvest the support of every distribution, by building one of each on the newest release.

    python tools/harvest_supports.py [FOLDER]

Writes supports.json, by default among nplint's data. ``--inside`` is how it runs itself in the
lane.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

TOOLS = Path(__file__).resolve().parent
DATA = TOOLS.parent / "src" / "nplint" / "numpyro_api" / "data"


def harvest(families: list[str]) -> dict[str, list[str]]:
    """The supports of the families that can be built, one for each way of building them."""
    sys.path.insert(0, str(TOOLS))
    from harvest_recipes import recipes

    found: dict[str, list[str]] = {}
    for family in families:
        module, _, name = family.rpartition(".")
        try:
            factory = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):
            continue
        names: dict[str, None] = {}
        for recipe in recipes(name, factory):
            try:
                names[_name(factory(**recipe.arguments()).support)] = None
            except Exception:  # a recipe that does not fit, or a family like no other
                continue
        if names:
            found[family] = sorted(names)
    return found


def _name(support: Any) -> str:
    """The name NumPyro documents a constraint under; its class where it takes arguments."""
    from numpyro.distributions import constraints

    inner = getattr(support, "base_constraint", support)
    for name in sorted(constraints.__all__):
        if getattr(constraints, name) is inner or getattr(constraints, name) == inner:
            return name
    return type(inner).__name__.strip("_")


def main() -> int:
    """Run inside the newest lane and write what it finds."""
    if "--inside" in sys.argv:
        json.dump(harvest(json.load(sys.stdin)), sys.stdout)
        return 0
    sys.path.insert(0, str(TOOLS.parent))
    from tests.lanes.environment import interpreter, lanes

    names = json.loads((DATA / "api.json").read_text(encoding="utf-8"))["names"]
    families = sorted(n for n, rows in names.items() if rows[-1][2] == "distribution")
    done = subprocess.run(
        [str(interpreter(lanes()[-1])), __file__, "--inside"],
        input=json.dumps(families), capture_output=True, encoding="utf-8", check=True,
        env={"JAX_PLATFORMS": "cpu", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    found = json.loads(done.stdout)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    rows = ",\n".join(f"{json.dumps(n)}:{json.dumps(found[n])}" for n in sorted(found))
    (folder / "supports.json").write_text(f"{{\n{rows}\n}}\n", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
