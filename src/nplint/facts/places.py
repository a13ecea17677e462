"""Offsets into a text, one object for each number: facts hold so many that it saves memory."""

from __future__ import annotations

# Most files are shorter than this; larger offsets are objects of their own each time.
SHARED_BELOW = 1 << 14
SHARED = tuple(range(SHARED_BELOW))


def shared(offset: int) -> int:
    """Return the object that stands for an offset; code that runs for each token inlines this."""
    return SHARED[offset] if offset < SHARED_BELOW else offset
