"""Apply fixes to texts: all edits of a fix or none, and nothing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from nplint.finding import Edit, Finding, Fix
from nplint.source import SourceFile


def choose(findings: Iterable[Finding]) -> list[tuple[Fix, list[Finding]]]:
    """The fixes to apply together: at most one per file, with the findings each repairs.

    Two fixes of one file are planned without knowing of each other: what the second may delete
    depends on what the first one did. It is planned anew in the next round.
    """
    chosen: list[tuple[Fix, list[Finding]]] = []
    taken: set[Path] = set()
    for finding in findings:
        fix = finding.fix
        if fix is None or not fix.edits:
            continue
        same = next((entry for entry in chosen if entry[0].edits == fix.edits), None)
        if same is not None:
            same[1].append(finding)
            continue
        paths = {edit.path for edit in fix.edits}
        if taken.isdisjoint(paths):
            taken |= paths
            chosen.append((fix, [finding]))
    return chosen


def edited_texts(fix: Fix, sources: Mapping[Path, SourceFile]) -> dict[Path, str]:
    """The new text of each file that a fix edits.

    Raises
    ------
    ValueError
        Two of its edits overlap.
    """
    by_path: dict[Path, list[Edit]] = defaultdict(list)
    for edit in fix.edits:
        by_path[edit.path].append(edit)
    return {path: edited(sources[path].text, edits) for path, edits in by_path.items()}


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text after edits of it; raises ``ValueError`` where two of them overlap."""
    parts: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda each: (each.span.start, each.span.end)):
        if edit.span.start < position:
            raise ValueError("edits overlap")
        parts += [text[position : edit.span.start], edit.replacement]
        position = edit.span.end
    return "".join([*parts, text[position:]])
