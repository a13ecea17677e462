"""Offsets into a text, one object for each number: two for every name take a tenth of all facts."""

from __future__ import annotations

# Most files are shorter; what lies further on is a number of its own each time.
SHARED_BELOW = 1 << 14
SHARED = tuple(range(SHARED_BELOW))


def shared(offset: int) -> int:
    """The object that stands for an offset; what is done for each token spells this out."""
    return SHARED[offset] if offset < SHARED_BELOW else offset
