"""The last line of a report."""

from __future__ import annotations

from collections.abc import Sequence

from nplint.finding import Finding
from nplint.report.display import is_safely_fixable


def summary(findings: Sequence[Finding], files: int) -> str:
    """Return how many findings there are, and how many of them a command repairs."""
    if not findings:
        return f"No findings in {counted(files, 'file')}."
    found = counted(len(findings), "finding")
    among = counted(len({finding.path for finding in findings}), "file")
    safe = sum(map(is_safely_fixable, findings))
    unsafe = sum(finding.fix is not None for finding in findings) - safe
    if safe and unsafe:
        repair = f" ({safe} fixable with `nplint fix --write`, {unsafe} more with `--unsafe-fixes`)"
    elif safe:
        repair = f" ({safe} fixable with `nplint fix --write`)"
    elif unsafe:
        repair = f" ({unsafe} fixable with `nplint fix --write --unsafe-fixes`)"
    else:
        repair = ""
    return f"Found {found} in {among}{repair}."


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 file``, ``2 files``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
