"""Statements whose value is lost."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.statements import ExprStmt
from nplint.model.program import Program


def discarded(program: Program) -> Iterator[ExprStmt]:
    """Yield the statements that are an expression, but for those that a cell may display."""
    for module in program.looked_into:
        for statement in module.discarded:
            if not (module.has_cells and statement.scope.parent is None):
                yield statement
