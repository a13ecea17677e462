"""Which file an import means, as Python would find it from the importing file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nplint.facts.scopes import ModuleFacts

# Names that always mean the installed package, also when its source is what is checked.
EXTERNAL_PACKAGES = frozenset({"numpyro", "jax", "jaxlib", "numpy", "scipy", "flax"})


class ModuleTable:
    """The project's modules by path, and how imports find them."""

    def __init__(self, modules: Iterable[ModuleFacts]) -> None:
        self.by_path = {module.path: module for module in modules}
        self._found: dict[tuple[Path, str], ModuleFacts | None] = {}

    def find(self, importer: Path, dotted: str) -> ModuleFacts | None:
        """The module of a dotted name, leading dots meaning the importer's packages.

        Looked for in the importer's folder and then in each folder above it, with and
        without ``src``: the places that are on ``sys.path`` for scripts, packages and tests.
        """
        key = (importer, dotted) if dotted.startswith(".") else (importer.parent, dotted)
        if key not in self._found:
            self._found[key] = self._search(importer, dotted)
        return self._found[key]

    def _search(self, importer: Path, dotted: str) -> ModuleFacts | None:
        name = dotted.lstrip(".")
        dots = len(dotted) - len(name)
        parts = name.split(".") if name else []
        folder = importer.parent
        if dots:
            for _ in range(dots - 1):
                folder = folder.parent
            return self._at(folder, parts)
        if parts[0] in EXTERNAL_PACKAGES:
            return None
        for base in (folder, *folder.parents):
            found = self._at(base, parts) or self._at(base / "src", parts)
            if found is not None:
                return found if found.path != importer else None
        return None

    def _at(self, folder: Path, parts: list[str]) -> ModuleFacts | None:
        target = folder.joinpath(*parts)
        found = self.by_path.get(target / "__init__.py")
        if found is None and parts:
            found = self.by_path.get(target.with_name(target.name + ".py"))
        return found
