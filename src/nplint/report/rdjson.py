"""The diagnostic format of reviewdog; columns count bytes there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nplint.finding import Finding, Span
from nplint.report.display import plain_range
from nplint.source.file import Position, SourceFile


def render(
    findings: Sequence[Finding], sources: Mapping[Path, SourceFile], color: bool, width: int | None
) -> str:
    """One object with all findings."""
    said = {
        "diagnostics": [_diagnostic(each, sources) for each in findings],
        "severity": "ERROR",
        "source": {"name": "nplint"},
    }
    return json.dumps(said, indent=2) + "\n"


def _diagnostic(finding: Finding, sources: Mapping[Path, SourceFile]) -> dict[str, Any]:
    where = plain_range(finding.path, finding.span, sources)
    said: dict[str, Any] = {
        "code": {"value": finding.code},
        "message": where.words(finding.message),
        "severity": "ERROR",
        "location": _location(finding.path, finding.span, sources),
    }
    if finding.related:
        said["relatedLocations"] = [
            {"message": label, "location": _location(path, span, sources)}
            for path, span, label in finding.related
        ]
    edits = finding.fix.edits if finding.fix is not None else ()
    # A suggestion has no path of its own: it is for the file of the finding.
    if edits and not where.in_cell and {edit.path for edit in edits} == {finding.path}:
        said["suggestions"] = [
            {"range": _range(path, span, sources), "text": text} for path, span, text in edits
        ]
    return said


def _location(path: Path, span: Span, sources: Mapping[Path, SourceFile]) -> dict[str, Any]:
    return {"path": str(path), "range": _range(path, span, sources)}


def _range(path: Path, span: Span, sources: Mapping[Path, SourceFile]) -> dict[str, Any]:
    where = plain_range(path, span, sources)
    source = None if where.in_cell else sources.get(path)
    return {"start": _point(where.start, source), "end": _point(where.end, source)}


def _point(position: Position, source: SourceFile | None) -> dict[str, int]:
    row, column, _ = position
    if source is not None:
        before = source.line(row)[: column - 1]
        column = len(before.encode("utf-8", "surrogatepass")) + 1
    return {"line": row, "column": column}
