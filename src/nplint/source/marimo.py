r"""A marimo notebook as one program: what its cells pass to each other are variables of the module.

marimo writes each cell as a function that takes the variables it reads and returns those it
defines, and runs their bodies over one set of variables. So in ``code``, which is what is parsed,
the head of a cell is the head of a branch that is always taken, what it returns is ``pass``, a
disabled cell is blank, and all else stands where it stands in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nplint.finding import Span
from nplint.source.file import SourceFile

_APP = re.compile(r"^(\w+)[ \t]*=[ \t]*marimo\.App\(", re.MULTILINE)
# The decorator and the head of a cell's function: only names stand between its brackets.
_HEAD = (
    r"^@{app}\.cell(?:\((?P<options>[^()]*)\))?[ \t]*\r?\n"
    r"(?P<head>(?:async[ \t]+)?def[ \t]+\w+[ \t]*\([\w\s,]*\)[ \t]*:)"
)
_END = r"^(?:@{app}\.|with[ \t]+{app}\.|if[ \t]+__name__\b)"
_DECORATOR = r"^@{app}\.(?:function|class_definition)\b(?:\([^()\r\n]*\))?"
_RETURN = re.compile(r"^[ \t]+(?=return\b)", re.MULTILINE)
_NAMES = re.compile(r"return\b[\w\s,()]*")
_BRANCH = "if 1:"
_NOT_A_LINE_END = re.compile(r"[^\r\n]")


@dataclass(slots=True, eq=False, repr=False)
class MarimoNotebook(SourceFile):
    """The file of a marimo notebook."""

    app: str = "app"
    _code: str | None = field(default=None, repr=False)

    @property
    def code(self) -> str:
        """The text as Python of the same length whose cells are one program."""
        if self._code is None:
            self._code = self._as_one_program()
        return self._code

    def with_text(self, text: str) -> MarimoNotebook:
        """Return the notebook with another text."""
        return replace(self, text=text, _starts=None, _code=None)

    def lets_edit(self, span: Span, local: bool) -> bool:
        """Return whether an edit stays within a cell and rests on nothing outside of it.

        A name that is defined outside of the cells is not known in them.
        """
        return local and any(
            start <= span.start and span.end <= end for _, start, end in self._cells()
        )

    def _cells(self) -> Iterator[tuple[re.Match[str], int, int]]:
        """Yield the heads of the cells, and where the bodies start and end."""
        ends = re.compile(_END.format(app=self.app), re.MULTILINE)
        for head in re.finditer(_HEAD.format(app=self.app), self.text, re.MULTILINE):
            end = ends.search(self.text, head.end())
            yield head, head.end(), len(self.text) if end is None else end.start()

    def _as_one_program(self) -> str:
        parts: list[str] = []
        done = 0
        for head, start, end in self._cells():
            parts.append(self.text[done : head.start()])
            if "disabled=True" in (head["options"] or ""):
                parts.append(_blank(self.text[head.start() : end]))
            else:
                decorator, function = self.text[head.start() : head.start("head")], head["head"]
                branch = f"{_BRANCH}{_blank(function[len(_BRANCH) :])}"
                parts += (_blank(decorator), branch, _without_return(self.text[start:end]))
            done = end
        parts.append(self.text[done:])
        code = "".join(parts)
        decorators = re.compile(_DECORATOR.format(app=self.app), re.MULTILINE)
        return decorators.sub(lambda match: _blank(match.group()), code)


def as_marimo(source: SourceFile) -> SourceFile:
    """Return a file as a marimo notebook, if it is one."""
    app = _APP.search(source.text) if "marimo" in source.text else None
    if app is None:
        return source
    return MarimoNotebook(source.path, source.text, source.encoding, source.bom, app=app[1])


def _without_return(body: str) -> str:
    """Return the body of a cell with ``pass`` for the names that it gives, which stand last."""
    at = max((match.end() for match in _RETURN.finditer(body)), default=-1)
    if at < 0 or _NAMES.fullmatch(body, at) is None:
        return body
    return f"{body[:at]}pass{_blank(body[at + len('pass') :])}"


def _blank(text: str) -> str:
    return _NOT_A_LINE_END.sub(" ", text)
