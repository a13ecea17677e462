"""Logging commands of Azure Pipelines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from nplint.finding import Finding
from nplint.report.display import plain_range
from nplint.source.file import SourceFile


def render(
    findings: Sequence[Finding], sources: Mapping[Path, SourceFile], color: bool, width: int | None
) -> str:
    """``##vso[task.logissue type=error;sourcepath=...;...]message`` for each finding."""
    lines = []
    for finding in findings:
        where = plain_range(finding.path, finding.span, sources)
        properties = {
            "type": "error",
            "sourcepath": str(finding.path),
            "linenumber": str(where.start.row),
            "columnnumber": str(where.start.column),
            "code": finding.code,
        }
        said = "".join(f"{name}={_escaped(value)};" for name, value in properties.items())
        lines.append(f"##vso[task.logissue {said}]{_data(where.words(finding.message))}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
