"""The walk over a parsed module (``convert_expressions.py``): import statements."""

from __future__ import annotations

from typing import cast

from nplint.facts import statements as st
from nplint.facts.convert_expressions import ExpressionConverter
from nplint.facts.parser import Node, kind_of
from nplint.facts.scopes import Binding


class ImportConverter(ExpressionConverter):
    """Converts import statements to facts."""

    def import_(self, node: Node) -> st.Statement:
        after = self.cursor.end
        first = self.cursor.next_start()
        statement = st.Import(self.before("import", first, after), first, ())
        names: list[st.ImportedName] = []
        for alias in node.names:
            start = self.cursor.next_start()
            module = self.dotted(alias.name)
            bound, renamed = module.split(".")[0], alias.asname is not None
            if alias.asname is not None:
                bound = alias.asname.name.value
                self.take(bound)
            end = self.cursor.end
            names.append(st.ImportedName(start, end, module, None, bound, renamed, self.scope))
        return self.imported(statement, names)

    def import_from(self, node: Node) -> st.Statement:
        after = self.cursor.end
        first = self.cursor.next_start()
        module = "." * len(node.relative)
        module += self.dotted(node.module) if node.module is not None else ""
        names: list[st.ImportedName] = []
        if kind_of(node.names) == "ImportStar":
            end = self.text.index("*", self.cursor.end) + 1
            names.append(st.ImportedName(end - 1, end, module, "*", None, False, self.scope))
        else:
            if node.lpar is not None:
                self.take("(")
            first = min(first, self.cursor.next_start())
            for alias in node.names:
                start = self.cursor.next_start()
                name = alias.name.value
                self.take(name)
                bound, renamed = name, alias.asname is not None
                if alias.asname is not None:
                    bound = alias.asname.name.value
                    self.take(bound)
                end = self.cursor.end
                names.append(st.ImportedName(start, end, module, name, bound, renamed, self.scope))
            if node.rpar is not None:
                self.take(")")
        start = self.before("from", first, after)
        return self.imported(st.Import(start, names[-1].end, ()), names)

    def imported(self, statement: st.Import, names: list[st.ImportedName]) -> st.Import:
        statement.names = tuple(names)
        statement.end = max(self.cursor.end, names[-1].end)
        for name in names:
            self.facts.imports.append(name)
            if name.bound is not None:
                binding = Binding("import", name.start, statement, imported=name)
                self.bind(self.scope, name.bound, binding)
        return statement

    def dotted(self, node: Node) -> str:
        """Read a dotted module name."""
        if kind_of(node) == "Attribute":
            prefix = self.dotted(node.value)
            self.take(node.attr.value)
            return f"{prefix}.{node.attr.value}"
        self.take(node.value)
        return cast("str", node.value)
