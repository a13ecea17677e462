"""Fingerprints: a finding is known again in the next version of its file."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from nplint.finding import Finding
from nplint.source.file import SourceFile
from nplint.source.rows import rows_of


class Fingerprint(NamedTuple):
    """The identity of a finding: the same while its lines say the same, wherever they move."""

    path: str
    code: str
    digest: str


def fingerprints(
    findings: Iterable[Finding], sources: Mapping[Path, SourceFile], root: Path
) -> Iterator[Fingerprint]:
    """The fingerprint of each finding, in order.

    It is made of the path below ``root``, the code, the words on the lines that the finding
    points at, and of how many alike come before it.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        path = os.path.relpath(finding.path, root).replace(os.sep, "/")
        key = (path, finding.code, _content(finding, sources))
        parts = (*key, str(seen[key]))
        seen[key] += 1
        data = "\0".join(parts).encode("utf-8", "surrogateescape")
        yield Fingerprint(path, finding.code, hashlib.sha256(data).hexdigest()[:32])


def _content(finding: Finding, sources: Mapping[Path, SourceFile]) -> str:
    source = sources.get(finding.path)
    if source is None:
        return ""
    first, last = rows_of(source, finding.span)
    lines = (" ".join(source.line(row).split()) for row in range(first, last + 1))
    return "\n".join(line for line in lines if line)
