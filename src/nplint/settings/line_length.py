"""The longest line that a project's formatter allows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nplint.settings.settings_files import parse_toml
from nplint.system.safe_read import read_regular

# That of ruff and of black: https://docs.astral.sh/ruff/settings/#line-length
DEFAULT = 88
_FILES = (".ruff.toml", "ruff.toml", "pyproject.toml")


def line_length_for(path: Path) -> int:
    """Return the line length that ruff or black is set to for a file.

    The settings nearest to the file count, as for ruff. Those that cannot be read, and what they
    extend, are passed over.
    """
    for folder in path.parents:
        for name in _FILES:
            tables = _formatters(folder / name)
            lengths = (table.get("line-length") for table in tables)
            found = next((each for each in lengths if isinstance(each, int)), None)
            if found is not None or tables:
                return found or DEFAULT
    return DEFAULT


def _formatters(path: Path) -> list[dict[str, Any]]:
    """Return the settings of ruff and of black in a file."""
    try:
        settings = parse_toml(read_regular(path).decode("utf-8-sig"))
    except (OSError, ValueError):
        return []
    if path.name != "pyproject.toml":
        return [settings]
    tools = settings.get("tool")
    known = tools if isinstance(tools, dict) else {}
    return [each for tool in ("ruff", "black") if isinstance(each := known.get(tool), dict)]
