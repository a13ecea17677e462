"""Suppress findings: plan the comments that hide what is found now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from nplint.finding import Edit, Finding, Span
from nplint.source.file import SourceFile
from nplint.source.rows import rows_of
from nplint.suppression.comments import directives, scan


def suppressing_edits(
    findings: Iterable[Finding], sources: Mapping[Path, SourceFile]
) -> dict[Path, list[Edit]]:
    """The edits that add ``# noqa: CODE`` where each finding is, by file.

    A comment goes to the first line of what a finding points at or, where that line ends within
    a string or with a backslash, to the line on which these end. Codes are added to a ``noqa``
    comment that is there.
    """
    codes: dict[Path, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    comments: dict[Path, dict[int, Span]] = {}
    for finding in findings:
        source = sources.get(finding.path)
        if source is None:
            continue
        scanned = scan(source.code)
        comments[finding.path] = dict(scanned.comments)
        row = scanned.end_of(rows_of(source, finding.span)[0])
        codes[finding.path][row].add(finding.code)
    return {
        path: [
            _edit(sources[path], row, sorted(wanted), comments[path].get(row))
            for row, wanted in sorted(rows.items())
        ]
        for path, rows in codes.items()
    }


def _edit(source: SourceFile, row: int, codes: list[str], comment: Span | None) -> Edit:
    listed = ", ".join(codes)
    if comment is not None:
        for directive in directives(source.text, comment):
            if not directive.own and directive.listed:
                end = directive.listed[-1].span.end
                return Edit(source.path, Span(end, end), f", {listed}")
    line = source.line(row)
    start = source.line_starts[row - 1]
    content = line.rstrip()
    gap = "  " if content else ""
    place = Span(start + len(content), start + len(line))
    return Edit(source.path, place, f"{gap}# noqa: {listed}")
