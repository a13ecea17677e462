"""The codes and names of the rules, read off the names of their files: no rule is imported."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "rules"


@cache
def rule_names() -> tuple[tuple[str, str], ...]:
    """The code and the name of every rule, ordered by code."""
    stems = sorted(file.partition(".")[0] for file in os.listdir(_FOLDER) if file.endswith(".py"))
    parted = (stem.partition("_") for stem in stems if stem.startswith("npl"))
    return tuple((code.upper(), name.replace("_", "-")) for code, _, name in parted)
