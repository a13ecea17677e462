"""One line for each finding, as editors and ``grep`` like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from nplint.finding import Finding
from nplint.report.display import is_safely_fixable, shown, start_and_end, styler
from nplint.source.file import Position, SourceFile


def render(
    findings: Sequence[Finding], sources: Mapping[Path, SourceFile], color: bool, width: int | None
) -> str:
    """``path:row:column: CODE [*] message``; ``[*]`` marks what ``nplint fix`` repairs."""
    style = styler(color)
    lines = []
    for finding in findings:
        where = start_and_end(finding.path, finding.span, sources)
        colon = style(":", fg="cyan")
        start = str(where[0] if where else Position(1, 1)).replace(":", colon)
        lines.append(
            f"{style(shown(finding.path), bold=True)}{colon}{start}{colon} "
            f"{style(finding.code, fg='red', bold=True)} "
            f"{'[' + style('*', fg='cyan') + '] ' if is_safely_fixable(finding) else ''}"
            f"{' '.join(finding.message.split())}\n"
        )
    return "".join(lines)
