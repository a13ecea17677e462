"""Completion of the codes and names of rules; no rule is imported for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    import click


def complete_rule(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the codes and names that go on as what is typed."""
    return _items("", incomplete)


def complete_rules(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return what may stand at the end of a list with commas."""
    before, comma, last = incomplete.rpartition(",")
    return _items(before + comma, last)


def _items(before: str, typed: str) -> list[CompletionItem]:
    from nplint.settings.rule_names import rule_names

    words = [(word, name) for code, name in rule_names() for word in (code, name)]
    typed = typed.lower()
    return [
        CompletionItem(before + word, help=name)
        for word, name in words
        if word.lower().startswith(typed)
    ]
