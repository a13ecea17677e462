"""The harvested data files, read when first asked for."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"

# What holds from the first to the last of a range of releases, counted in their order.
Versions = list[list[Any]]


@cache
def table(name: str) -> dict[str, Any]:
    """A data file's content; ``tools/harvest_store.py`` says what stands where."""
    found: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return found


def fact_on(versions: Versions, number: int) -> Any:
    """Return what holds on the release of that number; None where nothing does."""
    for first, last, fact in versions:
        if first <= number <= last:
            return fact
    return None
