"""``nplint fix``: show or write repairs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from nplint.cli.options import Request, looks_at_files, requested
from nplint.cli.output import (
    CLEAN,
    FAILED,
    FOUND,
    complain,
    done,
    outcome,
    print_diff,
    print_text,
    wants_color,
    write,
)
from nplint.cli.progress import Progress

if TYPE_CHECKING:
    from nplint.result import FixResult


@click.command()
@looks_at_files(without=("output_format",))
@click.option(
    "--write", "write_files", is_flag=True, help="Write the files; without it, print a diff."
)
def fix(color: str, write_files: bool, **options: Any) -> None:
    """Repair findings: print a unified diff, or write with --write."""
    request = requested(**options)
    sys.exit(_fix(request) if write_files else would_fix(request, wants_color(color)))


def would_fix(request: Request, colored: bool) -> int:
    """Print what fixing would change; the exit code."""
    fixed = _fixed(request)
    print_diff(fixed, colored)
    complain(*fixed.remaining.errors)
    if not request.quiet:
        complain(*fixed.notes, *fixed.remaining.notes)
        if fixed.changes:
            click.echo(
                f"{done(fixed, 'Would apply')} Write them with `nplint fix --write`.", err=True
            )
        _mention_remaining(fixed)
    return max(FOUND if fixed.changes else CLEAN, outcome(fixed.remaining))


def _fix(request: Request) -> int:
    fixed = _fixed(request)
    if request.from_stdin:
        (given,) = request.texts.values()
        print_text(fixed, given)
    elif not write(fixed):
        return FAILED
    complain(*fixed.remaining.errors)
    if not request.quiet:
        complain(*fixed.notes, *fixed.remaining.notes)
        if fixed.changes:
            click.echo(done(fixed, "Applied"), err=True)
        _mention_remaining(fixed)
    return outcome(fixed.remaining)


def _fixed(request: Request) -> FixResult:
    with Progress() as progress:
        return request.session(request.table(), progress).fix()


def _mention_remaining(fixed: FixResult) -> None:
    from nplint.report.summary import counted

    if fixed.remaining.findings:
        number = counted(len(fixed.remaining.findings), "finding")
        click.echo(f"{number} without a fix to apply: see `nplint check`.", err=True)
