"""The command line: one module for each command, imported when it is asked for."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import click

from nplint.cli.help import SETTINGS, Group
from nplint.system.process import own_process
from nplint.version import __version__

# The modules that have the commands; each is named as its command, with underscores.
COMMANDS = {
    "check": "nplint.cli.check",
    "fix": "nplint.cli.fix",
    "rule": "nplint.cli.rule",
    "rules": "nplint.cli.rules",
    "explain": "nplint.cli.explain",
    "api": "nplint.cli.api",
    "inspect": "nplint.cli.inspect",
    "clean": "nplint.cli.clean",
    "generate-shell-completion": "nplint.cli.generate_shell_completion",
}

FAILED = 2
INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command, with no traceback whatever happens."""
    for stream in (sys.stdout, sys.stderr):
        # A name or a line of source that the terminal has no character for must not end the run.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    # A run ends before garbage would be worth looking for; where there is much, it is collected.
    gc.disable()
    atexit.register(gc.freeze)
    try:
        cli(prog_name="nplint", obj=own_process())
    except Exception as error:
        if os.environ.get("NPLINT_TRACEBACK"):
            raise
        click.echo(f"nplint: {told(error)}", err=True)
    sys.exit(FAILED)


def told(error: Exception) -> str:
    """Return an error as the user is told of it, in one line."""
    from nplint.result import InstallationError, InternalError
    from nplint.settings import SettingsError

    if isinstance(error, (SettingsError, InstallationError)):
        return str(error)
    what = str(error) if isinstance(error, InternalError) else f"{type(error).__name__}: {error}"
    what = " ".join(what.split())
    return f"internal error: {what} (this is nplint's mistake, please report it with the file)"


class _Commands(Group):
    """A group that imports a command when it is asked for it."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an interrupt ends the process as a shell expects it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError, ValueError):
                    stream.flush()
            # At once: a thread may be in the parser, which takes its time.
            os._exit(INTERRUPTED)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[cmd_name]), cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, context_settings=SETTINGS)
@click.version_option(
    __version__, "-V", "--version", prog_name="nplint", message="%(prog)s %(version)s"
)
def cli() -> None:
    """Find what is wrong in NumPyro models before they run, and repair it."""
