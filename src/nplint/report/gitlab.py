"""A code quality report of GitLab, which shows what is new in a merge request."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nplint.finding import Finding
from nplint.report.display import plain_range
from nplint.source.file import SourceFile
from nplint.suppression.fingerprint import Fingerprint, fingerprints


def render(
    findings: Sequence[Finding], sources: Mapping[Path, SourceFile], color: bool, width: int | None
) -> str:
    """A list of issues, with paths relative to the project's root as GitLab CI names it."""
    root = Path(os.environ.get("CI_PROJECT_DIR") or os.getcwd())
    marks = fingerprints(findings, sources, root)
    issues = [_issue(f, mark, sources) for f, mark in zip(findings, marks, strict=True)]
    return json.dumps(issues, indent=2) + "\n"


def _issue(
    finding: Finding, mark: Fingerprint, sources: Mapping[Path, SourceFile]
) -> dict[str, Any]:
    where = plain_range(finding.path, finding.span, sources)
    begin, end = [{"line": p.row, "column": p.column} for p in (where.start, where.end)]
    return {
        "check_name": finding.code,
        "description": f"{finding.code}: {where.words(finding.message)}",
        "severity": "major",
        "fingerprint": mark.digest,
        "location": {"path": mark.path, "positions": {"begin": begin, "end": end}},
    }
