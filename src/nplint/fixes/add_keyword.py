"""Give a call one more argument."""

from __future__ import annotations

import re

from nplint.facts.expressions import Call
from nplint.finding import Edit, Location, Span
from nplint.fixes.repair import FixContext

_COMMENT_OR_SIGN = re.compile(r"#[^\r\n]*|[,)]")


def add_keyword(fix_context: FixContext, call: Call, argument: str) -> Edit:
    """Write ``name=value`` behind the last argument of a call that has some.

    Where the last argument has a line of its own, or a comment behind it, the new one gets a line,
    too. A comma behind the last argument stays one.
    """
    layout = fix_context.layout(call.scope.module)
    last, text = call.arguments[-1], layout.text
    end, comma = last.end, False
    for match in _COMMENT_OR_SIGN.finditer(text, last.end, call.end - 1):
        if match[0] in (",", ")"):  # a parenthesis around the value
            end, comma = match.end(), match[0] == ","
    line = layout.line_start(last.start)
    stop = layout.comment_end(end)
    alone = not text[line : last.start].strip("( \t")
    has_comment = stop is not None and bool(text[end:stop].strip())
    if line <= call.func.end or not (alone or has_comment):
        before = end - 1 if comma else end
        return layout.at(before).before(f", {argument}")
    indent = layout.indentation(last.start)
    following = f"{layout.source.newline}{indent}{argument}"
    if comma:
        return layout.at(stop if stop is not None else end).before(f"{following},")
    behind = text[end:stop] if stop is not None else ""
    at = Location(layout.source.path, Span(end, end + len(behind)))
    return at.replaced_by(f",{behind}{following}")
