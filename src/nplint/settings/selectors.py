"""Selectors of rules, and what several of them say together, as in ruff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from nplint.settings.rule_names import rule_names

ALL = "ALL"
PREFIX = "NPL"

_EXACT = 100


class Selectable(Protocol):
    """The properties of a rule that its selection depends on."""

    @property
    def code(self) -> str:
        """Such as ``NPL001``."""

    @property
    def name(self) -> str:
        """Such as ``leaky-shared-distribution``."""

    @property
    def default(self) -> bool:
        """Tell whether it is on where nothing selects it."""

    @property
    def preview(self) -> bool:
        """Tell whether it takes ``preview`` to switch it on at all."""


def decided(rule: Selectable, before: bool, on: Sequence[str], off: Sequence[str]) -> bool:
    """Tell whether a rule is on, after lists that switch on and off; else ``before``.

    The most specific selector decides: a code or name before a prefix, a longer prefix before a
    shorter one. Of two alike the one that switches off does.
    """
    switched_on = max((_strength(each, rule) for each in on), default=0)
    switched_off = max((_strength(each, rule) for each in off), default=0)
    return switched_on > switched_off if switched_on or switched_off else before


def _strength(selector: str, rule: Selectable) -> int:
    """Return how specifically a selector matches a rule, 0 where it does not."""
    if selector in (rule.code, rule.name):
        return _EXACT
    if selector == ALL:
        return 1
    return len(selector) if rule.code.startswith(selector) else 0


def unknown_selectors(selectors: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """The selectors that mean no rule, each with all that would mean one."""
    asked = [each for each in selectors if each not in (ALL, PREFIX)]
    if not asked:
        return
    codes = [code for code, _ in rule_names()]
    names = [name for _, name in rule_names()]
    for each in asked:
        prefix = each.startswith(PREFIX) and any(code.startswith(each) for code in codes)
        if not prefix and each not in names:
            yield each, codes + names


def without_effect(selectors: Iterable[str], rules: Iterable[Selectable]) -> Iterator[str]:
    """The selectors that mean nothing but rules that take ``preview``."""
    every = tuple(rules)
    for each in selectors:
        if all(rule.preview for rule in every if _strength(each, rule)):
            yield each
