"""The options that every command which looks at files takes, and what they ask for."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nplint.cli.completion import complete_rules
from nplint.cli.help import Files, Option
from nplint.cli.hints import repeated
from nplint.cli.output import silence
from nplint.settings import SettingsTable
from nplint.settings.declaration import ABOUT_REPORTS, Key, keys, spelled
from nplint.settings.kinds import FLAG, FORMAT, IGNORES, OUTPUT_FORMATS, SELECTORS
from nplint.system.process import HOST, Process
from nplint.system.timings import OFF, Timings

if TYPE_CHECKING:
    from nplint.engine.session import Progress, Session

_MOST_PATHS = 10

Command = TypeVar("Command", bound=Callable[..., Any])


def _listed(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[str] | None:
    if not values:
        return None
    return [each.strip() for value in values for each in value.split(",") if each.strip()]


def _mapped(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> dict[str, list[str]] | None:
    """Read ``PATTERN:CODE`` pairs, as ruff takes them, into the setting's table."""
    pairs = _listed(ctx, param, values)
    if pairs is None:
        return None
    table: dict[str, list[str]] = {}
    for pair in pairs:
        pattern, colon, code = pair.rpartition(":")
        if not (pattern and colon and code):
            raise click.BadParameter(f"`{pair}` is not of the form PATTERN:CODE", ctx, param)
        table.setdefault(pattern.strip(), []).append(code.strip())
    return table


def _option(parameter: str, key: Key) -> Callable[[Command], Command]:
    """Return the option for a setting."""
    name = spelled(parameter)
    more: dict[str, Any] = {
        "cls": Option,
        "section": key.section,
        "repeats": parameter not in ABOUT_REPORTS,
        "help": (key.option_help or key.help).replace("`", ""),
    }
    if key.kind is FLAG:
        return click.option(f"--{name}/--no-{name}", parameter, default=None, **more)
    if key.kind is FORMAT:
        return click.option(f"--{name}", parameter, type=click.Choice(OUTPUT_FORMATS), **more)
    more["metavar"] = key.metavar
    if key.kind is SELECTORS:
        more["shell_complete"] = complete_rules
    if key.kind is IGNORES or key.kind.is_list:
        more |= {"multiple": True, "callback": _mapped if key.kind is IGNORES else _listed}
    return click.option(f"--{name}", parameter, **more)


def _flag(*names: str, section: str, help: str, **more: Any) -> Callable[[Any], Any]:
    return click.option(*names, cls=Option, is_flag=True, section=section, help=help, **more)


def looks_at_files(*, without: Sequence[str] = ()) -> Callable[[Command], Command]:
    """Add the arguments and options that such commands share, ``without`` some settings."""
    decorators: list[Callable[[Any], Any]] = [
        click.argument(
            "paths",
            cls=Files,
            nargs=-1,
            metavar="[FILES]...",
            type=click.Path(path_type=Path, allow_dash=True),
        ),
        *(_option(p, key) for p, key in keys().items() if key.flag and p not in without),
        _flag(
            "--ignore-noqa",
            section="Rule selection",
            help="Ignore any # noqa comments, and those of nplint's own that hide findings.",
            repeats=True,
        ),
        _flag(
            "--force-exclude/--no-force-exclude",
            section="File selection",
            help=(
                "Enforce exclusions, even for paths passed to nplint directly on the command line."
            ),
            repeats=True,
        ),
        click.option(
            "--baseline",
            cls=Option,
            section="Rule selection",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Leave out the findings listed in a file that --write-baseline wrote.",
            repeats=True,
        ),
        _flag(
            "-n",
            "--no-cache",
            section="Miscellaneous",
            envvar="NPLINT_NO_CACHE",
            show_envvar=True,
            help="Disable cache reads and writes.",
        ),
        click.option(
            "--stdin-filename",
            cls=Option,
            section="Miscellaneous",
            metavar="PATH",
            help="The name of the file when passing it through stdin.",
            repeats=True,
        ),
        _flag("-v", "--verbose", section="Log levels", help="Enable verbose logging."),
        _flag("-q", "--quiet", section="Log levels", help="Print findings, but nothing else."),
        _flag(
            "-s",
            "--silent",
            section="Log levels",
            help=(
                "Disable all logging (but still exit with status code 1 upon detecting findings)."
            ),
        ),
        click.option(
            "--config",
            cls=Option,
            section="Global options",
            multiple=True,
            metavar="FILE|KEY=VALUE",
            help=(
                "Either a path to a TOML configuration file (pyproject.toml or nplint.toml), or a "
                "TOML KEY = VALUE pair overriding a specific configuration option. Overrides of "
                "individual settings using this option always take precedence over all "
                "configuration files."
            ),
            repeats=True,
        ),
        _flag(
            "--isolated",
            section="Global options",
            help="Ignore all configuration files.",
            repeats=True,
        ),
        click.option(
            "--color",
            cls=Option,
            section="Global options",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            show_default=True,
            help="Control when colored output is used.",
        ),
    ]

    def decorate(command: Command) -> Command:
        for each in reversed(decorators):
            command = each(command)
        return command

    return decorate


@dataclass(slots=True)
class Request:
    """The things that the command line asks to look at.

    Parameters
    ----------
    paths
        Files and folders; what stands in for standard input, where that is to be read.
    texts
        What was read from standard input, by that path.
    force_exclude, baseline, no_cache, quiet, silent, verbose
        As the options say.
    """

    paths: tuple[Path, ...]
    texts: dict[Path, bytes]
    force_exclude: bool
    baseline: Path | None
    no_cache: bool
    quiet: bool
    silent: bool
    verbose: bool
    _settings: dict[str, Any] = field(default_factory=dict)
    _given: tuple[tuple[str, str], ...] = ()
    _typed_paths: tuple[str, ...] = ()

    @property
    def from_stdin(self) -> bool:
        """Tell whether standard input is what is looked at."""
        return bool(self.texts)

    def table(self) -> SettingsTable:
        """Return the settings, to be looked up afresh."""
        return SettingsTable(**self._settings)

    def hint(self, command: str, *more: str) -> str:
        """Return a command to propose: with more options, and those that were given."""
        given = [
            text
            for name, text in self._given
            if not (name == "unsafe_fixes" and "--unsafe-fixes" in more)
        ]
        # A hook names all files that have changed, also those that are left out; people do not.
        by_hook = self.force_exclude or len(self._typed_paths) > _MOST_PATHS
        paths = () if by_hook and not self.from_stdin else self._typed_paths
        return " ".join(["nplint", command, *more, *given, *paths])

    def _cache(self, table: SettingsTable) -> Path:
        """Return the folder of the cache; a link to it is followed if it was named right here."""
        folder = table.for_folder(os.getcwd()).cache_folder
        named = self._settings.get("cache_dir") is not None
        return Path(os.path.realpath(folder)) if named else folder

    def session(
        self,
        table: SettingsTable,
        progress: Progress | None = None,
        timings: Timings = OFF,
        unchanged: Collection[Path] = (),
    ) -> Session:
        """Return a session of what is asked for, in the command's own process if there is one."""
        from nplint.engine.session import Session  # most of what is said of options needs none

        return Session(
            self.paths,
            table,
            texts=self.texts,
            force_exclude=self.force_exclude,
            baseline=self.baseline,
            progress=None if self.quiet else progress,
            cache=None if self.no_cache else self._cache(table),
            timings=timings,
            unchanged=unchanged,
            process=process(),
        )


def process() -> Process:
    """Return the process as `main` has claimed it; the commands may run in somebody else's."""
    return click.get_current_context().find_object(Process) or HOST


def requested(
    paths: tuple[Path, ...],
    force_exclude: bool,
    baseline: Path | None,
    no_cache: bool,
    stdin_filename: str | None,
    quiet: bool,
    silent: bool,
    verbose: bool,
    **settings: Any,
) -> Request:
    """Return the request that the options make; reads standard input if it is meant.

    A name for standard input means it, whatever files are named beside it, as in ruff.
    """
    if silent:
        silence()
    texts: dict[Path, bytes] = {}
    typed = tuple(shlex.quote(os.fspath(path)) for path in paths)
    if stdin_filename is not None:
        for path in paths:
            if path != Path("-"):
                click.echo(f"nplint: ignoring file {path} in favor of standard input", err=True)
        paths, typed = (Path("-"),), ("-",)
    if Path("-") in paths:
        if len(paths) > 1:
            raise click.UsageError("`-` is standard input, and cannot be mixed with paths")
        paths = (Path(os.path.abspath(stdin_filename or "-")),)
        texts = {paths[0]: sys.stdin.buffer.read()}
    return Request(
        paths or (Path(),),
        texts,
        force_exclude,
        baseline,
        no_cache,
        quiet or silent,
        silent,
        verbose and not silent,
        settings,
        repeated(click.get_current_context()),
        typed,
    )
