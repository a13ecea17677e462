"""An index of the project's calls, reads and stores by name: looking up the other way round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TypeAlias, TypeVar

from nplint.facts.expressions import Attribute, Call, Expr, Name, Subscript, terminal
from nplint.facts.scopes import Function, ModuleFacts, Scope, Store
from nplint.facts.statements import ImportedName

R = TypeVar("R", Name, Attribute)
K = TypeVar("K")
V = TypeVar("V")
ByFunction: TypeAlias = dict[Function, list[R]]


class ProgramIndex:
    """Knows calls by the last name in them, and stores by the name of attribute or container."""

    def __init__(self, modules: Iterable[ModuleFacts]) -> None:
        self.modules = tuple(modules)
        self.by_path = {module.path: module for module in self.modules}
        self.calls: dict[str, list[Call]] = defaultdict(list)
        self.attribute_stores: dict[str, list[Store]] = defaultdict(list)
        self.item_stores: dict[str, list[Store]] = defaultdict(list)
        self._aliases: dict[str, set[str]] = defaultdict(set)
        self._names: dict[ModuleFacts, ByFunction[Name]] = {}
        self._attributes: dict[ModuleFacts, ByFunction[Attribute]] = {}
        self._calls_by_scope: dict[ModuleFacts, dict[Scope, list[Call]]] = {}
        self._kept: dict[Scope, dict[Expr, dict[str, None]]] = {}
        self._imports: dict[str | None, list[ImportedName]] = defaultdict(list)
        for module in self.modules:
            for call in module.calls:
                name = terminal(call.func)
                if name is not None:
                    self.calls[name].append(call)
            for store in module.stores:
                if isinstance(store.target, Attribute):
                    self.attribute_stores[store.target.attr].append(store)
                elif isinstance(store.target, Subscript):
                    container = terminal(store.target.value)
                    if container is not None:
                        self.item_stores[container].append(store)
            for imported in module.imports:
                self._imports[imported.name].append(imported)
                if imported.renamed and imported.name is not None and imported.bound is not None:
                    self._aliases[imported.name].add(imported.bound)
            self._note_aliases(module.scope)
            for function in module.functions:
                self._note_aliases(function.scope)

    def _note_aliases(self, scope: Scope) -> None:
        for name, bindings in scope.bindings.items():
            for binding in bindings:
                if binding.kind == "assign" and not binding.path and binding.value is not None:
                    original = terminal(binding.value)
                    if original is not None and original != name:
                        self._aliases[original].add(name)

    def called_names(self, names: Iterable[str]) -> list[str]:
        """Return those of some names that calls have or that have aliases, in order."""
        return sorted(self._called.intersection(names))

    @cached_property
    def _called(self) -> frozenset[str]:
        return frozenset(self.calls).union(self._aliases)

    def imports_of(self, name: str) -> list[ImportedName]:
        """Return the imports of a name from any module; ``*`` is a name, too."""
        return self._imports.get(name, [])

    def read_as_name(self, name: str) -> list[ModuleFacts]:
        """Return the modules that read any variable of that name."""
        return self._by_name.get(name, [])

    @cached_property
    def _by_name(self) -> dict[str, list[ModuleFacts]]:
        return _by_key((name, module) for module in self.modules for name in module.reads)

    def read_as_attribute(self, name: str) -> list[ModuleFacts]:
        """Return the modules that have ``x.name`` somewhere."""
        return self._by_attribute.get(name, [])

    @cached_property
    def _by_attribute(self) -> dict[str, list[ModuleFacts]]:
        return _by_key((name, module) for module in self.modules for name in module.attributes)

    def kept_as(self, expr: Expr, scope: Scope) -> list[str]:
        """Return the names of a scope that are assigned an expression, or a part of it."""
        known = self._kept.get(scope)
        if known is None:
            found: dict[Expr, dict[str, None]] = defaultdict(dict)
            for name, bindings in scope.bindings.items():
                for binding in bindings:
                    if binding.value is not None:
                        found[binding.value][name] = None
            known = self._kept[scope] = found
        return list(known.get(expr, ()))

    @cached_property
    def stored_as(self) -> dict[Expr, list[str]]:
        """The attributes that expressions are assigned to."""
        return _by_key(
            (store.value, name)
            for name, stores in self.attribute_stores.items()
            for store in stores
            if store.value is not None
        )

    @cached_property
    def called_at_once(self) -> dict[Expr, list[Call]]:
        """The calls ``f(…)(…)``, by the ``f(…)``."""
        return _by_key(
            (call.func, call)
            for module in self.modules
            for call in module.calls
            if isinstance(call.func, Call)
        )

    def names_in(self, function: Function) -> list[Name]:
        """Return the names that a function's own body reads, comprehensions included, in order."""
        module = function.module
        if module not in self._names:
            self._names[module] = _by_function(module.reads.values())
        return self._names[module].get(function, [])

    def attributes_in(self, function: Function) -> list[Attribute]:
        """Return the attributes that a function's own body reads, likewise."""
        module = function.module
        if module not in self._attributes:
            self._attributes[module] = _by_function(module.attributes.values())
        return self._attributes[module].get(function, [])

    def calls_in(self, scope: Scope) -> Sequence[Call]:
        """Return the calls that a scope's own code makes, those of comprehensions left out."""
        module = scope.module
        if module not in self._calls_by_scope:
            self._calls_by_scope[module] = _by_key((call.scope, call) for call in module.calls)
        return self._calls_by_scope[module].get(scope, ())

    def aliases_of(self, name: str) -> list[str]:
        """Return a name with its aliases: those it is imported as or assigned to."""
        return [name, *sorted(self._aliases.get(name, ()))]

    def calls_on(self, name: str) -> list[Call]:
        """Return the calls of methods on ``name`` or ``….name``."""
        return self._by_owner.get(name, [])

    @cached_property
    def _by_owner(self) -> dict[str, list[Call]]:
        return _by_key(
            (owner, call)
            for calls in self.calls.values()
            for call in calls
            if isinstance(call.func, Attribute) and (owner := terminal(call.func.value)) is not None
        )

    def may_store_items(self, last: str) -> bool:
        """Tell whether items are stored under a name, or under another that is its alias."""
        return last in self._filled

    @cached_property
    def _filled(self) -> frozenset[str]:
        others = (
            name
            for original, aliases in self._aliases.items()
            if aliases.union((original,)).intersection(self.item_stores)
            for name in (original, *aliases)
        )
        return frozenset(self.item_stores).union(others)

    def stores_of_items(self, name: str) -> list[Store]:
        """Return the stores ``name[…] = …``, those under its aliases included."""
        return [s for each in self.aliases_of(name) for s in self.item_stores.get(each, ())]

    def calls_of(self, name: str) -> list[Call]:
        """Return the calls by a name, those by its aliases included."""
        found = list(self.calls.get(name, ()))
        for alias in sorted(self._aliases.get(name, ())):
            found += self.calls.get(alias, ())
        return found


def _by_key(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def _by_function(groups: Iterable[list[R]]) -> ByFunction[R]:
    found: ByFunction[R] = defaultdict(list)
    for group in groups:
        for read in group:
            function = read.scope.enclosing_scope.function
            if function is not None:
                found[function].append(read)
    for each in found.values():
        each.sort(key=lambda read: read.start)
    return found
