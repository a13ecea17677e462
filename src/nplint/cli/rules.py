"""``nplint rules``: the list of all rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nplint.rules.base import Rule

_FIXES = {"safe": "fix", "unsafe": "unsafe fix", "sometimes": "some fixes", "no": "-"}


@click.command()
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text")
def rules(output_format: str) -> None:
    """List all rules: code, name, releases, fixes, what they find."""
    from nplint.cli.rule import described
    from nplint.rules import all_rules

    if output_format == "json":
        click.echo(json.dumps([described(each) for each in all_rules()], indent=2))
        return
    table = [
        (each.code, each.name, each.releases, _FIXES[each.fixable], _summary(each))
        for each in all_rules()
    ]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _summary(rule: Rule) -> str:
    marks = ["preview"] if rule.preview else []
    if not rule.default:
        marks.append("off by default")
    return f"({', '.join(marks)}) {rule.summary}" if marks else rule.summary
