"""The same walk, over the patterns of ``match``: for the names they bind."""

from __future__ import annotations

import libcst as cst

from nplint.facts.convert_expressions import ExpressionConverter, Node
from nplint.facts.scopes import Binding


class PatternConverter(ExpressionConverter):
    """Walks patterns."""

    def pattern(self, node: Node) -> None:
        """Walk a pattern for the names it binds."""
        if isinstance(node, (cst.MatchValue, cst.MatchSingleton)):
            self.expression(node.value)
            return
        for _ in getattr(node, "lpar", ()):
            self.take("(")
        bracket = "["
        if isinstance(node, cst.MatchList) and node.lbracket is not None:
            self.take(bracket)
        if isinstance(node, cst.MatchSequence):
            for element in node.patterns:
                self.pattern(element if isinstance(element, cst.MatchStar) else element.value)
        elif isinstance(node, cst.MatchMapping):
            self.take("{")
            for entry in node.elements:
                self.expression(entry.key)
                self.pattern(entry.pattern)
            if node.rest is not None:
                self.bound_by_pattern(node.rest.value)
            self.take("}")
        elif isinstance(node, cst.MatchClass):
            self.expression(node.cls)
            self.take("(")
            for positional in node.patterns:
                self.pattern(positional.value)
            for named in node.kwds:
                self.take(named.key.value)
                self.pattern(named.pattern)
            self.take(")")
        elif isinstance(node, cst.MatchOr):
            for option in node.patterns:
                self.pattern(option.pattern)
        else:  # MatchAs, MatchStar
            if getattr(node, "pattern", None) is not None:
                self.pattern(node.pattern)
            self.bound_by_pattern(node.name.value if node.name is not None else "_")
        if isinstance(node, cst.MatchList) and node.rbracket is not None:
            self.take("]")
        for _ in getattr(node, "rpar", ()):
            self.take(")")

    def bound_by_pattern(self, name: str) -> None:
        start = self.take(name)
        self.bind(self.scope, name, Binding("other", start))
