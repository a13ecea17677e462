"""Imports run downwards, through the rooms of the house; circles are known by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import nplint

ROOT = Path(nplint.__file__).parent

# From the ground up. A room may use what lies below it and what lies in it.
LAYERS = (
    "version", "records", "finding", "system", "source", "result",
    "numpyro_api", "settings", "target", "suppression",
    "domains", "facts", "cache", "semantic", "libraries", "project", "model", "analyses",
    "description", "fixes", "rules", "engine", "report", "cli", "__main__", "",
)  # fmt: skip
# The types of facts are about each other, and so are the parts of the evaluator.
CIRCLES = (
    {"facts.expressions", "facts.scopes", "facts.statements"},
    {
        "semantic.binding", "semantic.classes", "semantic.containers", "semantic.decisions",
        "semantic.evaluator", "semantic.externals", "semantic.formatted_strings",
        "semantic.imports", "semantic.variables",
    },
)  # fmt: skip
# More files than this are a heap. The commands and the formats of reports are lists by nature.
MOST_FILES = 26


def modules() -> dict[str, Path]:
    """Every module of nplint by its dotted name, without ``nplint.`` in front."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(path: Path) -> Iterator[str]:
    """The modules of nplint that a file imports, wherever in it, for types or for good."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def graph() -> dict[str, set[str]]:
    """The modules that each module imports; a package counts where nothing in it is meant."""
    found: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        named = {each.removeprefix("nplint.") for each in imports(path) if "nplint." in each}
        known = named & MODULES.keys()
        found[name] = {
            each
            for each in known - {name}
            if not any(other.startswith(f"{each}.") for other in known)
        }
    return found


GRAPH = graph()


def layer(module: str) -> int:
    return LAYERS.index(module.partition(".")[0])


def test_every_room_has_its_layer() -> None:
    assert {name.partition(".")[0] for name in MODULES} == set(LAYERS)


def test_no_import_runs_upwards() -> None:
    upwards = [
        f"{module} imports {other}"
        for module, others in GRAPH.items()
        for other in sorted(others)
        if layer(other) > layer(module)
    ]
    assert not upwards


def test_groups_of_rules_do_not_know_each_other() -> None:
    crossing = [
        f"{module} imports {other}"
        for module, others in GRAPH.items()
        if module.count(".") == 2 and module.startswith("rules.")
        for other in sorted(others)
        if other.count(".") == 2
        and other.startswith("rules.")
        and other.split(".")[1] != module.split(".")[1]
    ]
    assert not crossing


def circles() -> list[set[str]]:
    """The groups of modules that import each other (Tarjan's strongly connected components)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        stack.append(module)
        for other in GRAPH[module]:
            if other not in order:
                visit(other)
            if other in stack:
                lowest[module] = min(lowest[module], lowest[other])
        if lowest[module] == order[module]:
            place = stack.index(module)
            group = set(stack[place:])
            del stack[place:]
            if len(group) > 1:
                found.append(group)

    for module in GRAPH:
        if module not in order:
            visit(module)
    return found


def test_circles_are_those_that_are_named() -> None:
    unknown = [group for group in circles() if not any(group <= known for known in CIRCLES)]
    assert not unknown


def test_no_two_modules_have_one_name() -> None:
    files = [path.stem for path in MODULES.values() if not path.stem.startswith("__")]
    assert sorted(set(files)) == sorted(files)


def test_a_room_is_read_at_one_glance() -> None:
    rooms = {path.parent for path in MODULES.values()} - {ROOT / "cli", ROOT / "report"}
    crowded = {
        str(room.relative_to(ROOT)): len(files)
        for room in rooms
        if len(files := [each for each in room.glob("*.py") if each.name != "__init__.py"])
        > MOST_FILES
    }
    assert not crowded
