"""Comments that hide findings: ``# noqa``, ``# nplint: ignore``, ``# nplint: disable-file``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from nplint.finding import Span

_DIRECTIVE = re.compile(r"#\s*(?:noqa\b|nplint:\s*(?:ignore|disable-file)\b)", re.IGNORECASE)

# In a `noqa` comment, which all linters share, codes and names end where prose begins.
_ITEM = r"(?:[A-Za-z]+[0-9]+(?![\w-])|[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+)"
_ITEMS = rf"{_ITEM}(?:(?:\s*,\s*|\s+){_ITEM})*"
_NOQA = re.compile(rf"#\s*noqa\b(?P<colon>\s*:\s*(?P<items>{_ITEMS})?)?", re.IGNORECASE)
_OWN = re.compile(
    r"#\s*nplint:\s*(?P<verb>ignore|disable-file)\b"
    rf"(?P<list>\s*\[(?P<within>[^\]#]*)\]|\s*=\s*(?P<items>{_ITEMS})?)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w-]+")

# Strings are matched only to step over them: what looks like a comment in them is none. An
# unterminated one ends with its line, as the rest of the file must not be swallowed. There is
# but one way to match what is escaped, in a string or not: else matching could be exponential.
_ESCAPED = r"\\(?:\r\n|\r(?!\n)|[^\r])"
_TOKEN = re.compile(
    rf'"""(?:[^"\\]|{_ESCAPED}|"(?!""))*"""'
    rf"|'''(?:[^'\\]|{_ESCAPED}|'(?!''))*'''"
    rf'|"(?:[^"\\\r\n]|{_ESCAPED})*"?'
    rf"|'(?:[^'\\\r\n]|{_ESCAPED})*'?"
    r"|(?P<comment>\#[^\r\n]*)"
    rf"|(?P<joined>{_ESCAPED})"
    r"|(?P<newline>\r\n|\r|\n)",
    re.DOTALL,
)
_LINE_END = re.compile(r"\r\n|\r|\n")


class Listed(NamedTuple):
    """A code or name that a comment lists, as written, and where."""

    text: str
    span: Span


@dataclass(slots=True, eq=False, repr=False)
class Directive:
    """One order to hide findings.

    Parameters
    ----------
    span
        Where it stands: from its hash sign to the end of its list.
    own
        Whether it speaks to nplint alone; ``noqa`` speaks to every linter.
    whole_file
        Whether it holds for the file rather than for its line.
    listed
        What it hides; ``None`` means everything.
    used
        The texts of ``listed`` that hid a finding, in lower case; ``*`` where all is hidden.
    """

    span: Span
    own: bool
    whole_file: bool
    listed: tuple[Listed, ...] | None
    used: set[str] = field(default_factory=set)

    def hidden(self, code: str, name: str) -> set[str]:
        """By which of its texts, in lower case, it hides a rule's findings; ``*`` for all."""
        if self.listed is None:
            return {"*"}
        return {each.text.lower() for each in self.listed} & {code.lower(), name.lower()}


class Scanned(NamedTuple):
    """The comments of a text with their rows, and the rows that go on in the next one."""

    comments: list[tuple[int, Span]]
    joined: dict[int, int]

    def end_of(self, row: int) -> int:
        """The row on which a comment about this one can stand.

        It is another one where the line ends within a string or with a backslash.
        """
        while row in self.joined:
            row = self.joined[row]
        return row


@lru_cache(maxsize=32)
def scan(text: str) -> Scanned:
    """Find the comments of a text; what is given is shared and not to be changed."""
    found = Scanned([], {})
    row = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "newline":
            row += 1
        elif kind == "comment":
            found.comments.append((row, Span(match.start(), match.end())))
        else:
            ends = sum(1 for _ in _LINE_END.finditer(match.group()))
            found.joined.update((each, row + ends) for each in range(row, row + ends))
            row += ends
    return found


class Suppressions:
    """The suppression comments of a file's text."""

    def __init__(self, text: str) -> None:
        self.directives: list[Directive] = []
        self._by_row: dict[int, list[Directive]] = {}
        self._of_file: list[Directive] = []
        self._scanned = Scanned([], {})
        if _DIRECTIVE.search(text) is None:
            return
        self._scanned = scan(text)
        for row, comment in self._scanned.comments:
            for directive in directives(text, comment):
                self.directives.append(directive)
                if directive.whole_file:
                    self._of_file.append(directive)
                else:
                    self._by_row.setdefault(row, []).append(directive)

    def hides(self, code: str, name: str, rows: Iterable[int]) -> bool:
        """Tell whether comments on the rows, or for the file, hide a finding, and note it."""
        found = [(each, by) for each in self._holding(rows) if (by := each.hidden(code, name))]
        for directive, by in found:
            directive.used |= by
        return bool(found)

    def hides_about(self, comment: Span, code: str, name: str, rows: Iterable[int]) -> bool:
        """Tell whether a finding about a comment is hidden: by itself only if it lists the rule."""
        return any(
            each.hidden(code, name) - ({"*"} if _within(comment, each.span) else set())
            for each in self._holding(rows)
        )

    def _holding(self, rows: Iterable[int]) -> list[Directive]:
        """The directives that hold on some rows."""
        holding = {row: None for each in rows for row in (each, self._scanned.end_of(each))}
        return [each for row in holding for each in self._by_row.get(row, ())] + self._of_file


def _within(span: Span, other: Span) -> bool:
    return other.start <= span.start and span.end <= other.end


def directives(text: str, comment: Span) -> Iterator[Directive]:
    """The directives in a comment, in order."""
    matches = [*_NOQA.finditer(text, *comment), *_OWN.finditer(text, *comment)]
    for match in sorted(matches, key=lambda each: each.start()):
        own = match.re is _OWN
        listed: tuple[Listed, ...] | None = None
        if own and match["within"] is not None:
            listed = tuple(_listed(text, match.span("within")))
        elif match["items"] is not None:
            listed = tuple(_listed(text, match.span("items")))
        elif match["list" if own else "colon"] is not None:
            listed = ()
        whole_file = own and match["verb"].lower() == "disable-file"
        yield Directive(Span(match.start(), match.end()), own, whole_file, listed)


def _listed(text: str, span: tuple[int, int]) -> Iterator[Listed]:
    for match in _WORD.finditer(text, *span):
        yield Listed(match.group(), Span(match.start(), match.end()))


def without(text: str, directive: Directive, superfluous: Sequence[Listed]) -> tuple[Span, str]:
    """The edit (span and replacement) that takes codes out of a directive.

    Where all its codes go, or it has none, the directive goes; its comment does where nothing
    else is in it, and the line where that was its only content. A reason given behind the
    codes stays, as a comment.
    """
    kept = [each for each in directive.listed or () if each not in superfluous]
    if kept and directive.listed:
        return _without_items(text, directive.listed, kept)
    start, end = directive.span
    line_end = _LINE_END.search(text, end)
    stop = line_end.start() if line_end else len(text)
    rest = text[end:stop].lstrip()
    if rest:
        return Span(start, stop), rest if rest.startswith("#") else f"# {rest}"
    start -= len(text[:start]) - len(text[:start].rstrip(" \t\f"))
    alone = start == 0 or text[start - 1] in "\r\n"
    if alone and line_end:
        stop = line_end.end()
    return Span(start, stop), ""


def _without_items(text: str, listed: Sequence[Listed], kept: Sequence[Listed]) -> tuple[Span, str]:
    parts: list[str] = []
    for before, each in zip((None, *listed), listed, strict=False):
        if each in kept:
            if parts and before is not None:
                parts.append(text[before.span.end : each.span.start])
            parts.append(each.text)
    return Span(listed[0].span.start, listed[-1].span.end), "".join(parts)
