"""Commands that hints propose: with the options that were given, so that they do what they say."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from click.core import ParameterSource

from nplint.cli.help import Option

if TYPE_CHECKING:
    import click


def repeated(ctx: click.Context) -> tuple[tuple[str, str], ...]:
    """Return the options that were given and bear on what is found, by parameter, as typed."""
    given = (
        (param, ctx.params.get(param.name or ""))
        for param in ctx.command.params
        if isinstance(param, Option)
        and param.repeats
        and ctx.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE
    )
    return tuple(
        (param.name or "", text) for param, value in given for text in _typed(param, value)
    )


def _typed(param: Option, value: Any) -> Iterator[str]:
    """Yield an option with its value as it may be typed."""
    name = max(param.opts, key=len)
    if param.is_flag:
        yield name if value or not param.secondary_opts else max(param.secondary_opts, key=len)
    elif isinstance(value, dict):
        pairs = (f"{key}:{each}" for key, listed in value.items() for each in listed)
        yield f"{name} {shlex.quote(','.join(pairs))}"
    elif isinstance(value, list):
        yield f"{name} {shlex.quote(','.join(value))}"
    else:
        for each in value if isinstance(value, tuple) else (value,):
            yield f"{name} {shlex.quote(os.fspath(each))}"
