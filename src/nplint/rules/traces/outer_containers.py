"""The places where a program reads, fills and empties lists and dicts that outlive a trace.

A container is found by the names of its variable, in its own module and in those that import it,
and told from others of the same name by what the names mean where they are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nplint.facts.expressions import Attribute, Expr, Name, Subscript, terminal
from nplint.facts.scopes import Scope, Store
from nplint.model.program import Program
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.values import Container, Unknown


class OuterContainers:
    """The places in a program that have to do with a container."""

    def __init__(self, program: Program) -> None:
        self.index = program.index
        self.contexts = program.contexts

    def reads(self, name: str, container: Container) -> Iterator[Name | Attribute]:
        """Yield the places that surely read it, by name or as a module's attribute."""
        index = self.index
        aliases = index.aliases_of(name)
        others = {*index.read_as_attribute(name)}
        others.update(module for alias in aliases for module in index.read_as_name(alias))
        in_order = sorted(others, key=lambda module: str(module.path))
        for module in dict.fromkeys((container.frame.module, *in_order)):
            for alias in aliases:
                for read in module.reads.get(alias, ()):
                    if self._is(read, read.scope, container):
                        yield read
            for attribute in module.attributes.get(name, ()):
                if self._is(attribute, attribute.scope, container):
                    yield attribute

    def calls(
        self, methods: Collection[str], name: str, container: Container
    ) -> Iterator[Attribute]:
        """Yield the places that ask what may be it for one of its methods."""
        aliases = self.index.aliases_of(name)
        for method in sorted(methods):
            for module in self.index.read_as_attribute(method):
                for attribute in module.attributes[method]:
                    if terminal(attribute.value) in aliases:
                        if self._may_be(attribute.value, attribute.scope, container):
                            yield attribute

    def stores(self, name: str, container: Container) -> Iterator[Store]:
        """Yield the places that put an item into what may be it."""
        for store in self.index.stores_of_items(name):
            assert isinstance(store.target, Subscript)
            if self._may_be(store.target.value, store.scope, container):
                yield store

    def _is(self, expr: Expr, scope: Scope, container: Container) -> bool:
        values = Alternatives(self.contexts.values(expr, scope))
        return values.all(
            lambda value: isinstance(value, Container) and value.expr is container.expr
        )

    def _may_be(self, expr: Expr, scope: Scope, container: Container) -> bool:
        values = Alternatives(self.contexts.values(expr, scope))
        return not values or any(
            isinstance(value, Unknown)
            or (isinstance(value, Container) and value.expr is container.expr)
            for value in values
        )
