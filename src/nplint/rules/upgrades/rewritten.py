"""Functions of JAX whose place an expression has taken, which no other name could."""

from __future__ import annotations

import re

from nplint.analyses.usage import Mention
from nplint.facts.expressions import Call
from nplint.rules.base import Context

# https://docs.jax.dev/en/latest/changelog.html, releases 0.2.22 and 0.3.2.
_AT = {
    "index_update": "set",
    "index_add": "add",
    "index_mul": "multiply",
    "index_min": "min",
    "index_max": "max",
}
_INDEX = re.compile(r"(?:\w+\.)*index\[(?P<within>.*)\]")
_LONGEST = 60


def expression_instead(context: Context, mention: Mention) -> str | None:
    """Return what to write in place of a lost function, with the arguments of its call."""
    module, _, name = mention.path.rpartition(".")
    if module != "jax.ops":
        return None
    if name == "index":
        return "x.at[index]"
    if name not in _AT:
        return None
    given = _arguments(context, mention, name) or ["x", "index", "value"]
    array, index, value = given
    within = _INDEX.fullmatch(index)
    return f"{array}.at[{within['within'] if within else index}].{_AT[name]}({value})"


def _arguments(context: Context, mention: Mention, name: str) -> list[str] | None:
    """Return the source of the three arguments of the call that a mention is part of."""
    calls = context.program.evaluator.index.calls_of(name)
    call: Call | None = next((each for each in calls if each.func is mention.expr), None)
    source = context.fix_context.files.source(mention.module.path)
    if call is None or source is None or len(call.arguments) != 3:
        return None
    if any(each.keyword is not None or each.star for each in call.arguments):
        return None
    texts = [source.text[each.start : each.end] for each in call.arguments]
    if any("\n" in text or len(text) > _LONGEST for text in texts):
        return None
    return texts if texts[0].replace(".", "").isidentifier() else [f"({texts[0]})", *texts[1:]]
