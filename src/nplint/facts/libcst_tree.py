"""Trees of libcst's own nodes, which are slow to make but exact.

They serve texts that the parser of light nodes (``parser.py``) refuses or whose tokens do not fit
its tree, and processes that nplint may not change, in which there are no light nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import libcst
from libcst._nodes.internal import CodegenState

from nplint.facts.parser import Node
from nplint.facts.tokens import OutOfStep


def parse_checked(text: str) -> Node:
    """Parse a text by libcst's public function.

    Raises
    ------
    libcst.ParserSyntaxError
        The text has a syntax error.
    libcst.CSTValidationError
        libcst objects to one of its own nodes, which may be Python nevertheless.
    """
    return cast("Node", libcst.parse_module(text))


def parse_unchecked(text: str) -> Node:
    """Parse a text into nodes that libcst does not validate, in a process of nplint's own.

    Raises
    ------
    libcst.ParserSyntaxError
        The text has a syntax error.
    """
    checking = libcst.CSTNode.__post_init__
    libcst.CSTNode.__post_init__ = _trust  # type: ignore[assignment, method-assign]
    try:
        return parse_checked(text)
    finally:
        libcst.CSTNode.__post_init__ = checking  # type: ignore[method-assign]


def _trust(node: libcst.CSTNode) -> None:
    """Stand in for the validation of a node."""


def is_syntax_error(error: Exception) -> bool:
    """Tell whether an error of the parser's is the text's."""
    return isinstance(error, libcst.ParserSyntaxError)


def works() -> bool:
    """Tell whether the parser takes what every parser takes."""
    try:
        libcst.parse_module("x = 1\n")
    except RecursionError:
        raise
    except Exception:
        return False
    return True


def string_places(text: str, tree: Node) -> list[tuple[int, int]]:
    """Return where the outermost strings of a text begin and end, by generating its tree's code.

    Raises
    ------
    OutOfStep
        The tree does not give back the text it was parsed from.
    """
    module = cast("libcst.Module", tree)
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
