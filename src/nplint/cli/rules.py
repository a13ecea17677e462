"""``nplint rules``: the list of all rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from nplint.cli.help import SETTINGS
from nplint.cli.output import terminal_width

if TYPE_CHECKING:
    from nplint.rules.base import Rule

_HEADER = ("CODE", "NAME", "RELEASES", "FIX", "WHAT IT FINDS")
_FIXES = {"safe": "fix", "unsafe": "unsafe fix", "sometimes": "some fixes", "no": "-"}
_CUT = "..."


@click.command(context_settings=SETTINGS)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Output format.",
)
def rules(output_format: str) -> None:
    """List all rules: code, name, affected releases, whether there are fixes, what they find."""
    from nplint.cli.rule import described
    from nplint.rules import all_rules

    if output_format == "json":
        click.echo(json.dumps([described(each) for each in all_rules()], indent=2))
        return
    table = [
        _HEADER,
        *(
            (each.code, each.name, each.releases, _FIXES[each.fixable], _summary(each))
            for each in all_rules()
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        click.echo(_clipped("  ".join(cells).rstrip(), terminal_width()))


def _clipped(line: str, width: int | None) -> str:
    """Return a line that a terminal shows as one."""
    if width is None or len(line) <= width:
        return line
    return line[: width - len(_CUT)].rsplit(" ", 1)[0].rstrip(" ,;:(") + _CUT


def _summary(rule: Rule) -> str:
    marks = ["preview"] if rule.preview else []
    if not rule.default:
        marks.append("off by default")
    summary = " ".join(rule.summary.split())
    return f"({', '.join(marks)}) {summary}" if marks else summary
