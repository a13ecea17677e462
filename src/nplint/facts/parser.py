"""libcst's native parser, made to build light nodes.

The native parser makes each node by calling the class of that name in the package ``libcst``. Those
classes are slow to import and to instantiate: they set their fields one by one, and validate that,
say, a space stands beside ``not``. That serves trees that people build. The parser's trees come
from text, and where validation disagrees (``1if x else 2``), Python takes the text nevertheless.
So while it parses, the parser finds a package of plain classes under the name ``libcst``. Everybody
else in the process would find it, too: this is for a process of nplint's own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec, module_from_spec
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from nplint.result import InstallationError

# Most nodes are of these kinds, and no fact is about them.
_WHITESPACE = frozenset(
    {"Comment", "EmptyLine", "Newline", "ParenthesizedWhitespace", "SimpleWhitespace",
     "TrailingWhitespace"}
)  # fmt: skip
_NAME = "libcst"
_NATIVE = f"{_NAME}.native"


class Node(SimpleNamespace):
    """A node with the fields that libcst documents, in a class of the name that it has there.

    The parser leaves out optional fields that have no value: reading one gives None.
    """

    __slots__ = ()
    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


for _name in (
    "annotation", "asname", "bound", "cause", "conversion", "default", "equal", "exc", "finalbody",
    "format_spec", "guard", "inner_for_in", "keyword", "lbracket", "lower", "lpar", "module",
    "msg", "name", "orelse", "pattern", "rbracket", "rest", "returns", "rpar", "star_arg",
    "star_kwarg", "step", "type", "type_parameters", "upper", "value",
):  # fmt: skip
    setattr(Node, _name, None)


def parse(text: str) -> Node:
    """Parse a text into nodes; whitespace has none.

    Raises
    ------
    Exception
        The text has a syntax error. ``libcst_tree`` tells which.
    InstallationError
        There is no such parser.
    """
    package, parse_module = _parser()
    with _in_place_of_libcst(package):
        return parse_module(text)


def kind_of(node: Node) -> str:
    """The name of a node's class, be it libcst's or not."""
    return type(node).__name__


@cache
def _parser() -> tuple[ModuleType, Callable[[str], Node]]:
    """Return a package that makes a light class for every name, and the parser that uses it."""
    try:
        spec = find_spec(_NAME)
    except ValueError as error:  # something else has that name
        raise broken_parser(error) from error
    if spec is None:
        raise broken_parser("there is no libcst")
    spec._initializing = False  # type: ignore[attr-defined]  # asked for with each node
    package = module_from_spec(spec)  # and never executed
    imported = _NATIVE in sys.modules
    try:
        with _in_place_of_libcst(package):
            from libcst import native  # type: ignore[attr-defined]
    except Exception as error:  # the loader's errors are many
        raise broken_parser(error) from error
    if not imported:  # libcst loads its own, if ever it is needed itself
        del sys.modules[_NATIVE]

    def make(name: str) -> Callable[..., Node | None]:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _nothing if name in _WHITESPACE else type(name, (Node,), {"__slots__": ()})
        setattr(package, name, made)
        return made

    package.__getattr__ = make  # type: ignore[method-assign]  # asked for what it lacks (PEP 562)
    return package, native.parse_module


@contextmanager
def _in_place_of_libcst(package: ModuleType) -> Iterator[None]:
    """Let imports of libcst find the package while this context lasts."""
    libcst = sys.modules.get(_NAME)
    sys.modules[_NAME] = package
    try:
        yield
    finally:
        if libcst is None:
            del sys.modules[_NAME]
        else:
            sys.modules[_NAME] = libcst


def broken_parser(reason: object) -> InstallationError:
    """Return the error that says that libcst is missing or broken, and what to do."""
    said = " ".join(str(reason).split())
    return InstallationError(
        f"libcst, which nplint parses with, does not work here ({said}): "
        "install it anew with `pip install --force-reinstall libcst`"
    )


def _nothing(**fields: object) -> None:
    """Stand in for a node of whitespace."""
