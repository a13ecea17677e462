"""The JSON schema of the settings, for editors; ``settings.schema.json`` beside it is its text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nplint.settings.declaration import Settings, keys, spelled

SHIPPED = Path(__file__).with_name("settings.schema.json")


def schema() -> dict[str, Any]:
    """The schema of ``nplint.toml`` and of the table ``tool.nplint`` in ``pyproject.toml``."""
    defaults = Settings(root=Path("."))
    properties = {}
    for parameter, key in keys().items():
        default = getattr(defaults, parameter)
        properties[spelled(parameter)] = {
            **key.kind.schema,
            "description": key.help,
            **({"default": _plain(default)} if default not in (None, ()) else {}),
        }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Settings of nplint",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def schema_text() -> str:
    """The schema as the shipped file has it."""
    return json.dumps(schema(), indent=2) + "\n"


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
