"""Take a decorator off a function, or put another in its place."""

from __future__ import annotations

from nplint.facts.expressions import Expr
from nplint.facts.scopes import Function
from nplint.finding import Edit
from nplint.fixes.import_edits import import_edits
from nplint.fixes.repair import FixContext
from nplint.fixes.replace_name import unneeded_imports


def delete_decorator(fix_context: FixContext, function: Function, decorator: Expr) -> list[Edit]:
    """Delete a decorator, and its import where nothing else needs that.

    A comment behind it gets a line. Empty where the decorator has no line of its own.
    """
    layout = fix_context.layout(function.module)
    start = layout.text.rfind("@", 0, decorator.start)
    lines = layout.lines_of(start, decorator.end, comments=False)
    if lines is None:
        return []
    comment = layout.text[decorator.end : layout.line_stop(decorator.end)].strip()
    kept = f"{lines.indent}{comment}{layout.source.newline}" if comment else ""
    gone = layout.locate(lines).replaced_by(kept)
    return [gone, *_without_import(fix_context, function, decorator)]


def replace_decorator(
    fix_context: FixContext, function: Function, decorator: Expr, text: str
) -> list[Edit]:
    """Put another decorator in the place of one, whose import goes if it can."""
    edit = function.module.locate(decorator).replaced_by(text)
    return [edit, *_without_import(fix_context, function, decorator)]


def _without_import(fix_context: FixContext, function: Function, decorator: Expr) -> list[Edit]:
    unneeded = unneeded_imports(fix_context, function.module, decorator)
    return import_edits(fix_context, function.module, unneeded, []) if unneeded else []
