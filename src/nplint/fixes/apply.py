"""Apply fixes to texts: all edits of a fix or none, and nothing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nplint.finding import Edit, Finding, Span
from nplint.source import SourceFile

# The path, code and message of a finding, which stay when it moves.
Key = tuple[Path, str, str]


@dataclass(slots=True)
class Batch:
    """Edits to make at once, with the findings that they repair; they reach to ``end``."""

    edits: list[Edit]
    findings: list[Finding]
    end: int

    @property
    def is_single(self) -> bool:
        """Tell whether it is one fix, be it of several findings."""
        fixes = (finding.fix for finding in self.findings)
        return len({fix.edits for fix in fixes if fix is not None}) == 1


def key_of(finding: Finding) -> Key:
    """Return the key of a finding, by which it is found again wherever it has moved."""
    return (finding.path, finding.code, finding.message)


def choose(findings: Iterable[Finding], singly: Container[Key] = ()) -> list[Batch]:
    """Choose the fixes to apply in one round.

    Two fixes of one file are planned without knowing of each other. Those that looked at no other
    place are applied together where they stand apart; any other one is the only one of its files,
    since what it may delete depends on what the first one did. The rest is planned anew in the next
    round.

    Parameters
    ----------
    findings
        In order.
    singly
        The findings whose fixes did not fit together with others.
    """
    batches: list[Batch] = []
    by_edits: dict[tuple[Edit, ...], Batch] = {}
    growing: dict[Path, Batch] = {}
    taken: set[Path] = set()
    for finding in findings:
        fix = finding.fix
        if fix is None or not fix.edits:
            continue
        same = by_edits.get(fix.edits)
        if same is not None:
            same.findings.append(finding)
            continue
        paths = {edit.path for edit in fix.edits}
        joins = fix.local and paths == {finding.path} and key_of(finding) not in singly
        reach, batch = _reach(finding.span, fix.edits), growing.get(finding.path)
        if joins and batch is not None and batch.end < reach.start:
            batch.edits += fix.edits
            batch.findings.append(finding)
            batch.end = reach.end
        elif taken.isdisjoint(paths):
            batch = Batch([*fix.edits], [finding], reach.end)
            batches.append(batch)
            taken |= paths
            if joins:
                growing[finding.path] = batch
        else:
            continue
        by_edits[fix.edits] = batch
    return batches


def _reach(span: Span, edits: Iterable[Edit]) -> Span:
    """Return the span of a finding and its edits, from the first to the last."""
    spans = [span, *(edit.span for edit in edits)]
    return Span(min(each.start for each in spans), max(each.end for each in spans))


def edited_texts(edits: Iterable[Edit], sources: Mapping[Path, SourceFile]) -> dict[Path, str]:
    """Return the new text of each file that is edited.

    Raises
    ------
    ValueError
        Two of the edits overlap.
    """
    by_path: dict[Path, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_path[edit.path].append(edit)
    return {path: edited(sources[path].text, each) for path, each in by_path.items()}


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a text after edits of it; raises ``ValueError`` where two of them overlap."""
    parts: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda each: (each.span.start, each.span.end)):
        if edit.span.start < position:
            raise ValueError("edits overlap")
        parts += [text[position : edit.span.start], edit.replacement]
        position = edit.span.end
    return "".join([*parts, text[position:]])
