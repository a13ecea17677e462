"""The command line: reads options, calls the engine, prints. Imports late, for `--help`'s sake."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from nplint import __version__

if TYPE_CHECKING:
    from nplint.result import FixResult, Options, Result

CLEAN, FOUND, FAILED = 0, 1, 2

Command = TypeVar("Command", bound=Callable[..., Any])


def main() -> NoReturn:
    """Run the command, with no traceback whatever happens."""
    for stream in (sys.stdout, sys.stderr):
        # A name or a line of source that the terminal has no character for must not end the run.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        cli(prog_name="nplint")
    except Exception as error:
        if os.environ.get("NPLINT_TRACEBACK"):
            raise
        _complain(_internal(error))
    sys.exit(FAILED)


def _internal(error: Exception) -> str:
    from nplint.result import InternalError

    what = str(error) if isinstance(error, InternalError) else f"{type(error).__name__}: {error}"
    what = " ".join(what.split())
    return f"internal error: {what} (this is nplint's mistake, please report it with the file)"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nplint", message="%(prog)s %(version)s")
def cli() -> None:
    """Find what is wrong in NumPyro models before they run, and repair it."""


def _codes(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> list[str]:
    return [each.strip() for value in values for each in value.split(",") if each.strip()]


def _paths_and_selection(command: Command) -> Command:
    """What every command that looks at files takes."""
    for decorate in reversed(
        (
            click.argument("paths", nargs=-1, type=click.Path(path_type=Path)),
            click.option(
                "--select",
                multiple=True,
                metavar="CODES",
                callback=_codes,
                help="Rules to check, by code, prefix of a code, or name; replaces the settings'.",
            ),
            click.option(
                "--ignore",
                multiple=True,
                metavar="CODES",
                callback=_codes,
                help="Rules to leave out, beside those that the settings ignore.",
            ),
            click.option(
                "--target-numpyro",
                metavar="RELEASES",
                help="What the code must run on: `any`, `0.15.2`, or `>=0.15,<0.16`.",
            ),
            click.option("--isolated", is_flag=True, help="Read no settings files."),
            click.option(
                "--force-exclude",
                is_flag=True,
                help="Leave out excluded files even if they are named.",
            ),
            click.option(
                "--unsafe-fixes",
                is_flag=True,
                help="Also apply fixes that may change results.",
            ),
            click.option(
                "--color",
                type=click.Choice(["auto", "always", "never"]),
                default="auto",
                show_default=True,
            ),
        )
    ):
        command = decorate(command)
    return command


@cli.command()
@_paths_and_selection
@click.option(
    "--output-format",
    "output_format",
    type=click.Choice(["full", "concise", "json"]),
    default="full",
    show_default=True,
)
@click.option("--fix", "write", is_flag=True, help="Repair what can be, report what remains.")
@click.option("--diff", is_flag=True, help="Print what `--fix` would change, write nothing.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.option(
    "--show-settings", is_flag=True, help="Print the settings and the target of the paths."
)
def check(
    paths: tuple[Path, ...],
    color: str,
    output_format: str,
    write: bool,
    diff: bool,
    exit_zero: bool,
    show_settings: bool,
    **selection: Any,
) -> None:
    """Report findings in files and folders (the working directory, if none is named)."""
    paths = paths or (Path(),)
    options = _options(**selection)
    colored = _wants_color(color)
    if show_settings:
        _show_settings(paths, options)
        sys.exit(CLEAN)
    if diff:
        sys.exit(_exit_code(_diff(_fixed(paths, options), colored), exit_zero))

    from nplint.report import render
    from nplint.report.summary import summary

    if write:
        fixed = _fixed(paths, options)
        failed = not _write(fixed)
        result = fixed.remaining
    else:
        result, failed = _checked(paths, options), False
    _complain(*result.errors)
    text = render(result.findings, result.sources, output_format, colored)
    if output_format != "json":
        gap = "\n" if result.findings and output_format == "full" else ""
        text += f"{gap}{summary(result.findings, result.files)}\n"
    click.echo(text, nl=False, color=colored)
    sys.exit(_exit_code(FAILED if failed else _outcome(result), exit_zero))


@cli.command()
@_paths_and_selection
@click.option("--write", is_flag=True, help="Write the files; without it, print a diff.")
def fix(paths: tuple[Path, ...], color: str, write: bool, **selection: Any) -> None:
    """Repair findings: print a unified diff, or write with `--write`."""
    options = _options(**selection)
    fixed = _fixed(paths or (Path(),), options)
    if not write:
        sys.exit(_diff(fixed, _wants_color(color)))
    written = _write(fixed)
    _complain(*fixed.remaining.errors)
    _mention_remaining(fixed.remaining)
    sys.exit(_outcome(fixed.remaining) if written else FAILED)


@cli.command()
@click.argument("rule")
def rule(rule: str) -> None:
    """Explain a rule, by its code or name."""
    from nplint.rules import all_rules

    for each in all_rules():
        if rule.lower() in (each.code.lower(), each.name):
            click.echo(f"{each.code} {each.name}\n\n{each.page.strip()}")
            return
    from nplint.settings import nearest

    known = [word for each in all_rules() for word in (each.code, each.name)]
    raise click.UsageError(f"no rule `{rule}`{nearest(rule, known)}")


@cli.command()
def rules() -> None:
    """List all rules."""
    from nplint.rules import all_rules

    width = max(len(each.name) for each in all_rules())
    for each in all_rules():
        lines = (line.strip() for line in each.page.splitlines())
        first = next((line for line in lines if line and not line.startswith("#")), "")
        click.echo(f"{each.code}  {each.name:<{width}}  {first}".rstrip())


def _options(
    select: list[str],
    ignore: list[str],
    target_numpyro: str | None,
    isolated: bool,
    force_exclude: bool,
    unsafe_fixes: bool,
) -> Options:
    from nplint.result import Options

    return Options(
        select=tuple(select) or None,
        ignore=tuple(ignore),
        target_numpyro=target_numpyro,
        isolated=isolated,
        unsafe_fixes=unsafe_fixes,
        force_exclude=force_exclude,
    )


def _checked(paths: tuple[Path, ...], options: Options) -> Result:
    from nplint import engine
    from nplint.settings import SettingsError

    try:
        return engine.check(paths, options)
    except SettingsError as error:
        _fail(error)


def _fixed(paths: tuple[Path, ...], options: Options) -> FixResult:
    from nplint import engine
    from nplint.settings import SettingsError

    try:
        return engine.fix(paths, options)
    except SettingsError as error:
        _fail(error)


def _diff(fixed: FixResult, colored: bool) -> int:
    """Print what fixing would change; the exit code."""
    from nplint.report import diff
    from nplint.report.display import styler
    from nplint.report.summary import counted

    for change in fixed.changes:
        text = diff.unified(change.source, change.new_text)
        if colored or sys.stdout.isatty():
            click.echo(diff.colored(text, styler(colored)), nl=False, color=colored)
        else:
            click.echo(diff.encoded(text, change.source), nl=False)
    _complain(*fixed.notes, *fixed.remaining.errors)
    if fixed.changes:
        click.echo(
            f"Would apply {counted(fixed.applied, 'fix', 'fixes')}"
            f" in {counted(len(fixed.changes), 'file')}. Write them with `nplint fix --write`.",
            err=True,
        )
    _mention_remaining(fixed.remaining)
    return max(FOUND if fixed.changes else CLEAN, _outcome(fixed.remaining))


def _write(fixed: FixResult) -> bool:
    """Write the changes and say so; whether that went well."""
    from nplint.report.summary import counted
    from nplint.writing import FileChanged, write_changes

    try:
        write_changes(fixed.changes)
    except (FileChanged, OSError, UnicodeEncodeError) as error:
        _complain(f"nothing fixed: {error}")
        return False
    _complain(*fixed.notes)
    if fixed.changes:
        click.echo(
            f"Applied {counted(fixed.applied, 'fix', 'fixes')}"
            f" in {counted(len(fixed.changes), 'file')}.",
            err=True,
        )
    return True


def _mention_remaining(remaining: Result) -> None:
    from nplint.report.summary import counted

    if remaining.findings:
        number = counted(len(remaining.findings), "finding")
        click.echo(f"{number} without a fix to apply: see `nplint check`.", err=True)


def _show_settings(paths: tuple[Path, ...], options: Options) -> None:
    from nplint.settings import SettingsError, SettingsTable
    from nplint.target import target_for

    try:
        table = SettingsTable(
            isolated=options.isolated,
            select=options.select,
            ignore=options.ignore,
            target_numpyro=options.target_numpyro,
        )
        for path in paths:
            inside = path / "any.py" if path.is_dir() else path
            settings = table.for_file(inside)
            target = target_for(inside, settings)
            rows = {
                "path": path,
                "settings": settings.origin or "defaults",
                "select": ", ".join(settings.select),
                "ignore": ", ".join(settings.ignore) or "nothing",
                "exclude": ", ".join(settings.exclude) or "nothing beside the defaults",
                "target-numpyro": ", ".join(target.releases),
                "because of": target.reason,
            }
            for name, value in rows.items():
                click.echo(f"{name + ':':<16}{value}")
    except SettingsError as error:
        _fail(error)


def _wants_color(choice: str) -> bool:
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _outcome(result: Result) -> int:
    if result.errors:
        return FAILED
    return FOUND if result.findings else CLEAN


def _exit_code(code: int, exit_zero: bool) -> int:
    return CLEAN if exit_zero and code == FOUND else code


def _complain(*messages: str) -> None:
    for message in messages:
        click.echo(f"nplint: {message}", err=True)


def _fail(error: Exception) -> NoReturn:
    _complain(str(error))
    sys.exit(FAILED)
