"""The objects of the JSON format, one on each line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from nplint.finding import Finding
from nplint.report.json_format import described
from nplint.source.file import SourceFile


def render(
    findings: Sequence[Finding], sources: Mapping[Path, SourceFile], color: bool, width: int | None
) -> str:
    """A line with an object for each finding."""
    return "".join(json.dumps(described(each, sources)) + "\n" for each in findings)
