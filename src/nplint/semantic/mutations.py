"""Changes of objects in place, by the name of the variable that leads to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from nplint.facts.expressions import Attribute, Expr, Subscript, terminal
from nplint.facts.scopes import ModuleFacts, Scope
from nplint.records import record

MUTATORS = frozenset(
    {"append", "add", "extend", "insert", "update", "pop", "popitem", "remove", "discard",
     "clear", "setdefault", "sort", "reverse", "move_to_end"}
)  # fmt: skip


@record
class Change:
    """A store into what ``expr`` evaluates to, or the call of a method that changes it."""

    expr: Expr
    scope: Scope
    method: str = ""


class Changes:
    """Finds the changes of a program, once for all variables."""

    def __init__(self, modules: Iterable[ModuleFacts]) -> None:
        self._in: dict[ModuleFacts, dict[str, list[Change]]] = {}
        self._of: dict[str, list[Change]] = defaultdict(list)
        for module in modules:
            for name, changes in self._of_module(module).items():
                self._of[name] += changes

    def of(self, name: str) -> list[Change]:
        """Return the changes of ``name`` or ``….name``."""
        return self._of.get(name, [])

    def within(self, module: ModuleFacts, name: str) -> list[Change]:
        """Return the changes that one module makes, be it of the program or not."""
        return self._of_module(module).get(name, [])

    def _of_module(self, module: ModuleFacts) -> dict[str, list[Change]]:
        if module not in self._in:
            found: dict[str, list[Change]] = defaultdict(list)
            for change in _changes(module):
                name = terminal(change.expr)
                if name is not None:
                    found[name].append(change)
            self._in[module] = found
        return self._in[module]


def _changes(module: ModuleFacts) -> Iterator[Change]:
    for store in module.stores:
        for expr in _owners(store.target):
            yield Change(expr, store.scope)
    for method in sorted(MUTATORS & module.attributes.keys()):
        for attribute in module.attributes[method]:
            yield Change(attribute.value, attribute.scope, method)


def _owners(target: Expr) -> Iterator[Expr]:
    """Yield an expression that is assigned to, and each expression that it is a part of."""
    yield target
    while isinstance(target, (Attribute, Subscript)):
        target = target.value
        yield target
