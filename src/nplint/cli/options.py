"""The options that every command which looks at files takes, and what they ask for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nplint.settings import SettingsTable
from nplint.settings.declaration import Key, keys, spelled
from nplint.settings.kinds import FLAG, FORMAT, OUTPUT_FORMATS
from nplint.system.process import HOST, Process
from nplint.system.timings import OFF, Timings

if TYPE_CHECKING:
    from nplint.engine.session import Progress, Session

Command = TypeVar("Command", bound=Callable[..., Any])


def _listed(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[str] | None:
    if not values:
        return None
    return [each.strip() for value in values for each in value.split(",") if each.strip()]


def _option(parameter: str, key: Key) -> Callable[[Command], Command]:
    """The option for a setting."""
    name = spelled(parameter)
    help_ = key.help.replace("`", "")
    if key.kind is FLAG:
        return click.option(f"--{name}/--no-{name}", parameter, default=None, help=help_)
    if key.kind is FORMAT:
        return click.option(f"--{name}", parameter, type=click.Choice(OUTPUT_FORMATS), help=help_)
    if key.kind.is_list:
        return click.option(
            f"--{name}",
            parameter,
            multiple=True,
            callback=_listed,
            metavar=key.metavar,
            help=help_,
        )
    return click.option(f"--{name}", parameter, metavar=key.metavar, help=help_)


def looks_at_files(*, without: Sequence[str] = ()) -> Callable[[Command], Command]:
    """Paths, settings and manners; ``without`` some settings that a command has no use for."""
    decorators: list[Callable[[Any], Any]] = [
        click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True)),
        *(_option(p, key) for p, key in keys().items() if key.flag and p not in without),
        click.option(
            "--config",
            multiple=True,
            metavar="FILE|KEY=VALUE",
            help="A settings file to use for all files, or a setting in TOML.",
        ),
        click.option("--isolated", is_flag=True, help="Read no settings files."),
        click.option(
            "--force-exclude",
            is_flag=True,
            help="Leave out excluded files even if they are named.",
        ),
        click.option(
            "--baseline",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Leave out the findings listed in a file that --write-baseline wrote.",
        ),
        click.option(
            "--no-cache",
            is_flag=True,
            envvar="NPLINT_NO_CACHE",
            show_envvar=True,
            help="Use nothing from earlier runs, keep nothing for later ones.",
        ),
        click.option(
            "--stdin-filename",
            metavar="PATH",
            help="The name of what is read from standard input, where `-` is the path.",
        ),
        click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            show_default=True,
        ),
        click.option("-q", "--quiet", is_flag=True, help="Print nothing but findings."),
        click.option("-v", "--verbose", is_flag=True, help="Tell what is looked at, and how."),
    ]

    def decorate(command: Command) -> Command:
        for each in reversed(decorators):
            command = each(command)
        return command

    return decorate


@dataclass(slots=True)
class Request:
    """The request of a command line.

    Parameters
    ----------
    paths
        Files and folders; what stands in for standard input, where that is to be read.
    texts
        What was read from standard input, by that path.
    force_exclude, baseline, no_cache, quiet, verbose
        As the options say.
    """

    paths: tuple[Path, ...]
    texts: dict[Path, bytes]
    force_exclude: bool
    baseline: Path | None
    no_cache: bool
    quiet: bool
    verbose: bool
    _settings: dict[str, Any] = field(default_factory=dict)

    @property
    def from_stdin(self) -> bool:
        """Tell whether standard input is what is looked at."""
        return bool(self.texts)

    def table(self) -> SettingsTable:
        """The settings, to be looked up afresh."""
        return SettingsTable(**self._settings)

    def _cache(self, table: SettingsTable) -> Path:
        """The folder of the cache; a link to it is followed if it was named right here."""
        folder = table.for_folder(os.getcwd()).cache_folder
        named = self._settings.get("cache_dir") is not None
        return Path(os.path.realpath(folder)) if named else folder

    def session(
        self, table: SettingsTable, progress: Progress | None = None, timings: Timings = OFF
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
    verbose: bool,
    **settings: Any,
) -> Request:
    """The request that the values of the options make; reads standard input if it is meant."""
    texts: dict[Path, bytes] = {}
    if Path("-") in paths:
        if len(paths) > 1:
            raise click.UsageError("`-` is standard input, and cannot be mixed with paths")
        paths = (Path(os.path.abspath(stdin_filename or "-")),)
        texts = {paths[0]: sys.stdin.buffer.read()}
    elif stdin_filename is not None:
        raise click.UsageError("--stdin-filename goes with `-`, which reads standard input")
    paths = paths or (Path(),)
    return Request(paths, texts, force_exclude, baseline, no_cache, quiet, verbose, settings)
