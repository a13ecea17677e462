"""Keep libcst from checking what its own parser makes, which takes a seventh of its time.

Each node checks when it is made that, say, a space stands beside ``not``. That is for trees that
people build. The parser's come from text, and where a check disagrees with it (``1if x else 2``) it
is Python that takes the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import libcst


@contextmanager
def without_checks() -> Iterator[None]:
    """Within this, nodes are made as they are given."""
    checking = libcst.CSTNode.__post_init__
    libcst.CSTNode.__post_init__ = _trust  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        libcst.CSTNode.__post_init__ = checking  # type: ignore[method-assign]


def _trust(node: libcst.CSTNode) -> None:
    """Take a node as it is."""
