"""Cut a text into groups of top-level statements, which are parsed one after the other.

libcst takes less time for pieces than for the whole text, and the memory of one piece instead of
that of the whole tree (docs/performance.md). A cut in a wrong place does no harm: a piece that
begins or ends within a statement, a bracket or a string is no module, so it does not parse, and the
text is parsed as a whole. Where all pieces parse, they say one after the other what the whole says.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise, repeat

from nplint.facts.tokens import Tokens

# The length of a piece in characters; the time hardly depends on it.
_SIZE = 1_000
# Where a statement, or a decorator, may begin: not on a continued line, nor where one goes on.
_START = re.compile(
    r"\n(?<!\\\n)(?<!\\\r\n)(?=@|[^\x00-@\[-^`{-\x7f])(?!(?:else|elif|except|finally)\b)"
)
_STEP = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def pieces(text: str, tokens: Tokens) -> list[str]:
    """Cut a text before statements of its top level; together the pieces are the text."""
    cuts = [0, *_cuts(text, tokens), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def _cuts(text: str, tokens: Tokens) -> Iterator[int]:
    last = seen = depth = 0
    decorated = False
    for match in _START.finditer(text):
        place = match.end()
        after_decorator, decorated = decorated, text[place] == "@"
        if place - last < _SIZE or after_decorator:
            continue
        before = bisect_left(tokens.starts, place)
        depth += sum(map(_STEP.get, tokens.texts[seen:before], repeat(0)))
        seen = before
        in_string = before and tokens.starts[before - 1] + len(tokens.texts[before - 1]) > place
        if not depth and not in_string:
            yield place
            last = place
