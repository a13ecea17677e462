"""The calls that a check makes, counted: how work grows, whatever else the machine does."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

import nplint
from nplint.settings import Settings


def calls(texts: Mapping[Path, str], *, fix: bool = False) -> Counter[str]:
    """How often each function is called to check or fix some files, those of C included."""
    counted: Counter[str] = Counter()
    here = threading.get_ident()

    def count(frame: FrameType, event: str, argument: object) -> None:
        if event in ("call", "c_call") and is_of_nplint():
            code = frame.f_code
            called = f" calls {argument!r}".partition(" at 0x")[0] if event == "c_call" else ""
            counted[f"{code.co_filename}:{code.co_firstlineno} {code.co_name}{called}"] += 1

    def is_of_nplint() -> bool:
        # While these tests run, other threads execute programs in the lanes.
        return threading.get_ident() == here or threading.current_thread().name == "nplint"

    given = {path: text.encode() for path, text in texts.items()}
    threading.setprofile(count)
    sys.setprofile(count)
    try:
        if fix:
            nplint.fix(list(texts), Settings(unsafe_fixes=True), texts=given)
        else:
            nplint.check(list(texts), texts=given)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return counted


def excess(once: Counter[str], twice: Counter[str], fourfold: Counter[str]) -> Counter[str]:
    """The calls by which the second doubling brings more than twice what the first one did."""
    found: Counter[str] = Counter()
    for function, number in fourfold.items():
        more = number - twice[function] - 2 * (twice[function] - once[function])
        found[function] = max(more, 0)
    return found
