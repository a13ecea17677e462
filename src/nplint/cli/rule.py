"""``nplint rule``: the pages of the rules."""

from __future__ import annotations

import json
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from nplint.cli.completion import complete_rule
from nplint.cli.help import SETTINGS
from nplint.cli.output import terminal_width

if TYPE_CHECKING:
    from nplint.rules.base import Rule


@click.command(context_settings=SETTINGS)
@click.argument("rule", metavar="[CODE|NAME]", required=False, shell_complete=complete_rule)
@click.option("--all", "every", is_flag=True, help="Explain all rules.")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Output format.",
)
def rule(rule: str | None, every: bool, output_format: str) -> None:
    """Explain a rule (or all rules), by its code or name."""
    if (rule is None) is not every:
        raise click.UsageError("name one rule, or ask for --all")
    from nplint.rules import all_rules

    wanted = list(all_rules()) if rule is None else [_found(rule)]
    if output_format == "json":
        said = [described(each) for each in wanted]
        click.echo(json.dumps(said if every else said[0], indent=2))
    else:
        width = terminal_width()
        click.echo("\n\n".join(fitted(each.page.strip(), width) for each in wanted))


def fitted(page: str, width: int | None) -> str:
    """Return a page whose paragraphs are no wider than the terminal; code stays as it is."""
    if width is None or max(map(len, page.splitlines())) <= width:
        return page
    parts = page.split("```")
    # What stands between an odd and an even fence is code.
    return "```".join(
        part if number % 2 else _wrapped(part, width) for number, part in enumerate(parts)
    )


def _wrapped(text: str, width: int) -> str:
    """Return Markdown with its paragraphs wrapped anew; lists and headings keep their lines."""
    paragraphs = []
    for paragraph in text.split("\n\n"):
        lines: list[str] = []
        for line in paragraph.split("\n"):
            starts = not lines or not lines[-1] or line[:1] in ("", "#", "-", "|", " ")
            if starts or lines[-1].startswith("#"):
                lines.append(line)
            else:
                lines[-1] += f" {line}"
        paragraphs.append("\n".join(_filled(line, width) for line in lines))
    return "\n\n".join(paragraphs)


def _filled(line: str, width: int) -> str:
    if len(line) <= width or line.startswith("|"):
        return line
    indent = " " * (len(line) - len(line.lstrip(" -")))
    wrapped = wrap(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(wrapped)


def described(rule: Rule) -> dict[str, Any]:
    """A rule as plain data."""
    return {
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary,
        "releases": rule.releases,
        "fixable": rule.fixable,
        "default": rule.default,
        "preview": rule.preview,
        "explanation": rule.page,
    }


def _found(word: str) -> Rule:
    from nplint.rules import all_rules
    from nplint.settings import nearest

    for each in all_rules():
        if word.lower() in (each.code.lower(), each.name):
            return each
    known = [word for each in all_rules() for word in (each.code, each.name)]
    raise click.UsageError(f"no rule `{word}`{nearest(word, known)}")
