"""Findings as JSON, in the shape of ruff's so that its readers need few changes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nplint.finding import Finding, Span
from nplint.report.display import start_and_end
from nplint.source.file import SourceFile
from nplint.source.rows import rows_of
from nplint.suppression.comments import scan


def render(
    findings: Sequence[Finding], sources: Mapping[Path, SourceFile], color: bool, width: int | None
) -> str:
    """A list of objects; rows and columns count from 1, columns in characters."""
    return json.dumps([described(each, sources) for each in findings], indent=2) + "\n"


def described(finding: Finding, sources: Mapping[Path, SourceFile]) -> dict[str, Any]:
    """A finding as plain data."""
    where = _place(finding.path, finding.span, sources)
    return {
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "severity": "error",
        **where,
        "noqa_row": _noqa_row(finding, sources),
        "url": None,
        "label": finding.label,
        "related": [
            {**_place(path, span, sources), "message": label}
            for path, span, label in finding.related
        ],
        "help": list(finding.help),
        "fix": finding.fix
        and {
            "applicability": finding.fix.applicability.value,
            "message": finding.fix.title,
            "edits": [
                {**_place(path, span, sources), "content": replacement}
                for path, span, replacement in finding.fix.edits
            ],
        },
    }


def _noqa_row(finding: Finding, sources: Mapping[Path, SourceFile]) -> int | None:
    """The row on which a comment hides the finding."""
    source = sources.get(finding.path)
    if source is None:
        return None
    row = scan(source.code).end_of(rows_of(source, finding.span)[0])
    return source.position(source.line_starts[row - 1]).row


def _place(path: Path, span: Span, sources: Mapping[Path, SourceFile]) -> dict[str, Any]:
    where = start_and_end(path, span, sources)
    start, end = [{"row": e.row, "column": e.column} for e in where] if where else (None, None)
    cell = where[0].cell if where else None
    return {"filename": str(path), "cell": cell, "location": start, "end_location": end}
