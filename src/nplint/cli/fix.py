"""``nplint fix``: show or write repairs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from nplint.cli.help import SETTINGS, Command, Option
from nplint.cli.options import Request, looks_at_files, requested
from nplint.cli.output import CLEAN, FAILED, FOUND, complain, outcome, print_diff, wants_color
from nplint.cli.repairing import done, fixed_in_memory, list_fixes, repair

if TYPE_CHECKING:
    from nplint.finding import Finding
    from nplint.result import FixResult
    from nplint.settings import SettingsTable


@click.command(cls=Command, context_settings=SETTINGS)
@click.option(
    "--write", "write_files", is_flag=True, help="Write the files; without it, print a diff."
)
@click.option(
    "--diff",
    is_flag=True,
    help="Avoid writing any fixed files back, even with --write; instead, output a diff.",
)
@click.option(
    "--show-fixes/--no-show-fixes",
    cls=Option,
    is_flag=True,
    help="Show an enumeration of all fixed findings.",
)
@click.option(
    "-e",
    "--exit-zero",
    is_flag=True,
    help="Exit with status code 0, even upon detecting findings.",
)
@looks_at_files(without=("output_format",))
def fix(
    color: str,
    write_files: bool,
    diff: bool,
    show_fixes: bool,
    exit_zero: bool,
    **options: Any,
) -> None:
    """Show the fixes of findings as a diff, or write them with --write."""
    request = requested(**options)
    if write_files and not diff:
        code = _fix(request, show_fixes)
    else:
        code = would_fix(request, wants_color(color), show_fixes)
    sys.exit(CLEAN if exit_zero and code == FOUND else code)


def would_fix(
    request: Request, colored: bool, show_fixes: bool = False, fix_only: bool = False
) -> int:
    """Print what fixing would change, and return the exit code.

    With ``fix_only`` nothing else counts, as under ruff's ``--diff``.
    """
    table = request.table()
    fixed = fixed_in_memory(request, table)
    print_diff(fixed, colored)
    complain(*fixed.remaining.errors)
    if not request.quiet:
        complain(*fixed.notes, *fixed.remaining.notes)
        if fixed.changes:
            hint = request.hint("fix", "--write")
            click.echo(f"{done(fixed, 'Would apply')} Write them with `{hint}`.", err=True)
            if show_fixes:
                list_fixes(fixed)
        mention_remaining(fixed, table, request)
    if fix_only:
        return FAILED if fixed.remaining.errors else FOUND if fixed.changes else CLEAN
    return max(FOUND if fixed.changes else CLEAN, outcome(fixed.remaining))


def _fix(request: Request, show_fixes: bool) -> int:
    table = request.table()
    fixed = repair(request, table)
    if fixed is None:
        return FAILED
    complain(*fixed.remaining.errors)
    if not request.quiet:
        complain(*fixed.notes, *fixed.remaining.notes)
        if fixed.changes:
            click.echo(done(fixed, "Applied"), err=True)
        if show_fixes:
            list_fixes(fixed)
        mention_remaining(fixed, table, request)
    return outcome(fixed.remaining)


def mention_remaining(fixed: FixResult, table: SettingsTable, request: Request) -> None:
    """Say on standard error what was not repaired, and which command shows it."""
    from nplint.report.summary import counted

    findings = fixed.remaining.findings
    unsafe = [each for each in findings if each.fix is not None and not applies(each, table)]
    others = [each for each in findings if each not in unsafe]
    lines = []
    if unsafe:
        more = counted(len(unsafe), "more finding" if fixed.changes else "finding")
        have = "has a fix that may" if len(unsafe) == 1 else "have fixes that may"
        them = "it" if len(unsafe) == 1 else "them"
        first = "" if fixed.changes else "No safe fix. "
        hint = request.hint("fix", "--unsafe-fixes")
        lines.append(f"{first}{more} {have} change results: `{hint}` shows {them}.")
    if others:
        left = "without a fix to apply" if all(each.fix is None for each in others) else "left"
        number = counted(len(others), "finding")
        lines.append(f"{number} {left}: see `{request.hint('check')}`.")
    for line in lines:
        click.echo(line, err=True)


def applies(finding: Finding, table: SettingsTable) -> bool:
    """Return whether the fix of a finding is applied without further options."""
    from nplint.report.display import is_safely_fixable

    return is_safely_fixable(finding) or table.for_file(finding.path).unsafe_fixes
