"""What NumPyro and JAX had before the oldest release that still runs: read from their repositories.

    python tools/harvest_history.py --numpyro CLONE --jax CLONE

The clones need their tags. Nothing of them is run: the names that a module of a tag defines or
imports, and the signatures of functions and classes, are read from the syntax of its files. Kept is
what the oldest harvested release no longer has, or takes in another form.
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

TOOLS = Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS))

from harvest_store import DATA, Packed, oldest, packed, save  # noqa: E402

_VERSION = re.compile(r"(?:jax-)?v?(\d+(?:\.\d+)+)")
_LEFT_OUT = re.compile(r"/(?:_src|tests?|tools|jax2tf|interpreters|examples)/|_test\.py$")


@dataclass
class Tree:
    """The modules of a package at one tag."""

    files: dict[str, str]
    package: str
    clone: Path
    _members: dict[str, dict[str, list[str] | None]] = field(default_factory=dict)

    def members(self, module: str) -> dict[str, list[str] | None]:
        """A module's public names, with the signatures of those that can be followed."""
        if module in self._members:
            return self._members[module]
        found: dict[str, list[str] | None] = {}
        self._members[module] = found
        if module in self.files:
            syntax = _parsed(self.clone, self.files[module])
            for statement in _statements(syntax.body):
                self._collect(module, statement, found)
        return found

    def _collect(self, module: str, node: ast.stmt, found: dict[str, list[str] | None]) -> None:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = _signature(node.args, method=False)
        elif isinstance(node, ast.ClassDef):
            starts = [
                each
                for each in node.body
                if isinstance(each, ast.FunctionDef) and each.name == "__init__"
            ]
            found[node.name] = _signature(starts[0].args, method=True) if starts else None
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        same = (
                            found.get(node.value.id) if isinstance(node.value, ast.Name) else None
                        )
                        found[name.id] = same
        elif isinstance(node, ast.ImportFrom):
            source = self._absolute(module, node)
            if source.split(".")[0] != self.package:
                return
            given = self.members(source)
            for alias in node.names:
                if alias.name == "*":
                    found.update({k: v for k, v in given.items() if not k.startswith("_")})
                else:
                    found[alias.asname or alias.name] = given.get(alias.name)

    def _absolute(self, module: str, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = module.split(".")
        is_package = self.files[module].endswith("/__init__.py")
        kept = parts[: len(parts) - node.level + is_package]
        return ".".join([*kept, *([node.module] if node.module else [])])


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """A module's statements, those under ``if`` and ``try`` included."""
    for statement in body:
        yield statement
        for name in ("body", "orelse"):
            if isinstance(statement, (ast.If, ast.Try)):
                yield from _statements(getattr(statement, name))


def _signature(arguments: ast.arguments, method: bool) -> list[str]:
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    words = [_word(each.arg, default) for each, default in zip(positional, defaults, strict=True)]
    words = words[1:] if method else words
    if arguments.vararg:
        words.append(f"*{arguments.vararg.arg}")
    elif arguments.kwonlyargs:
        words.append("*")
    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    words += [_word(each.arg, default) for each, default in pairs]
    if arguments.kwarg:
        words.append(f"**{arguments.kwarg.arg}")
    return words


def _word(name: str, default: ast.expr | None) -> str:
    if default is None:
        return name
    try:
        return f"{name}={ast.literal_eval(default)!r}"
    except ValueError:
        return f"{name}=…"


@cache
def _parsed(clone: Path, blob: str) -> ast.Module:
    try:
        return ast.parse(_git(clone, "show", blob.partition(" ")[0]))
    except SyntaxError:
        return ast.Module([], [])


def _git(clone: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(clone), *words], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def _tags(clone: Path) -> dict[tuple[int, ...], str]:
    found: dict[str, Any] = {}
    for tag in _git(clone, "tag").split():
        match = _VERSION.fullmatch(tag)
        if match:
            found[tuple(map(int, match[1].split(".")))] = tag
    return found


def _tree(clone: Path, tag: str, package: str) -> Tree:
    files = {}
    for line in _git(clone, "ls-tree", "-r", tag, f"{package}/").splitlines():
        head, _, path = line.partition("\t")
        if path.endswith(".py"):
            module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            files[module] = f"{head.split()[2]} {path}"
    return Tree(files, package, clone)


def history(clone: Path, package: str, before: str) -> tuple[list[str], Packed]:
    """The public paths of every tagged release before one, and those releases."""
    limit = tuple(map(int, before.split(".")))
    releases: dict[str, dict[str, Any]] = {}
    for version, tag in sorted(_tags(clone).items()):
        if version >= limit:
            continue
        tree = _tree(clone, tag, package)
        told: dict[str, Any] = {}
        for module, file in tree.files.items():
            if "._" in module or _LEFT_OUT.search(file):
                continue
            told[module] = None
            for name, signature in tree.members(module).items():
                if not name.startswith("_"):
                    told[f"{module}.{name}"] = signature
        releases[".".join(map(str, version))] = told
    return list(releases), packed(releases)


def main() -> int:
    """Read both histories into the package's data."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--numpyro", type=Path, required=True)
    parser.add_argument("--jax", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    found = {}
    for package, clone in (("numpyro", options.numpyro), ("jax", options.jax)):
        first = oldest(options.data, package)
        releases, paths = history(clone, package, first.release)
        # A module that is gone says enough for all that it held.
        listed = {path.rpartition(".")[0] for path in first.names}
        gone = {
            path: versions
            for path, versions in paths.items()
            if path.rpartition(".")[0] in listed
            and not all(first.has(path, parameters) for _, _, parameters in versions)
        }
        found |= {f"{package}_releases": releases, package: gone}
        print(f"{package}: {len(gone)} paths of {len(releases)} releases")
    save(options.data / "history.json", found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
