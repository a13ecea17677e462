"""``nplint check``: look at files, say what is found."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nplint.cli.fix import applies, would_fix
from nplint.cli.help import SETTINGS, Command, Option
from nplint.cli.options import Request, looks_at_files, requested
from nplint.cli.output import (
    CLEAN,
    FAILED,
    FOUND,
    complain,
    outcome,
    print_text,
    save,
    terminal_width,
    wants_color,
)
from nplint.cli.progress import Progress
from nplint.cli.repairing import done, list_fixes, repair, write
from nplint.system.timings import OFF, Timings

if TYPE_CHECKING:
    from nplint.result import FixResult, Result
    from nplint.settings import SettingsTable


def _flag(*names: str, help: str) -> Callable[[Any], Any]:
    return click.option(*names, cls=Option, is_flag=True, help=help)


@click.command(cls=Command, context_settings=SETTINGS)
@click.option(
    "--fix/--no-fix",
    "write_fixes",
    cls=Option,
    is_flag=True,
    help="Apply fixes to resolve findings. Use --unsafe-fixes to include unsafe fixes.",
)
@_flag(
    "--fix-only/--no-fix-only",
    help=(
        "Apply fixes to resolve findings, but don't report on, or exit non-zero for, leftover "
        "findings. Implies --fix. Use --unsafe-fixes to include unsafe fixes."
    ),
)
@_flag(
    "--show-fixes/--no-show-fixes",
    help="Show an enumeration of all fixed findings.",
)
@_flag(
    "--diff",
    help=(
        "Avoid writing any fixed files back; instead, output a diff for each changed file to "
        "stdout, and exit 0 if there are no diffs. Implies --fix-only."
    ),
)
@_flag("-w", "--watch", help="Run in watch mode by re-running whenever files change.")
@_flag("--statistics", help="Show counts for every rule with at least one finding.")
@click.option(
    "-o",
    "--output-file",
    cls=Option,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUTPUT_FILE",
    help="Specify file to write the linter output to (default: stdout).",
)
@_flag("-e", "--exit-zero", help="Exit with status code 0, even upon detecting findings.")
@_flag(
    "--exit-non-zero-on-fix",
    help=(
        "Exit with a non-zero status code if any files were modified via fix, even if no "
        "findings remain."
    ),
)
@_flag("--add-noqa", help="Enable automatic additions of noqa directives to failing lines.")
@click.option(
    "--write-baseline",
    cls=Option,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the findings there are now to a file for --baseline.",
)
@_flag("--timings", help="Print how long each phase took, on standard error.")
@_flag("--show-files", help="See the files nplint will be run against with the current settings.")
@_flag("--show-settings", help="See the settings nplint will use to check a given file.")
@looks_at_files()
def check(
    color: str,
    write_fixes: bool,
    fix_only: bool,
    show_fixes: bool,
    diff: bool,
    watch: bool,
    statistics: bool,
    output_file: Path | None,
    exit_zero: bool,
    exit_non_zero_on_fix: bool,
    add_noqa: bool,
    write_baseline: Path | None,
    timings: bool,
    show_settings: bool,
    show_files: bool,
    **options: Any,
) -> None:
    """Report findings in the given files or directories."""
    request = requested(**options)
    if show_settings or show_files:
        from nplint.cli import show

        sys.exit((show.show_settings if show_settings else show.show_files)(request))
    if write_baseline is not None:
        sys.exit(_write_baseline(request, write_baseline))
    if add_noqa:
        sys.exit(_add_noqa(request))
    report = _Report(
        request,
        color,
        statistics,
        output_file,
        write_fixes or fix_only,
        fix_only,
        show_fixes,
        exit_non_zero_on_fix,
        timings,
    )
    if watch:
        _watch(request, report)
    if diff:
        code = would_fix(request, wants_color(color), show_fixes, fix_only=True)
    else:
        code = report.run()
    sys.exit(CLEAN if exit_zero and code == FOUND else code)


@dataclass(slots=True)
class _Report:
    """A check, perhaps with fixes, and the report of it; the options say how."""

    request: Request
    color: str
    statistics: bool
    output_file: Path | None
    write_fixes: bool
    fix_only: bool
    show_fixes: bool
    exit_non_zero_on_fix: bool
    timed: bool

    def run(self) -> int:
        """Check and report; return the exit code."""
        request = self.request
        started = time.perf_counter()
        timings = Timings() if self.timed else OFF
        table = request.table()
        # Asked for first: a wrong format is told before anything is looked at.
        format_ = self._format(table)
        fixed = repair(request, table, timings) if self.write_fixes else None
        if fixed is not None:
            code = self._tell(fixed)
            result = fixed.remaining
        else:  # also where nothing could be fixed: what is found is reported all the same
            code = FAILED if self.write_fixes else CLEAN
            with Progress() as progress:
                result = request.session(table, progress, timings).check_once()
        complain(*result.errors)
        if not request.quiet:
            complain(*result.notes)
        if request.verbose:
            _tell_more(table, result, time.perf_counter() - started)
        if self.fix_only:
            return max(code, FAILED if result.errors else CLEAN)
        with timings.phase("report"):
            written = self._print(result, format_, table)
        if self.timed:
            click.echo(timings.table(time.perf_counter() - started), err=True)
        return max(code, outcome(result) if written else FAILED)

    def _format(self, table: SettingsTable) -> str:
        from nplint.report import statistics

        format_ = table.for_folder(os.getcwd()).output_format
        if self.statistics and format_ not in statistics.FORMATS:
            raise click.UsageError(f"there are no statistics in the format `{format_}`")
        return format_

    def _tell(self, fixed: FixResult) -> int:
        """Say what was fixed, and return the exit code that follows from it alone."""
        if not self.request.quiet:
            complain(*fixed.notes)
            if fixed.changes:
                click.echo(done(fixed, "Applied"), err=True)
            if self.show_fixes:
                list_fixes(fixed)
        return FOUND if self.exit_non_zero_on_fix and fixed.changes else CLEAN

    def _print(self, result: Result, format_: str, table: SettingsTable) -> bool:
        """Write the report where it belongs; return whether that went well."""
        from nplint.report import FOR_PEOPLE, render, statistics
        from nplint.report.summary import summary

        findings, hint = result.findings, self.request.hint
        to_file = self.output_file is not None
        colored = wants_color("never" if to_file else self.color)
        width = None if to_file else terminal_width()
        if self.statistics:
            text = statistics.render(findings, format_, colored)
        else:
            text = render(findings, result.sources, format_, colored, width)
        if format_ in FOR_PEOPLE and not self.request.quiet:
            gap = "\n" if findings and format_ != "concise" and not self.statistics else ""
            last = summary(findings, result.files, hint, lambda each: applies(each, table))
            text += f"{gap}{last}\n"
        if self.output_file is not None:
            return save(self.output_file, text)
        # Standard output has the repaired text, if standard input had the text.
        err = self.write_fixes and self.request.from_stdin
        if not self.request.silent:
            click.echo(text, nl=False, color=colored, err=err)
        return True


def _tell_more(table: SettingsTable, result: Result, seconds: float) -> None:
    from nplint.report.summary import counted

    for settings in table.met():
        complain(f"settings: {settings.origin or 'defaults'}")
    complain(*result.details)
    complain(f"looked at {counted(result.files, 'file')} in {seconds:.2f} s")


def _write_baseline(request: Request, path: Path) -> int:
    from nplint.report.summary import counted
    from nplint.suppression.baseline import baseline_text

    request.baseline = None  # all that is found now is known from now on
    result = request.session(request.table()).check_once()
    complain(*result.errors)
    text = baseline_text(result.findings, result.sources, path)
    if not save(path, text):
        return FAILED
    if not request.quiet:
        complain(f"{counted(len(result.findings), 'finding')} written to {path}")
    return FAILED if result.errors else CLEAN


def _add_noqa(request: Request) -> int:
    from nplint.report.summary import counted

    added = request.session(request.table()).add_noqa()
    complain(*added.remaining.errors, *added.notes)
    if request.from_stdin:
        (given,) = request.texts.values()
        print_text(added, given)
    else:
        try:
            if not write(added):
                return FAILED
        except OSError as error:
            complain(f"nothing added: {error.filename}: {error.strerror}")
            return FAILED
    if added.applied and not request.quiet:
        click.echo(f"Added {counted(added.applied, 'noqa directive')}.", err=True)
    return FAILED if added.remaining.errors else CLEAN


def _watch(request: Request, report: _Report) -> None:
    """Check again and again, until an interrupt ends the command."""
    from nplint.cli import told
    from nplint.cli.watch import watch
    from nplint.project.files import discover
    from nplint.settings import SettingsError
    from nplint.target.target import forget

    if request.from_stdin:
        raise click.UsageError("standard input cannot be watched")

    def run(why: str) -> None:
        click.clear()
        click.echo(why, err=True)
        forget()
        try:
            report.run()
        except Exception as error:  # the next change may mend it
            complain(told(error))
        gc.collect()
        click.echo("Watching for file changes.", err=True)

    def files() -> list[Path]:
        table = request.table()
        try:
            found = discover(request.paths, table, force_exclude=request.force_exclude).files
        except SettingsError:
            found = []
        return [*found, *(each.origin for each in table.met() if each.origin is not None)]

    watch(run, files)
