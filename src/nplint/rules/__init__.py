"""The rules. A file ``nplNNN_name.py`` in this folder that defines a ``Rule`` is one."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nplint.rules.base import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, ordered by code."""
    from nplint.rules.base import Rule

    found: list[Rule] = []
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("npl"):
            members = vars(importlib.import_module(f"{__name__}.{module.name}")).values()
            found += [
                member()
                for member in members
                if Rule in getattr(member, "__mro__", ())
                and member.__module__.endswith(module.name)
            ]
    return tuple(sorted(found, key=lambda rule: rule.code))
