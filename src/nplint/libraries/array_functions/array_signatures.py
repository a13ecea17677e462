"""How array functions are called: signatures harvested from the releases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from nplint.numpyro_api.signatures import Signature, read_signature

DATA = Path(__file__).with_name("array_signatures.json")


@cache
def _words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


@cache
def signature_of(name: str, names: Sequence[str] = ()) -> Signature | None:
    """Return how a name is called, or else how the first of its other names is.

    Operators have none: all their operands are positional.
    """
    if "." not in name:
        return None
    for each in (name, *names):
        words = _words().get(each)
        if words is not None:
            return read_signature(words)
    return None
