"""Lists and dicts that outlive a trace: where the program reads, fills and empties them.

They are found by the names of their variable, in its own module and in those that import it, and
told from others of the same name by what the names mean where they are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nplint.facts.expressions import Attribute, Expr, Name, Subscript, terminal
from nplint.facts.scopes import Scope, Store
from nplint.model.program import Program
from nplint.semantic.values import Container, Unknown, Value


class OuterContainers:
    """Finds the places that have to do with a container."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.contexts = program.contexts

    def reads(self, name: str, container: Container) -> Iterator[Name | Attribute]:
        """The places that surely read it by its name or as a module's attribute, its own first."""
        index = self.evaluator.index
        spellings = index.spelled_as(name)
        others = {*index.read_as_attribute(name)}
        others.update(module for each in spellings for module in index.read_as_name(each))
        in_order = sorted(others, key=lambda module: str(module.path))
        for module in dict.fromkeys((container.frame.module, *in_order)):
            for spelled in spellings:
                for read in module.reads.get(spelled, ()):
                    if self._is(read, read.scope, container):
                        yield read
            for attribute in module.attributes.get(name, ()):
                if self._is(attribute, attribute.scope, container):
                    yield attribute

    def calls(
        self, methods: Collection[str], name: str, container: Container
    ) -> Iterator[Attribute]:
        """The places that ask what may be it for one of its methods."""
        names = self.evaluator.index.spelled_as(name)
        for method in sorted(methods):
            for module in self.evaluator.index.read_as_attribute(method):
                for attribute in module.attributes[method]:
                    if terminal(attribute.value) in names:
                        if self._may_be(attribute.value, attribute.scope, container):
                            yield attribute

    def stores(self, name: str, container: Container) -> Iterator[Store]:
        """The places that put an item into what may be it."""
        for store in self.evaluator.index.stores_of_items(name):
            assert isinstance(store.target, Subscript)
            if self._may_be(store.target.value, store.scope, container):
                yield store

    def _values(self, expr: Expr, scope: Scope) -> list[Value]:
        frames = self.contexts.frames(scope)
        return [value for frame in frames for value in self.evaluator.values(expr, frame)]

    def _is(self, expr: Expr, scope: Scope, container: Container) -> bool:
        values = self._values(expr, scope)
        return bool(values) and all(
            isinstance(value, Container) and value.expr is container.expr for value in values
        )

    def _may_be(self, expr: Expr, scope: Scope, container: Container) -> bool:
        values = self._values(expr, scope)
        return not values or any(
            isinstance(value, Unknown)
            or (isinstance(value, Container) and value.expr is container.expr)
            for value in values
        )
