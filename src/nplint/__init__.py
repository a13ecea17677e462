"""nplint: a static analyser for NumPyro models.

``check`` and ``fix`` do what the commands of that name do. They and what goes with them are
imported when they are first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nplint.version import __version__ as __version__

if TYPE_CHECKING:
    from nplint.engine.session import Session, check, fix
    from nplint.finding import Finding
    from nplint.project.writing import write_changes
    from nplint.result import FixResult, InstallationError, InternalError, Result
    from nplint.settings import Settings, SettingsError, SettingsTable

__all__ = [
    "Finding",
    "FixResult",
    "InstallationError",
    "InternalError",
    "Result",
    "Session",
    "Settings",
    "SettingsError",
    "SettingsTable",
    "check",
    "fix",
    "write_changes",
]

_HOMES = {
    "Finding": "finding",
    "FixResult": "result",
    "InstallationError": "result",
    "InternalError": "result",
    "Result": "result",
    "Session": "engine.session",
    "Settings": "settings",
    "SettingsError": "settings",
    "SettingsTable": "settings",
    "check": "engine.session",
    "fix": "engine.session",
    "write_changes": "project.writing",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]
