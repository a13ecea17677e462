"""The number of findings of each rule."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from nplint.finding import Finding
from nplint.report import FOR_PEOPLE
from nplint.report.display import is_safely_fixable, styler

FORMATS = (*FOR_PEOPLE, "json")


def render(findings: Sequence[Finding], format: str, color: bool) -> str:
    """Counts by rule, the greatest first: a table for people, or a list in JSON."""
    style = styler(color)
    counts = Counter((finding.code, finding.name) for finding in findings)
    fixable = Counter(finding.code for finding in findings if is_safely_fixable(finding))
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    if format == "json":
        said = [
            {"code": code, "name": name, "count": n, "fixable_count": fixable[code]}
            for (code, name), n in ordered
        ]
        return json.dumps(said, indent=2) + "\n"
    width = max((len(str(count)) for _, count in ordered), default=0)
    lines = []
    for (code, name), count in ordered:
        # `*` where all of them can be fixed, `-` where some can.
        sign = "*" if fixable[code] == count else "-" if fixable[code] else " "
        number = " " * (width - len(str(count))) + style(str(count), bold=True)
        label = style(code, fg="red", bold=True)
        lines.append(f"{number}\t{label}\t[{style(sign, fg='cyan')}] {name}\n")
    return "".join(lines)
