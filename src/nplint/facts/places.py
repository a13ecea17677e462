"""Offsets into a text, one object for each number: facts are full of them."""

from __future__ import annotations

# Most files are shorter; an offset beyond is a number of its own each time.
SHARED_BELOW = 1 << 14
SHARED = tuple(range(SHARED_BELOW))


def shared(offset: int) -> int:
    """Return the object that stands for an offset; code that runs for each token inlines this."""
    return SHARED[offset] if offset < SHARED_BELOW else offset
