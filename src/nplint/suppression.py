"""Comments that hide findings: ``# noqa`` and ``# nplint: ignore``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_DIRECTIVE = re.compile(r"#\s*(?:noqa\b|nplint:\s*ignore\b)", re.IGNORECASE)
_NOQA = re.compile(r"#\s*noqa\b(?P<colon>\s*:)?(?P<rest>[^#]*)", re.IGNORECASE)
_IGNORE = re.compile(r"#\s*nplint:\s*ignore\b(?:\[(?P<rest>[^\]]*)\])?", re.IGNORECASE)
_SELECTOR = re.compile(r"[A-Za-z][\w-]*")

# Strings are matched only to step over them: what looks like a comment in them is none. An
# unterminated one ends with its line, as the rest of the file must not be swallowed.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\(?:\r\n|.)|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\(?:\r\n|.)|'(?!''))*'''"
    r'|"(?:[^"\\\r\n]|\\(?:\r\n|.))*"?'
    r"|'(?:[^'\\\r\n]|\\(?:\r\n|.))*'?"
    r"|(?P<comment>\#[^\r\n]*)"
    r"|(?P<newline>\r\n|\r|\n)",
    re.DOTALL,
)
_LINE_END = re.compile(r"\r\n|\r|\n")


class _Hidden(NamedTuple):
    """What the comments of one line hide: these codes and names, or all."""

    selectors: frozenset[str]
    all: bool


class Suppressions:
    """The suppression comments of a file's text."""

    def __init__(self, text: str) -> None:
        self._rows: dict[int, _Hidden] = {}
        if _DIRECTIVE.search(text) is None:
            return
        row = 1
        for match in _TOKEN.finditer(text):
            token = match.group()
            if match.lastgroup == "newline":
                row += 1
            elif match.lastgroup == "comment":
                if _DIRECTIVE.search(token):
                    self._rows[row] = _hidden(token)
            else:
                row += sum(1 for _ in _LINE_END.finditer(token))

    def hides(self, code: str, name: str, rows: Iterable[int]) -> bool:
        """Whether a comment on one of the rows hides the rule's finding."""
        for row in rows:
            hidden = self._rows.get(row)
            if hidden and (hidden.all or {code.lower(), name.lower()} & hidden.selectors):
                return True
        return False


def _hidden(comment: str) -> _Hidden:
    selectors: set[str] = set()
    everything = False
    for match in _NOQA.finditer(comment):
        if match["colon"]:
            selectors.update(_listed(match["rest"]))
        else:
            everything = True
    for match in _IGNORE.finditer(comment):
        if match["rest"] is None:
            everything = True
        else:
            selectors.update(_listed(match["rest"]))
    return _Hidden(frozenset(selectors), everything)


def _listed(text: str) -> Iterable[str]:
    return (each.lower() for each in _SELECTOR.findall(text))
