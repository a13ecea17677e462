"""The modules of a project, found by import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nplint.facts.scopes import ModuleFacts


class ModuleTable:
    """The project's modules by import; those beside the program's are read on demand.

    Parameters
    ----------
    modules
        The modules of the program.
    find
        Tells which file a dotted name means in a file, None if none of the project's.
    load
        Reads a file that is not among the modules; None where it cannot be read.
    """

    def __init__(
        self,
        modules: Iterable[ModuleFacts],
        find: Callable[[Path, str], Path | None],
        load: Callable[[Path], ModuleFacts | None] = lambda path: None,
    ) -> None:
        self._modules: dict[Path, ModuleFacts | None] = {m.path: m for m in modules}
        self._find = find
        self._load = load

    def may_find(self, importer: Path, dotted: str) -> bool:
        """Tell whether a dotted name means a file of the project, without reading the file."""
        return self._find(importer, dotted) is not None

    def find(self, importer: Path, dotted: str) -> ModuleFacts | None:
        """Return the module that a dotted name means in a file."""
        path = self._find(importer, dotted)
        if path is None:
            return None
        if path not in self._modules:
            self._modules[path] = self._load(path)
        return self._modules[path]

    def reached_from(self, modules: Iterable[ModuleFacts]) -> Iterator[ModuleFacts]:
        """Yield some modules and all that they import of the project, each once."""
        waiting, seen = list(modules), set[Path]()
        while waiting:
            module = waiting.pop()
            if module.path in seen:
                continue
            seen.add(module.path)
            yield module
            for imported in module.imports:
                for dotted in (imported.module, f"{imported.module}.{imported.name}"):
                    found = self.find(module.path, dotted)
                    if found is not None:
                        waiting.append(found)
