"""libcst's native parser, made to give nodes that are light.

The parser makes a node by calling what the package ``libcst`` has under its name. Those classes
take a tenth of a second to import and half of a parse: they set their fields one by one and check
that, say, a space stands beside ``not``. That is for trees that people build; the parser's come
from text, and where a check disagrees with it (``1if x else 2``) it is Python that takes the text.
So while it parses, the parser finds another package under that name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace
from typing import Any

# Half of all nodes, of which no fact tells.
_WHITESPACE = frozenset(
    {"Comment", "EmptyLine", "Newline", "ParenthesizedWhitespace", "SimpleWhitespace",
     "TrailingWhitespace"}
)  # fmt: skip
_NAME = "libcst"
_NATIVE = f"{_NAME}.native"


class Node(SimpleNamespace):
    """A node with the fields that libcst's documentation names, in a class called as it is there.

    What is not there is None.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        setattr(type(self), name, None)  # found sooner the next time
        return None


class _Package(ModuleType):
    """What the parser finds in the place of libcst: a light class of every name it asks for."""

    __path__: list[str]
    native: ModuleType

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _nothing if name in _WHITESPACE else type(name, (Node,), {"__slots__": ()})
        setattr(self, name, made)  # found sooner the next time
        return made


def parse(text: str) -> Node:
    """Parse a text; of whitespace nothing is made.

    Raises
    ------
    Exception
        The text has a syntax error. ``libcst_tree.parse`` tells which.
    """
    package = _package()
    with _in_place_of_libcst(package):
        module: Node = package.native.parse_module(text)
    return module


def kind_of(node: Node) -> str:
    """The name of a node's class, be it libcst's or not."""
    return type(node).__name__


@cache
def _package() -> _Package:
    spec = find_spec(_NAME)
    assert spec is not None
    package = _Package(_NAME)
    package.__path__ = list(spec.submodule_search_locations or ())
    imported = _NATIVE in sys.modules
    with _in_place_of_libcst(package):
        package.native = import_module(_NATIVE)
    if not imported:  # libcst imports its own, if ever it is needed itself
        del sys.modules[_NATIVE]
    return package


@contextmanager
def _in_place_of_libcst(package: ModuleType) -> Iterator[None]:
    """Within this, it is the package that an import of libcst gives."""
    libcst = sys.modules.get(_NAME)
    sys.modules[_NAME] = package
    try:
        yield
    finally:
        if libcst is None:
            del sys.modules[_NAME]
        else:
            sys.modules[_NAME] = libcst


def _nothing(**fields: object) -> None:
    """Make nothing of whitespace."""
