"""Findings under the name of their file, one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from nplint.finding import Finding
from nplint.report.display import is_safely_fixable, shown, start_and_end, styler
from nplint.source.file import Position, SourceFile


def render(
    findings: Sequence[Finding], sources: Mapping[Path, SourceFile], color: bool, width: int | None
) -> str:
    """A path, then ``row:column CODE [*] message`` in columns for each of its findings."""
    style = styler(color)
    groups = []
    for path, group in groupby(findings, key=lambda finding: finding.path):
        here = [(_place(finding, sources), finding) for finding in group]
        width = max(len(place) for place, _ in here)
        lines = [
            f"  {place}{' ' * (width - len(place))} {style(finding.code, fg='red', bold=True)} "
            f"{'[' + style('*', fg='cyan') + '] ' if is_safely_fixable(finding) else ''}"
            f"{' '.join(finding.message.split())}\n"
            for place, finding in here
        ]
        groups.append(f"{style(shown(path), bold=True)}:\n{''.join(lines)}")
    return "\n".join(groups)


def _place(finding: Finding, sources: Mapping[Path, SourceFile]) -> str:
    where = start_and_end(finding.path, finding.span, sources)
    return str(where[0] if where else Position(1, 1))
