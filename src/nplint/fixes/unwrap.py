"""Put an argument of a call in the place of the call."""

from __future__ import annotations

import re

from nplint.facts.expressions import Call, Expr
from nplint.finding import Edit, Location, Span
from nplint.fixes.repair import FixContext

_COMMENT_OR_COMMA = re.compile(r"#[^\r\n]*|,")


def unwrap(fix_context: FixContext, call: Call, kept: Expr) -> list[Edit]:
    """Leave nothing of a call but one of its arguments.

    Where comments stand beside the argument, and it is the only one, its parentheses stay, with the
    comments in them. Empty where comments stand beside others, which would go.
    """
    layout = fix_context.layout(call.scope.module)
    at = Location.of(layout.source.path, call)
    head, tail = at.up_to(kept.start), at.starting_at(kept.end)
    if not any("#" in fix_context.written(part) for part in (head, tail)):
        return [head.deleted(), tail.deleted()]
    opening = fix_context.written(at.starting_at(call.func.end).up_to(kept.start))
    if len(call.arguments) > 1 or call.arguments[0].keyword or not opening.startswith("("):
        return []
    edits = [at.up_to(call.func.end).deleted()]
    for match in _COMMENT_OR_COMMA.finditer(layout.text, tail.start, tail.end):
        if match[0] == ",":
            edits.append(Location(at.path, Span(*match.span())).deleted())
    return edits
