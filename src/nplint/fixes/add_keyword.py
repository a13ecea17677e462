"""Give a call one more argument."""

from __future__ import annotations

from nplint.facts.expressions import Call
from nplint.facts.scopes import ModuleFacts
from nplint.finding import Edit


def add_keyword(module: ModuleFacts, call: Call, argument: str) -> Edit:
    """Write ``name=value`` behind the last argument of a call that has some.

    A comma, brackets or comments may stand behind that; they stay where they are.
    """
    return module.locate(call.arguments[-1]).after(f", {argument}")
