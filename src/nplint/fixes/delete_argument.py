"""Take an argument out of a call."""

from __future__ import annotations

import re

from nplint.facts.expressions import Argument, Call
from nplint.finding import Edit, Location, Span
from nplint.fixes.repair import FixContext


def delete_argument(fix_context: FixContext, call: Call, argument: Argument) -> Edit | None:
    """Delete an argument, not the first one, with its comma.

    One that has lines of its own goes with the comment behind it. None where a comment, or a
    parenthesis around a value, stands between it and the argument before.
    """
    layout = fix_context.layout(call.scope.module)
    path, text = layout.source.path, layout.text
    before = call.arguments[call.arguments.index(argument) - 1]
    comma = re.compile(r"[ \t]*,").match(text, argument.end)
    stop = layout.comment_end(comma.end() if comma else argument.end)
    if layout.indent(argument.start) is not None and stop is not None:
        lines = Span(layout.line_start(argument.start), layout.line_end(stop))
        return Location(path, lines).deleted()
    if re.fullmatch(r"\s*,\s*", text[before.end : argument.start]) is None:
        return None
    return Location(path, Span(before.end, argument.end)).deleted()
