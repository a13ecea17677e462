"""Imported names, followed through the modules of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nplint.facts.scopes import ModuleFacts
from nplint.facts.statements import ImportedName
from nplint.semantic.recursion import Guard
from nplint.semantic.values import UNKNOWN, ModuleValue, Value, Values

if TYPE_CHECKING:
    from nplint.semantic.evaluator import Evaluator


class Imports:
    """Follows imported names to the modules they come from."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    def imported(self, imported: ImportedName, importer: ModuleFacts) -> Values:
        """Return the values that an import statement binds one of its names to."""
        if imported.name is None:
            dotted = imported.module if imported.renamed else imported.module.split(".")[0]
            found = self.evaluator.table.find(importer.path, dotted)
            return (ModuleValue(found),) if found else self.evaluator.externals.named(dotted)
        module = self.evaluator.table.find(importer.path, imported.module)
        if module is not None:
            return self.module_attribute(module, imported.name)
        separator = "" if imported.module.endswith(".") else "."
        submodule = self.evaluator.table.find(
            importer.path, f"{imported.module}{separator}{imported.name}"
        )
        if submodule is not None:
            return (ModuleValue(submodule),)
        return self.evaluator.externals.named(f"{imported.module}{separator}{imported.name}")

    @Guard(otherwise=())  # modules may import each other's names
    def module_attribute(self, module: ModuleFacts, name: str) -> Values:
        """Return the values that ``module.name`` may have."""
        found: Values = ()
        if name in module.scope.bindings:
            found = self.evaluator.bound(name, self.evaluator.module_frame(module), None)
        elif module.path.name == "__init__.py":
            submodule = self.evaluator.table.find(module.path, f".{name}")
            found = (ModuleValue(submodule),) if submodule is not None else ()
        return found or self.starred(name, module, set()) or (UNKNOWN,)

    def starred(self, name: str, module: ModuleFacts, seen: set[ModuleFacts]) -> Values:
        """Return the values of a name that star imports bring into a module."""
        seen.add(module)
        found: list[Value] = []
        for imported in module.imports:
            if imported.name != "*":
                continue
            source = self.evaluator.table.find(module.path, imported.module)
            if source is None:
                library = self.evaluator.externals.library(imported.module)
                if library is not None and name in library.star_names(imported.module):
                    found += self.evaluator.externals.named(f"{imported.module}.{name}")
            elif source not in seen:
                if name in source.scope.bindings:
                    found += self.evaluator.bound(name, self.evaluator.module_frame(source), None)
                else:
                    found += self.starred(name, source, seen)
        return tuple(found)
