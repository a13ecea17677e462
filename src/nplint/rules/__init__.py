"""The rules. A file ``GROUP/nplNNN_name.py`` in this folder that defines a ``Rule`` is one."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nplint.rules.base import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, ordered by code."""
    from nplint.rules.base import Rule

    found: list[Rule] = []
    for name in _rule_modules():
        members = vars(importlib.import_module(name)).values()
        found += [
            member()
            for member in members
            if Rule in getattr(member, "__mro__", ()) and member.__module__ == name
        ]
    return tuple(sorted(found, key=lambda rule: rule.code))


def _rule_modules() -> list[str]:
    """Return the dotted names of the rule files, group by group."""
    groups = [group.name for group in pkgutil.iter_modules(__path__) if group.ispkg]
    return [
        f"{__name__}.{group}.{module.name}"
        for group in groups
        for module in pkgutil.iter_modules([f"{__path__[0]}/{group}"])
        if module.name.startswith("npl")
    ]
