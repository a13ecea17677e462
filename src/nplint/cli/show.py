"""``check --show-settings`` and ``check --show-files``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from nplint.cli.options import Request
from nplint.cli.output import CLEAN, FAILED, complain
from nplint.settings.declaration import keys, spelled
from nplint.system.safe_read import read_regular


def show_settings(request: Request) -> int:
    """Print what holds for each path, and what follows from it; the exit code."""
    from nplint.rules import all_rules
    from nplint.target.target import jax_target_for, target_for

    table = request.table()
    for path in request.paths:
        inside = path / "any.py" if path.is_dir() else path
        settings = table.for_file(inside)
        text = _text(path)
        target = target_for(inside, settings, text)
        rows = {"path": str(path), "settings": str(settings.origin or "defaults")}
        rows |= {spelled(each): _shown(getattr(settings, each)) for each in keys()}
        jax = jax_target_for(inside, settings, text)
        for package, said, each in (("numpyro", "", target), ("jax", " (jax)", jax)):
            rows[f"target-{package}"] = ", ".join(each.releases)
            rows[f"because of{said}"] = each.reason
            rows[f"overruled{said}"] = "; ".join(each.overruled)
            rows[f"note{said}"] = each.stands_in
        rows = {name: value for name, value in rows.items() if value}
        enabled = [rule.code for rule in all_rules() if settings.enables(rule, inside)]
        rows["rules"] = ", ".join(enabled) or "none"
        for name, value in rows.items():
            click.echo(f"{name + ':':<19}{value}")
    complain(*table.warnings(all_rules))
    return CLEAN


def _text(path: Path) -> str:
    """Return a file's text, whose header may say what it runs on; nothing of a folder."""
    from nplint.source import UnreadableSource, read_source

    try:
        return read_source(path, read_regular(path)).text
    except (OSError, UnreadableSource):
        return ""


def show_files(request: Request) -> int:
    """Print the files that would be looked at; the exit code."""
    from nplint.project.files import discover

    found = discover(request.paths, request.table(), force_exclude=request.force_exclude)
    for path in found.files:
        click.echo(str(path))
    complain(*found.errors)
    return FAILED if found.errors else CLEAN


def _shown(value: Any) -> str:
    if value is None:
        return "default"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        return ", ".join(map(_item, value)) or "nothing"
    return str(value)


def _item(value: Any) -> str:
    if isinstance(value, tuple):
        pattern, selectors = value
        return f"{pattern} = {' '.join(selectors)}"
    return str(value)
