"""Apply fixes to files, or to standard input, and say how many were applied."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nplint.cli.options import Request
from nplint.cli.output import complain, print_text
from nplint.cli.progress import Progress
from nplint.system.timings import OFF, Timings

if TYPE_CHECKING:
    from nplint.result import FixResult
    from nplint.settings import SettingsTable


def fixed_in_memory(
    request: Request,
    table: SettingsTable,
    timings: Timings = OFF,
    unchanged: Collection[Path] = (),
) -> FixResult:
    """Return what fixing makes of the files; nothing is written."""
    with Progress() as progress:
        return request.session(table, progress, timings, unchanged).fix()


def repair(request: Request, table: SettingsTable, timings: Timings = OFF) -> FixResult | None:
    """Fix the files on disk, or print standard input fixed; None where nothing could be done.

    A file that cannot be written stays as it is, with its findings, and is told of; the others
    are fixed all the same.
    """
    from nplint.project.writing import CannotWrite, is_writable

    unwritable: dict[Path, str] = {}
    while True:
        fixed = fixed_in_memory(request, table, timings, unwritable)
        if request.from_stdin:
            (given,) = request.texts.values()
            print_text(fixed, given)
            return fixed
        try:
            written = write(fixed)
        except CannotWrite as error:
            if error.path in unwritable:
                raise
            refused = (c.source.path for c in fixed.changes if not is_writable(c.source.path))
            unwritable.update(dict.fromkeys((error.path, *refused), error.reason))
            continue
        fixed.remaining.errors += (
            f"{_shown(path)}: cannot be written, so it is not fixed: {reason}"
            for path, reason in unwritable.items()
        )
        return fixed if written else None


def write(fixed: FixResult) -> bool:
    """Write the changes to their files; return whether that went well, which is told if not.

    Raises
    ------
    CannotWrite
        The system does not let a file be written.
    """
    from nplint.project.writing import CannotWrite, FileChanged, write_changes

    try:
        write_changes(fixed.changes)
    except CannotWrite:
        raise
    except (FileChanged, OSError, UnicodeEncodeError) as error:
        complain(f"nothing fixed: {error}")
        return False
    return True


def done(fixed: FixResult, verb: str) -> str:
    """Return how many fixes were applied, or would be."""
    from nplint.report.summary import counted

    return (
        f"{verb} {counted(fixed.applied, 'fix', 'fixes')} in {counted(len(fixed.changes), 'file')}."
    )


def list_fixes(fixed: FixResult) -> None:
    """Print on standard error which fixes were applied, or would be."""
    from nplint.report.summary import fixed_findings

    if fixed.fixed:
        click.echo(fixed_findings(fixed.fixed), err=True)


def _shown(path: Path) -> str:
    from nplint.report.display import shown

    return shown(path)
