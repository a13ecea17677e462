"""``nplint check``: look at files, say what is found."""

from __future__ import annotations

import gc
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
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
    print_text,
    save,
    wants_color,
    write,
)
from nplint.cli.progress import Progress
from nplint.system.timings import OFF, Timings

if TYPE_CHECKING:
    from nplint.result import FixResult, Result
    from nplint.settings import SettingsTable


@click.command()
@looks_at_files()
@click.option("--fix", "write_fixes", is_flag=True, help="Repair what can be, report what remains.")
@click.option("--diff", is_flag=True, help="Print what --fix would change, write nothing.")
@click.option("-w", "--watch", is_flag=True, help="Run again whenever a file changes.")
@click.option("--statistics", is_flag=True, help="Print how often each rule found something.")
@click.option(
    "-o",
    "--output-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the findings to a file instead of standard output.",
)
@click.option("-e", "--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 if something was fixed.")
@click.option("--add-noqa", is_flag=True, help="Add a comment that hides each finding.")
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what is found now to a file for --baseline.",
)
@click.option("--timings", is_flag=True, help="Print what took how long, on standard error.")
@click.option("--show-settings", is_flag=True, help="Print the settings that hold for the paths.")
@click.option("--show-files", is_flag=True, help="Print the files that would be looked at.")
def check(
    color: str,
    write_fixes: bool,
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
    """Report findings in files and folders (the working directory, if none is named)."""
    request = requested(**options)
    if show_settings or show_files:
        from nplint.cli import show

        sys.exit((show.show_settings if show_settings else show.show_files)(request))
    if write_baseline is not None:
        sys.exit(_write_baseline(request, write_baseline))
    if add_noqa:
        sys.exit(_add_noqa(request))
    report = _Report(
        request, color, statistics, output_file, write_fixes, exit_non_zero_on_fix, timings
    )
    if watch:
        _watch(request, report)
    code = _diff(request, wants_color(color)) if diff else report.run()
    sys.exit(CLEAN if exit_zero and code == FOUND else code)


@dataclass(slots=True)
class _Report:
    """A check, perhaps with fixes, and the report of it; the options say how."""

    request: Request
    color: str
    statistics: bool
    output_file: Path | None
    write_fixes: bool
    exit_non_zero_on_fix: bool
    timed: bool

    def run(self) -> int:
        """Check and report; the exit code."""
        request = self.request
        started = time.perf_counter()
        timings = Timings() if self.timed else OFF
        table = request.table()
        # Asked for first: a wrong format is told before anything is looked at.
        format_ = self._format(table)
        with Progress() as progress:
            session = request.session(table, progress, timings)
            fixed = session.fix() if self.write_fixes else None
            result = session.check_once() if fixed is None else fixed.remaining
        code = CLEAN if fixed is None else self._keep(fixed)
        complain(*result.errors)
        if not request.quiet:
            complain(*result.notes)
        if request.verbose:
            _tell(table, result, time.perf_counter() - started)
        with timings.phase("report"):
            written = self._print(result, format_)
        if self.timed:
            click.echo(timings.table(time.perf_counter() - started), err=True)
        return max(code, outcome(result) if written else FAILED)

    def _format(self, table: SettingsTable) -> str:
        from nplint.report import statistics

        format_ = table.for_folder(os.getcwd()).output_format
        if self.statistics and format_ not in statistics.FORMATS:
            raise click.UsageError(f"there are no statistics in the format `{format_}`")
        return format_

    def _keep(self, fixed: FixResult) -> int:
        """Write what was fixed, or print it if it came that way; the exit code."""
        if self.request.from_stdin:
            (given,) = self.request.texts.values()
            print_text(fixed, given)
        elif not write(fixed):
            return FAILED
        if not self.request.quiet:
            complain(*fixed.notes)
            if fixed.changes:
                click.echo(done(fixed, "Applied"), err=True)
        return FOUND if self.exit_non_zero_on_fix and fixed.changes else CLEAN

    def _print(self, result: Result, format_: str) -> bool:
        """Write the report where it belongs; whether that went well."""
        from nplint.report import FOR_PEOPLE, render, statistics
        from nplint.report.summary import summary

        colored = wants_color(self.color if self.output_file is None else "never")
        if self.statistics:
            text = statistics.render(result.findings, format_, colored)
        else:
            text = render(result.findings, result.sources, format_, colored)
        if format_ in FOR_PEOPLE and not self.request.quiet:
            gap = "\n" if result.findings and format_ != "concise" and not self.statistics else ""
            text += f"{gap}{summary(result.findings, result.files)}\n"
        if self.output_file is not None:
            return save(self.output_file, text)
        # Standard output has the repaired text, if standard input had the text.
        err = self.write_fixes and self.request.from_stdin
        click.echo(text, nl=False, color=colored, err=err)
        return True


def _tell(table: SettingsTable, result: Result, seconds: float) -> None:
    from nplint.report.summary import counted

    for settings in table.met():
        complain(f"settings: {settings.origin or 'defaults'}")
    complain(*result.details)
    complain(f"looked at {counted(result.files, 'file')} in {seconds:.2f} s")


def _diff(request: Request, colored: bool) -> int:
    """Print what fixing would change; the exit code."""
    from nplint.cli.fix import would_fix

    return would_fix(request, colored)


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
    elif not write(added):
        return FAILED
    if added.applied and not request.quiet:
        click.echo(f"Added {counted(added.applied, 'noqa directive')}.", err=True)
    return FAILED if added.remaining.errors else CLEAN


def _watch(request: Request, report: _Report) -> None:
    """Check again and again, until interrupted."""
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

    try:
        watch(run, files)
    except KeyboardInterrupt:
        sys.exit(CLEAN)
