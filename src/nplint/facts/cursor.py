"""Read a text's tokens in step with its tree, which gives each node its place."""

from __future__ import annotations

from nplint.facts.places import SHARED, SHARED_BELOW
from nplint.facts.tokens import OutOfStep, Tokens


class Cursor:
    """Reads a file's tokens in step with the leaves of its tree."""

    def __init__(self, tokens: Tokens) -> None:
        self.texts, self.starts = tokens
        self.index = 0
        self.end = 0

    def take(self, text: str) -> int:
        """Step over the next token, which must read ``text``, and return where it starts."""
        index = self.index
        try:
            if self.texts[index] != text:
                raise OutOfStep(f"expected {text!r}, found {self.texts[index]!r}")
        except IndexError:
            raise OutOfStep(f"expected {text!r}, found the end") from None
        self.index = index + 1
        start = self.starts[index]
        end = start + len(text)
        self.end = SHARED[end] if end < SHARED_BELOW else end
        return start

    def next_start(self) -> int:
        """Return where the next token starts; the end of the last one where there is none."""
        return self.starts[self.index] if self.index < len(self.starts) else self.end


class InsideString:
    """Stands in for the cursor inside an f-string, whose text is a single token."""

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def take(self, text: str) -> int:
        return self.start

    def next_start(self) -> int:
        return self.start
