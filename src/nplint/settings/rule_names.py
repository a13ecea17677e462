"""The codes and names of the rules, read off the names of their files: no rule is imported."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent.parent / "rules"


@cache
def rule_names() -> tuple[tuple[str, str], ...]:
    """The code and the name of every rule, ordered by code."""
    with os.scandir(_FOLDER) as entries:
        groups = [entry.path for entry in entries if entry.is_dir()]
    files = (file for group in groups for file in os.listdir(group) if file.endswith(".py"))
    stems = sorted(file.partition(".")[0] for file in files if file.startswith("npl"))
    parted = (stem.partition("_") for stem in stems)
    return tuple((code.upper(), name.replace("_", "-")) for code, _, name in parted)
