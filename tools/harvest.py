"""Harvest what nplint knows about NumPyro from the releases themselves.

    python tools/harvest.py [--release R … | --release all] [--leaks]

Each release runs in its own environment (see lanes.toml), which is made on first use. What is
found replaces what src/nplint/numpyro_api/data says about these releases, and nothing else;
harvesting twice gives the same bytes. What older releases had comes from harvest_history.py.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

TOOLS = Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS.parent))

from harvest_leaks import RUNS, harvest_leaks  # noqa: E402
from harvest_run import run_in  # noqa: E402
from harvest_store import (  # noqa: E402
    DATA,
    ByRelease,
    packed,
    read,
    save,
    unpacked,
    with_numbered_paths,
    with_whole_paths,
)

from tests.lanes.environment import Lane, NoLane, lanes  # noqa: E402

Facts = dict[str, Any]
_BY_RELEASE = ("distributions", "transforms")
# The modules that importing a package alone gives.
_LOADED = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
names = [name for name in sys.modules if name.split(".")[0] == sys.argv[1]]
print(json.dumps(sorted(name for name in names if "._" not in name)))
"""


def harvest_release(of: Lane) -> Facts:
    """What introspection finds on a release: names, methods, distributions, transforms, JAX."""
    facts = run_in(of, "harvest_api.py")
    kinds = {name: entry["kind"] for name, entry in facts["names"].items()}
    facts |= run_in(
        of,
        "harvest_distributions.py",
        *(name for name, kind in kinds.items() if kind == "distribution" and _is_family(name)),
        "--",
        *(name for name, kind in kinds.items() if kind == "transform"),
    )
    facts["of_jax"] = run_in(of, "harvest_jax.py")
    for package in ("numpyro", "jax"):
        facts[f"loaded_with_{package}"] = dict.fromkeys(run_in(of, "-c", _LOADED, package), 1)
    return facts


def _is_family(name: str) -> bool:
    return name.startswith("numpyro.distributions.") and not name.endswith(".Distribution")


class Store:
    """The data files, taken apart by release."""

    def __init__(self, folder: Path, order: list[str]) -> None:
        self.folder = folder
        self.order = order
        known = read(folder / "releases.json").get("releases", [])
        self.releases = {row["numpyro"]: row for row in known}
        api, methods, distributions, jax = (
            read(folder / f"{name}.json") for name in ("api", "methods", "distributions", "jax")
        )
        self.names = with_whole_paths(
            unpacked(api.get("names", {}), self.releases), api.get("modules", [])
        )
        self.loaded = unpacked(api.get("loaded", {}), self.releases)
        self.methods = unpacked(methods.get("classes", {}), self.releases)
        self.constraints: dict[str, int] = distributions.get("constraints", {})
        self.families = {
            kind: unpacked(distributions.get(kind, {}), self.releases) for kind in _BY_RELEASE
        }
        self.jax = unpacked(jax.get("names", {}), jax.get("releases", []))
        self.same: ByRelease = unpacked(jax.get("same", {}), jax.get("releases", []))
        self.advice = unpacked(jax.get("advice", {}), jax.get("releases", []))
        self.jax_loaded = unpacked(jax.get("loaded", {}), jax.get("releases", []))
        leaks = read(folder / "leaks.json")
        self.leaks: Facts = unpacked(leaks.get("families", {}), leaks.get("releases", []))

    def keep(self, release: str, facts: Facts) -> None:
        """Replace what is known of one release."""
        jax = facts["jax"]
        self.releases[release] = {
            "numpyro": release,
            "jax": jax,
            "validation": facts["validation"],
            "needs": facts["needs"],
        }
        self.names[release], self.methods[release] = facts["names"], facts["methods"]
        self.loaded[release] = facts["loaded_with_numpyro"]
        self.constraints |= facts["constraints"]
        for kind in _BY_RELEASE:
            self.families[kind][release] = facts[kind]
        found = facts["of_jax"]
        self.jax[jax], self.advice[jax] = found["names"], found["advice"]
        self.jax_loaded[jax] = facts["loaded_with_jax"]
        self.same[jax] = {path: group for group in found["same"] for path in group}

    def save(self) -> None:
        """Write the data files."""
        order = [release for release in self.order if release in self.releases]
        used = dict.fromkeys(self.releases[release]["jax"] for release in order)
        jax_order = [jax for jax in used if jax in self.jax]

        def table(facts: ByRelease, releases: list[str] = order) -> Any:
            return packed({release: facts[release] for release in releases})

        save(
            self.folder / "releases.json",
            {"releases": [self.releases[release] for release in order]},
        )
        modules, names = with_numbered_paths(self.names)
        save(
            self.folder / "api.json",
            {"modules": modules, "loaded": table(self.loaded), "names": table(names)},
        )
        save(self.folder / "methods.json", {"classes": table(self.methods)})
        save(
            self.folder / "distributions.json",
            {
                "constraints": dict(sorted(self.constraints.items())),
                **{kind: table(self.families[kind]) for kind in _BY_RELEASE},
            },
        )
        save(
            self.folder / "jax.json",
            {
                "releases": jax_order,
                "names": table(self.jax, jax_order),
                "same": table(self.same, jax_order),
                "advice": table(self.advice, jax_order),
                "loaded": table(self.jax_loaded, jax_order),
            },
        )

    def save_leaks(self) -> None:
        """Write what is known about leaks, a family a line."""
        known = {release: self.leaks[release] for release in self.order if release in self.leaks}
        by_family = {release: dict(sorted(families.items())) for release, families in known.items()}
        save(
            self.folder / "leaks.json",
            {"runs": RUNS, "releases": list(known), "families": packed(by_family)},
        )


def nearest(release: str, store: Store) -> str:
    """The release next to one of which the leaks are known; an empty string where none are."""
    place = store.order.index(release)
    known = [each for each in store.order if each in store.leaks]
    return min(known, key=lambda each: abs(store.order.index(each) - place), default="")


def main() -> int:
    """Harvest the releases asked for, by default those the fixtures run on."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--release", action="append", help="a release of lanes.toml, or 'all'")
    parser.add_argument(
        "--leaks", action="store_true", help="also run every distribution shared (takes long)"
    )
    parser.add_argument(
        "--family", action="append", help="with --leaks: only this family, by its qualified name"
    )
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data files")
    options = parser.parse_args()
    known = lanes()
    wanted = options.release or [row.release for row in known if row.proof]
    chosen = [row for row in known if row.release in wanted or "all" in wanted]
    if not chosen:
        parser.error(f"lanes.toml has only {', '.join(row.release for row in known)}")
    store = Store(options.data, [row.release for row in known])
    missing = 0
    for row in chosen:
        try:
            facts = harvest_release(row)
            print(f"{row.release}: {len(facts['names'])} names", flush=True)
            store.keep(row.release, facts)
            if options.leaks:
                names = facts["names"]
                kept = store.leaks.get(row.release, {}) if options.family else {}
                store.leaks[row.release] = kept | harvest_leaks(
                    row,
                    {name: names[name] for name in options.family or names if name in names},
                    report=lambda text: print(text, flush=True),
                    neighbour=store.leaks.get(nearest(row.release, store)),
                )
        except NoLane as error:
            missing += 1
            print(error, file=sys.stderr)
            continue
        store.save()
        if options.leaks:
            store.save_leaks()
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
