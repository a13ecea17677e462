"""Resolution of imports to files, as Python would find them from the importing file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

# Names that always mean the installed package, also when its source is what is checked.
EXTERNAL_PACKAGES = frozenset({"numpyro", "jax", "jaxlib", "numpy", "scipy", "flax"})


class ImportResolver:
    """Finds the file that an import means among some files.

    ``src`` are folders to look in last, for every file: what the setting of that name says.
    """

    def __init__(self, paths: Iterable[Path], src: Iterable[Path] = ()) -> None:
        self.paths = {os.fspath(path): path for path in paths}
        self._src = tuple(map(os.fspath, src))
        self._found: dict[tuple[str, str], Path | None] = {}

    @cached_property
    def _names(self) -> frozenset[str]:
        """Every name that a file, but for its suffix, or a folder of one has."""
        split = [os.path.split(path) for path in self.paths]
        folders = {
            name for folder in {folder for folder, _ in split} for name in folder.split(os.sep)
        }
        return frozenset(folders | {name.partition(".")[0] for _, name in split})

    def find(self, importer: Path, dotted: str) -> Path | None:
        """The file of a dotted name, leading dots meaning the importer's packages.

        Looked for in the importer's folder and then in each folder above it, with and
        without ``src``: the places that are on ``sys.path`` for scripts, packages and tests.
        """
        if dotted.partition(".")[0] in EXTERNAL_PACKAGES:
            return None
        file = os.fspath(importer)
        key = (os.path.dirname(file), dotted)
        if key not in self._found:
            self._found[key] = self._search(key[0], dotted)
        found = self._found[key]
        return found if found is None or os.fspath(found) != file or dotted == "." else None

    def _search(self, folder: str, dotted: str) -> Path | None:
        name = dotted.lstrip(".")
        dots = len(dotted) - len(name)
        parts = name.split(".") if name else []
        if dots:
            for _ in range(dots - 1):
                folder = os.path.dirname(folder)
            return self._at(folder, parts)
        if parts and parts[0] not in self._names:
            return None
        while True:
            found = self._at(folder, parts) or self._at(os.path.join(folder, "src"), parts)
            above = os.path.dirname(folder)
            if found is not None:
                return found
            if above == folder:
                break
            folder = above
        return next((found for each in self._src if (found := self._at(each, parts))), None)

    def _at(self, folder: str, parts: list[str]) -> Path | None:
        target = os.path.join(folder, *parts)
        found = self.paths.get(os.path.join(target, "__init__.py"))
        if found is None and parts:
            found = self.paths.get(target + ".py")
        return found
