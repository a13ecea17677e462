"""SARIF 2.1.0, which GitHub's code scanning and editors read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nplint.finding import Finding, Fix, Span
from nplint.report.display import plain_range
from nplint.source.file import SourceFile
from nplint.suppression.fingerprint import Fingerprint, fingerprints
from nplint.version import __version__

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_BASE = "%SRCROOT%"


def render(
    findings: Sequence[Finding], sources: Mapping[Path, SourceFile], color: bool, width: int | None
) -> str:
    """A log with one run; paths are relative to the working directory where they lie below it."""
    cwd = Path.cwd()
    codes = sorted({finding.code for finding in findings})
    marks = fingerprints(findings, sources, cwd)
    run = {
        "tool": {
            "driver": {"name": "nplint", "version": __version__, "rules": [*_rules(findings)]}
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"uri": _uri(cwd) + "/"}},
        "results": [
            _result(finding, mark, codes.index(finding.code), sources)
            for finding, mark in zip(findings, marks, strict=True)
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rules(findings: Iterable[Finding]) -> Iterable[dict[str, Any]]:
    from nplint.rules import all_rules

    known = {rule.code: rule for rule in all_rules()}
    for code, name in sorted({finding.code: finding.name for finding in findings}.items()):
        said: dict[str, Any] = {"id": code, "name": name}
        if code in known:
            page = known[code].page
            said["shortDescription"] = {"text": known[code].summary}
            said["help"] = {"text": page, "markdown": page}
        yield {**said, "defaultConfiguration": {"level": "error"}}


def _result(
    finding: Finding, mark: Fingerprint, index: int, sources: Mapping[Path, SourceFile]
) -> dict[str, Any]:
    said: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": "error",
        "message": {"text": " ".join([finding.message, *finding.help])},
        "locations": [_location(finding.path, finding.span, sources)],
        "partialFingerprints": {"nplint/v1": mark.digest},
    }
    if finding.related:
        said["relatedLocations"] = [
            {"id": number, **_location(path, span, sources), "message": {"text": label}}
            for number, (path, span, label) in enumerate(finding.related)
        ]
    if finding.fix is not None and finding.fix.edits:
        if all(_is_text(edit.path, edit.span, sources) for edit in finding.fix.edits):
            said["fixes"] = [_fix(finding.fix, sources)]
    return said


def _fix(fix: Fix, sources: Mapping[Path, SourceFile]) -> dict[str, Any]:
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path),
                "replacements": [
                    {
                        "deletedRegion": _region(path, edit.span, sources),
                        "insertedContent": {"text": edit.replacement},
                    }
                    for edit in edits
                ],
            }
            for path, edits in groupby(fix.edits, key=lambda edit: edit.path)
        ],
    }


def _is_text(path: Path, span: Span, sources: Mapping[Path, SourceFile]) -> bool:
    """Tell whether a place is one in a text that an edit can be applied to."""
    return path in sources and not plain_range(path, span, sources).in_cell


def _location(path: Path, span: Span, sources: Mapping[Path, SourceFile]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": _artifact(path),
            "region": _region(path, span, sources),
        }
    }
    where = plain_range(path, span, sources)
    if where.in_cell:
        said["logicalLocations"] = [{"name": where.place}]
    return said


def _region(path: Path, span: Span, sources: Mapping[Path, SourceFile]) -> dict[str, int]:
    start, end, _ = plain_range(path, span, sources)
    return {
        "startLine": start.row,
        "startColumn": start.column,
        "endLine": end.row,
        "endColumn": end.column,
    }


def _artifact(path: Path) -> dict[str, str]:
    try:
        below = path.relative_to(Path.cwd())
    except ValueError:
        return {"uri": _uri(path)}
    return {"uri": quote(os.fsencode(below.as_posix())), "uriBaseId": _BASE}


def _uri(path: Path) -> str:
    return "file://" + quote(os.fsencode("/" + path.as_posix().lstrip("/")), safe="/:")
