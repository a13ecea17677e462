"""The last lines of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby

from nplint.finding import Finding
from nplint.report.display import is_safely_fixable, shown

Hint = Callable[..., str]


def bare_hint(command: str, *more: str) -> str:
    """Return a command to propose, with nothing that was given."""
    return " ".join(["nplint", command, *more])


def summary(
    findings: Sequence[Finding],
    files: int,
    hint: Hint = bare_hint,
    applies: Callable[[Finding], bool] = is_safely_fixable,
) -> str:
    """Return how many findings there are, and how many of them a command repairs.

    Parameters
    ----------
    findings, files
        What was found, and how many files were looked at.
    hint
        Makes a command of its name and further options.
    applies
        Tells whether ``nplint fix`` applies the fix of a finding without being told to take risks.
    """
    if not findings:
        return f"No findings in {counted(files, 'file')}."
    found = counted(len(findings), "finding")
    among = counted(len({finding.path for finding in findings}), "file")
    safe = sum(map(applies, findings))
    unsafe = sum(finding.fix is not None for finding in findings) - safe
    repair = ""
    if safe:
        more = f", {unsafe} more with `--unsafe-fixes`" if unsafe else ""
        repair = f" ({safe} fixable with `{hint('fix', '--write')}`{more})"
    elif unsafe:
        repair = f" ({unsafe} fixable with `{hint('fix', '--write', '--unsafe-fixes')}`)"
    return f"Found {found} in {among}{repair}."


def fixed_findings(findings: Sequence[Finding]) -> str:
    """Return which fixes were applied, rule by rule under the name of each file, as in ruff."""
    lines = []
    ordered = sorted(findings, key=lambda each: str(each.path))
    for path, group in groupby(ordered, key=lambda each: each.path):
        lines.append(f"- {shown(path)}:")
        counts = Counter((each.code, each.name) for each in group)
        lines += (
            f"    {count} x {code} ({name})" for (code, name), count in sorted(counts.items())
        )
    return "\n".join(lines)


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return ``1 file``, ``2 files``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
