"""Have libcst parse into light stand-ins for its nodes, or into nodes it does not check.

libcst's nodes are frozen data classes that set their fields one by one and check themselves when
they are made: that, say, a space stands beside ``not``. That is for trees that people build. The
parser's come from text, and where a check disagrees with it (``1if x else 2``) it is Python that
takes the text. Making nodes takes two fifths of a parse and checking them an eighth, stand-ins
next to nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import MISSING, fields
from functools import cache
from types import ModuleType, SimpleNamespace

import libcst
from libcst._nodes import whitespace


def parse(text: str) -> libcst.Module:
    """Parse a text into stand-ins.

    A stand-in has the fields of its node and calls itself (``__class__``) by the node's class,
    which is what ``isinstance`` goes by. For whitespace, half of all nodes, stands None.
    """
    sys.modules["libcst"] = _libcst_of_stand_ins()  # where the native parser looks for its classes
    try:
        return libcst.parse_module(text)
    finally:
        sys.modules["libcst"] = libcst


def parse_unchecked(text: str) -> libcst.Module:
    """Parse a text into nodes, as the parser finds them."""
    with _without_checks():
        return libcst.parse_module(text)


@cache
def _libcst_of_stand_ins() -> ModuleType:
    stand_ins = ModuleType("libcst")
    for name, each in vars(libcst).items():
        if libcst.CSTNode in getattr(each, "__mro__", ()):  # issubclass asks an abstract class
            made = _nothing if each.__module__ == whitespace.__name__ else _stand_in(name, each)
            setattr(stand_ins, name, made)
        else:
            setattr(stand_ins, name, each)
    return stand_ins


def _stand_in(name: str, node: type[libcst.CSTNode]) -> type:
    # The parser leaves out what is not there.
    missing = {each.name: each.default for each in fields(node) if each.default is not MISSING}
    return type(name, (SimpleNamespace,), {**missing, "__slots__": (), "__class__": node})


def _nothing(**fields: object) -> None:
    """Make nothing of whitespace."""


@contextmanager
def _without_checks() -> Iterator[None]:
    checking = libcst.CSTNode.__post_init__
    libcst.CSTNode.__post_init__ = _trust  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        libcst.CSTNode.__post_init__ = checking  # type: ignore[method-assign]


def _trust(node: libcst.CSTNode) -> None:
    """Take a node as it is."""
