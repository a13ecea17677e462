"""Real programs, damaged: lines and tokens deleted, doubled, swapped, bytes overwritten."""

from __future__ import annotations

import re
from functools import cache
from random import Random

from tests.lanes.environment import ROOT

_TOKEN = re.compile(rb"\s+|\w+|.", re.DOTALL)
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_HOSTILE = (
    b"\0", b"\xff", b"\x0c", b"\r", b"\\", b"\\\n", b'"""', b"'", b"(", b"]", b"{", b"\t", b":",
    b"\xef\xbb\xbf", b"# coding: rot13\n", b"\xe2\x80\xa8", b"\x1a", b"=", b"*", b"%", b"!", b";",
    b"# nplint: ignore[", b"# noqa: NPL001,", b"f'{", b"\\N{", b"\\ud800", b"@", b"lambda:",
)  # fmt: skip


@cache
def fixtures() -> tuple[tuple[str, bytes], ...]:
    """Every program and notebook among the fixtures, with its suffix."""
    found = sorted(path for path in (ROOT / "fixtures").rglob("*") if path.is_file())
    return tuple(
        (path.suffix, path.read_bytes()) for path in found if path.suffix in (".py", ".ipynb")
    )


def damaged_fixture(random: Random) -> tuple[str, bytes]:
    """A fixture after one to four mutations, with its suffix."""
    all_ = fixtures()
    suffix, data = all_[random.randrange(len(all_))]
    for _ in range(random.randint(1, 4)):
        data = _MUTATIONS[random.randrange(len(_MUTATIONS))](data, random)
    return suffix, data


def _lines(data: bytes, random: Random) -> bytes:
    """Delete, double or move a line or a few of them."""
    return _shuffled(_LINE.findall(data), random, most=3)


def _tokens(data: bytes, random: Random) -> bytes:
    """Delete, double or move a token or a few of them."""
    return _shuffled(_TOKEN.findall(data), random, most=5)


def _shuffled(parts: list[bytes], random: Random, most: int) -> bytes:
    if not parts:
        return b""
    at = random.randrange(len(parts))
    some = parts[at : at + random.randint(1, most)]
    kind = random.randrange(3)
    if kind != 1:
        del parts[at : at + len(some)]
    if kind != 0:
        to = random.randrange(len(parts) + 1)
        parts[to:to] = some
    return b"".join(parts)


def _swapped(data: bytes, random: Random) -> bytes:
    """Exchange two tokens."""
    parts = _TOKEN.findall(data)
    if len(parts) > 1:
        a, b = random.randrange(len(parts)), random.randrange(len(parts))
        parts[a], parts[b] = parts[b], parts[a]
    return b"".join(parts)


def _struck(data: bytes, random: Random) -> bytes:
    """Put something hostile somewhere, or in a byte's place."""
    at = random.randrange(len(data) + 1)
    return data[:at] + _HOSTILE[random.randrange(len(_HOSTILE))] + data[at + random.randrange(2) :]


def _cut(data: bytes, random: Random) -> bytes:
    """End the file early."""
    return data[: random.randrange(len(data) + 1)]


def _spliced(data: bytes, random: Random) -> bytes:
    """Go on with another program."""
    _, other = fixtures()[random.randrange(len(fixtures()))]
    mine, others = _LINE.findall(data), _LINE.findall(other)
    return b"".join(
        mine[: random.randrange(len(mine) + 1)] + others[random.randrange(len(others) + 1) :]
    )


_MUTATIONS = (_lines, _lines, _tokens, _tokens, _swapped, _struck, _cut, _spliced)
