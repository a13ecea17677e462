"""The lines of a file: those that belong to a statement, and how they are taken out or moved."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nplint.facts.scopes import Function, ModuleFacts
from nplint.facts.statements import Block, Statement, blocks
from nplint.finding import Edit, Location, Span
from nplint.source import SourceFile

_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SPACE = re.compile(r"[ \t]*")
# A string such as the name of a site.
_QUOTED_NAME = re.compile(r"""(?<!\w)(["'])[\w{}/. -]+\1""")
_COMMENT_LINE = re.compile(r"[ \t]*#[^\r\n]*\r?\n?")
_HEAD = re.compile(r"(?:[^\r\n]*:|[^#\r\n]*:[ \t]*#[^\r\n]*)\s*")
# The start of a string that may go on in the next line, whose indentation is part of it.
_TEXT_OVER_LINES = re.compile(r"""\"{3}|'{3}|["'].*\\[\r\n]""")
_TAB = re.compile(r"^\t", re.MULTILINE)
# Comments that tell Quarto, nbdev, Colab or an editor something about the cell they open.
_ABOUT_THE_CELL = re.compile(r"#\s*(?:[|@]|%%|In\[|(?:default_)?exp\b|export\b|hide\b)")


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines of a file, as a span that ends after the last line's ending."""

    start: int
    end: int
    indent: str


class Layout:
    """The layout of one file."""

    def __init__(self, source: SourceFile, line_length: Callable[[Path], int]) -> None:
        self.source = source
        self.text = source.text
        self._line_length = line_length

    @property
    def line_length(self) -> int:
        """The longest line that a formatter allows."""
        return self._line_length(self.source.path)

    @cached_property
    def quote(self) -> str:
        """The quote that most names are written in."""
        quotes = _QUOTED_NAME.findall(self.text)
        return "'" if quotes.count("'") > quotes.count('"') else '"'

    @cached_property
    def continuation(self) -> str:
        """The indentation that a formatter adds to the lines of a wrapped line."""
        return "\t" if _TAB.search(self.text) else "    "

    def at(self, offset: int) -> Location:
        """Return the empty place at an offset."""
        return Location(self.source.path, Span(offset, offset))

    def locate(self, lines: Lines) -> Location:
        """Return the place of some lines."""
        return Location.of(self.source.path, lines)

    def line_start(self, offset: int) -> int:
        """Return the offset at which the line of an offset starts."""
        return max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1

    def line_end(self, offset: int) -> int:
        """Return the offset at which the next line starts."""
        match = _LINE_END.search(self.text, offset)
        return match.end() if match else len(self.text)

    def line_stop(self, offset: int) -> int:
        """Return the offset of the line end, or the end of the file, behind an offset."""
        match = _LINE_END.search(self.text, offset)
        return match.start() if match else len(self.text)

    def indent(self, offset: int) -> str | None:
        """Return the text before an offset on its line, if that is only space."""
        before = self.text[self.line_start(offset) : offset]
        return before if not before.strip() else None

    def indentation(self, offset: int) -> str:
        """Return the space that the line of an offset begins with."""
        space = _SPACE.match(self.text, self.line_start(offset))
        return space[0] if space else ""

    def comment_end(self, offset: int) -> int | None:
        """Return where the line of an offset ends; None if more than a comment stands before."""
        rest = _REST.match(self.text, offset)
        stop = rest.end() if rest else offset
        return stop if stop == len(self.text) or self.text[stop] in "\r\n" else None

    def lines_of(self, start: int, end: int, comments: bool = True) -> Lines | None:
        """Return the lines of a statement, with the comments that belong to it.

        Such comments stand on the lines directly above, at the same indentation, or behind the
        statement. None where it shares a line with another statement.
        """
        indent = self.indent(start)
        stop = self.comment_end(end)
        if indent is None or stop is None:
            return None
        first = self.line_start(start)
        if comments:
            first = self._with_comments_above(first, indent)
        return Lines(first, self.line_end(stop), indent)

    def _with_comments_above(self, first: int, indent: str) -> int:
        top = first
        while top > 0:
            above = self.line_start(self._line_before(top))
            line = self.text[above:top]
            if not (line.startswith(indent + "#") and _COMMENT_LINE.fullmatch(line)):
                break
            if _ABOUT_THE_CELL.match(line):
                break
            top = above
        # A comment that opens the file is about the file.
        return top if top > 0 else first

    def _line_before(self, start: int) -> int:
        """Return the end of the line above the one at ``start``, before its line ending."""
        return start - 2 if self.text[start - 2 : start] == "\r\n" else start - 1

    def is_blank(self, start: int, end: int) -> bool:
        """Tell whether a line holds nothing but space."""
        return not self.text[start:end].strip()

    def reindented(
        self,
        lines: Lines,
        indent: str,
        newline: str,
        replacements: Sequence[tuple[int, int, str]] = (),
    ) -> str | None:
        """Return the text of lines at another indentation; None where a string spans its lines.

        ``replacements`` are spans of the file that read differently in the result.
        """
        text = self.text[lines.start : lines.end]
        for start, end, replacement in sorted(replacements, reverse=True):
            text = text[: start - lines.start] + replacement + text[end - lines.start :]
        if indent == lines.indent:
            return text if text.endswith(("\n", "\r")) else text + newline
        if _TEXT_OVER_LINES.search(text):
            return None
        found = []
        for line in text.splitlines():
            body = line[len(lines.indent) :] if line.startswith(lines.indent) else line.lstrip()
            found.append(indent + body if body.strip() else "")
        return newline.join(found) + newline

    def deletion(self, lines: Lines) -> Edit:
        """Take lines out so that not more than one run of blank lines stays.

        Where blank lines stand both before and after, the longer run is kept; at the start and
        at the end of a file, or of a notebook's cell, none. Where a block begins with them, the
        blank lines after them go.
        """
        before = lines.start
        blank_before = 0
        while before > 0:
            above = self.line_start(self._line_before(before))
            if not self.is_blank(above, before):
                break
            before, blank_before = above, blank_before + 1
        after = lines.end
        blank_after = 0
        while after < len(self.text):
            below = self.line_end(after)
            if not self.is_blank(after, below):
                break
            after, blank_after = below, blank_after + 1
        part, start = self.source.part_at(lines.start)
        at_start, at_end = before <= start, after >= start + len(part.text)
        opens = not blank_before and self._opens_block(before, lines.indent)
        if at_start or at_end:
            span = Span(before if at_end else lines.start, after if at_start else lines.end)
        elif blank_after > blank_before and not (opens and self._goes_on(after, lines.indent)):
            span = Span(before, lines.end)
        else:
            span = Span(lines.start, after)
        return Location(self.source.path, span).deleted()

    def _opens_block(self, start: int, indent: str) -> bool:
        """Tell whether the line above an offset is the head of a block."""
        above = self.text[self.line_start(self._line_before(start)) : start] if start else ""
        return bool(indent) and (not above.startswith(indent) or _HEAD.fullmatch(above) is not None)

    def _goes_on(self, start: int, indent: str) -> bool:
        """Tell whether a block goes on at an offset."""
        return self.text.startswith(indent, start)

    def step(self, module: ModuleFacts) -> str:
        """Return the indentation that a file adds for the body of a function."""
        for function in module.functions:
            if function.body and not function.one_line:
                inner, outer = self.indent(function.body[0].start), self.indent(function.start)
                if inner and outer is not None and inner != outer and inner.startswith(outer):
                    return inner[len(outer) :]
        return self.continuation

    def removals(self, gone: Sequence[Lines], emptied: bool) -> list[Edit]:
        """Take lines out of one block; ``pass`` stands in where nothing is left."""
        edits = []
        for lines in _joined(gone, self):
            if emptied or self._leaves_bare_magic(lines):
                text = f"{lines.indent}pass{self.source.newline}"
                edits.append(self.locate(lines).replaced_by(text))
                emptied = False
            else:
                edits.append(self.deletion(lines))
        return edits

    def empties_cell(self, lines: Lines, gone: Sequence[Lines]) -> bool:
        """Tell whether nothing is left of the notebook cell of some lines without all that go."""
        part, start = self.source.part_at(lines.start)
        if part.text == self.text:
            return False
        rest = part.text
        for each in sorted(gone, key=lambda each: -each.start):
            if start <= each.start < start + len(part.text):
                rest = rest[: each.start - start] + rest[each.end - start :]
        return not rest.strip()

    def _leaves_bare_magic(self, lines: Lines) -> bool:
        """Tell whether a cell holds nothing else under its ``%%time``, which needs a statement."""
        part, start = self.source.part_at(lines.start)
        rest = (part.text[: lines.start - start] + part.text[lines.end - start :]).strip()
        return rest.startswith("%%") and not re.search(r"[\r\n]", rest)

    def entry(self, function: Function) -> tuple[Location, str] | None:
        """Return the place for a new first statement after the docstring, and its indentation.

        None where the body stands on the line of the colon or cannot be placed.
        """
        if function.one_line:
            return None
        body = function.body[1:] if function.docstring else function.body
        first = body[0] if body else None
        if first is None or first.start == first.end:
            return None
        indent = self.indent(first.start)
        if indent is None:
            return None
        start = self._with_comments_above(self.line_start(first.start), indent)
        return self.at(start), indent


def _joined(gone: Sequence[Lines], layout: Layout) -> list[Lines]:
    """Join lines that follow each other, but for blank ones, so that they go as one."""
    joined: list[Lines] = []
    for lines in sorted(gone, key=lambda each: each.start):
        if joined and not layout.text[joined[-1].end : lines.start].strip():
            joined[-1] = Lines(joined[-1].start, lines.end, joined[-1].indent)
        else:
            joined.append(lines)
    return joined


def block_with(body: Block, statement: Statement) -> Block:
    """Return the block that holds a statement directly; empty if none does."""
    if statement in body:
        return body
    for each in body:
        for inner in blocks(each):
            found = block_with(inner, statement)
            if found:
                return found
    return ()
