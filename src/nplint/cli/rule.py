"""``nplint rule``: the pages of the rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from nplint.rules.base import Rule


def _complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from nplint.rules import all_rules

    words = [(word, rule.name) for rule in all_rules() for word in (rule.code, rule.name)]
    typed = incomplete.lower()
    return [CompletionItem(w, help=name) for w, name in words if w.lower().startswith(typed)]


@click.command()
@click.argument("rule", metavar="[CODE|NAME]", required=False, shell_complete=_complete)
@click.option("--all", "every", is_flag=True, help="Explain all rules.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text")
def rule(rule: str | None, every: bool, output_format: str) -> None:
    """Explain a rule, by its code or name."""
    if (rule is None) is not every:
        raise click.UsageError("name one rule, or ask for --all")
    from nplint.rules import all_rules

    wanted = list(all_rules()) if rule is None else [_found(rule)]
    if output_format == "json":
        said = [described(each) for each in wanted]
        click.echo(json.dumps(said if every else said[0], indent=2))
    else:
        click.echo(
            "\n\n".join(f"{each.code} {each.name}\n\n{each.page.strip()}" for each in wanted)
        )


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
