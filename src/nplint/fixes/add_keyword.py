"""Giving a call one more argument."""

from __future__ import annotations

from nplint.facts.expressions import Call
from nplint.facts.scopes import ModuleFacts
from nplint.finding import Edit, Span


def add_keyword(module: ModuleFacts, call: Call, argument: str) -> Edit:
    """The edit that writes ``name=value`` behind the last argument of a call that has some.

    A comma, brackets or comments may stand behind that; they stay where they are.
    """
    end = call.arguments[-1].end
    return Edit(module.path, Span(end, end), f", {argument}")
