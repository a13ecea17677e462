"""Workflow commands of GitHub Actions, which become annotations of a pull request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from nplint.finding import Finding
from nplint.report.display import plain_range, shown
from nplint.source.file import SourceFile


def render(
    findings: Sequence[Finding], sources: Mapping[Path, SourceFile], color: bool, width: int | None
) -> str:
    """``::error title=nplint (CODE),file=...,line=...::path:row:column: CODE message``."""
    return "".join(_command(each, sources) for each in findings)


def _command(finding: Finding, sources: Mapping[Path, SourceFile]) -> str:
    start, end, place = plain_range(finding.path, finding.span, sources)
    properties = {
        "title": f"nplint ({finding.code})",
        "file": str(finding.path),
        "line": start.row,
        "col": start.column,
        "endLine": end.row,
        "endColumn": end.column,
    }
    if start.row != end.row:  # GitHub takes columns within one line only
        del properties["col"], properties["endColumn"]
    lines = [f"{shown(finding.path)}:{place}: {finding.code} {' '.join(finding.message.split())}"]
    for path, span, label in finding.related:
        lines.append(f"  {shown(path)}:{plain_range(path, span, sources).place}: {label}")
    lines += [f"  help: {each}" for each in finding.help]
    if finding.fix is not None:
        lines.append(f"  fix: {finding.fix.title}")
    said = ",".join(f"{name}={_escaped(str(value))}" for name, value in properties.items())
    return f"::error {said}::{_data(chr(10).join(lines))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
