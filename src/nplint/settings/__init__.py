"""Settings: declared once, read from the nearest file, changed by the command line."""

from __future__ import annotations

from nplint.settings.declaration import Settings
from nplint.settings.kinds import SettingsError, admits_nothing, nearest, read_target
from nplint.settings.settings_files import parse_toml
from nplint.settings.table import SettingsTable

__all__ = [
    "Settings",
    "SettingsError",
    "SettingsTable",
    "admits_nothing",
    "nearest",
    "parse_toml",
    "read_target",
]
