"""The walk over a parsed module: patterns of ``match``, for the names that they bind."""

from __future__ import annotations

from nplint.facts.convert_expressions import ExpressionConverter
from nplint.facts.parser import Node, kind_of
from nplint.facts.scopes import Binding


class PatternConverter(ExpressionConverter):
    """Converts the patterns of a ``match``: of the names in them, some are bound, some are read."""

    def pattern(self, node: Node) -> None:
        """Walk a pattern for the names it binds."""
        if kind_of(node) in ("MatchValue", "MatchSingleton"):
            self.expression(node.value)
            return
        for _ in getattr(node, "lpar", None) or ():
            self.take("(")
        bracket = "["
        if kind_of(node) == "MatchList" and node.lbracket is not None:
            self.take(bracket)
        if kind_of(node) in ("MatchList", "MatchTuple"):
            for element in node.patterns:
                self.pattern(element if kind_of(element) == "MatchStar" else element.value)
        elif kind_of(node) == "MatchMapping":
            self.take("{")
            for entry in node.elements:
                self.expression(entry.key)
                self.pattern(entry.pattern)
            if node.rest is not None:
                self.bound_by_pattern(node.rest.value)
            self.take("}")
        elif kind_of(node) == "MatchClass":
            self.expression(node.cls)
            self.take("(")
            for positional in node.patterns:
                self.pattern(positional.value)
            for named in node.kwds:
                self.take(named.key.value)
                self.pattern(named.pattern)
            self.take(")")
        elif kind_of(node) == "MatchOr":
            for option in node.patterns:
                self.pattern(option.pattern)
        else:  # MatchAs, MatchStar
            if getattr(node, "pattern", None) is not None:
                self.pattern(node.pattern)
            self.bound_by_pattern(node.name.value if node.name is not None else "_")
        if kind_of(node) == "MatchList" and node.rbracket is not None:
            self.take("]")
        for _ in getattr(node, "rpar", None) or ():
            self.take(")")

    def bound_by_pattern(self, name: str) -> None:
        start = self.take(name)
        self.bind(self.scope, name, Binding("other", start))
