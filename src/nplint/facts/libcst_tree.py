"""libcst's own trees, for texts that the parser refuses or the tokens do not fit: slow, exact."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import libcst
from libcst._nodes.internal import CodegenState

from nplint.facts.tokens import OutOfStep


def parse(text: str) -> libcst.Module:
    """Parse a text into nodes that nothing is checked of (see ``parser.py``).

    Raises
    ------
    libcst.ParserSyntaxError
        The text has a syntax error.
    """
    checking = libcst.CSTNode.__post_init__
    libcst.CSTNode.__post_init__ = _trust  # type: ignore[assignment, method-assign]
    try:
        return libcst.parse_module(text)
    finally:
        libcst.CSTNode.__post_init__ = checking  # type: ignore[method-assign]


def _trust(node: libcst.CSTNode) -> None:
    """Take a node as it is."""


def string_places(text: str, module: libcst.Module) -> list[tuple[int, int]]:
    """Where the outermost strings of a text begin and end, by generating its tree's code.

    Raises
    ------
    OutOfStep
        The tree does not give back the text it was parsed from.
    """
    state = _StringPlaces(module.default_indent, module.default_newline)
    module._codegen(state)
    if "".join(state.tokens) != text:
        raise OutOfStep("the parsed tree does not give back the text")
    return state.strings


_STRINGS = (libcst.SimpleString, libcst.FormattedString, libcst.TemplatedString)


class _StringPlaces(CodegenState):
    """Generates code and notes where the outermost strings begin and end."""

    def __init__(self, indent: str, newline: str) -> None:
        super().__init__(default_indent=indent, default_newline=newline)
        self.offset = 0
        self.depth = 0
        self.strings: list[tuple[int, int]] = []

    def add_token(self, value: str) -> None:
        super().add_token(value)
        self.offset += len(value)

    def add_indent_tokens(self) -> None:
        super().add_indent_tokens()
        self.offset += sum(map(len, self.indent_tokens))

    @contextmanager
    def record_syntactic_position(
        self,
        node: libcst.CSTNode,
        *,
        start_node: libcst.CSTNode | None = None,
        end_node: libcst.CSTNode | None = None,
    ) -> Iterator[None]:
        if not isinstance(node, _STRINGS):
            yield
            return
        start = self.offset
        self.depth += 1
        yield
        self.depth -= 1
        if self.depth == 0:
            self.strings.append((start, self.offset))
