"""Output of the commands: exit codes, colours, complaints."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nplint.result import FixResult, Result

CLEAN, FOUND, FAILED = 0, 1, 2
_NARROWEST = 40


def wants_color(choice: str) -> bool:
    """Return whether to write colours, as the option and the environment say."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def terminal_width() -> int | None:
    """Return the columns of the terminal that is written to, None where it is none."""
    if not sys.stdout.isatty():
        return None
    return max(shutil.get_terminal_size().columns, _NARROWEST)


def complain(*messages: str) -> None:
    """Print messages to standard error."""
    for message in messages:
        click.echo(f"nplint: {message}", err=True)


def silence() -> None:
    """Print nothing on standard error from now on."""
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def outcome(result: Result) -> int:
    """Return the exit code that a check asks for."""
    if result.errors:
        return FAILED
    return FOUND if result.findings else CLEAN


def print_diff(fixed: FixResult, colored: bool) -> None:
    """Print what fixing would change, as a patch."""
    from nplint.report import diff
    from nplint.report.display import styler

    for change in fixed.changes:
        text = diff.unified(change.source, change.new_text)
        if colored or sys.stdout.isatty():
            click.echo(diff.colored(text, styler(colored)), nl=False, color=colored)
        else:
            click.echo(diff.encoded(text, change.source), nl=False)


def save(path: Path, text: str) -> bool:
    """Write a text to a file of its own; return whether that went well, which is told if not."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        complain(f"{path}: {error.strerror or error}")
        return False
    return True


def print_text(fixed: FixResult, given: bytes) -> None:
    """Print what fixing made of standard input."""
    data = given
    for change in fixed.changes:
        data = change.source.encode(change.new_text)
    click.echo(data, nl=False)
