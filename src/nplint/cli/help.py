"""Help in whole sentences and in sections, as ruff arranges it."""

from __future__ import annotations

from typing import Any

import click

FIRST = "Options"
SECTIONS = (
    "Arguments",
    FIRST,
    "Rule selection",
    "File selection",
    "Target",
    "Miscellaneous",
    "Log levels",
    "Global options",
)
# No wider than can be read, and as narrow as the terminal is.
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_NEVER_CUT = 10_000


class Option(click.Option):
    """An option in a section of the help.

    Parameters
    ----------
    section
        One of ``SECTIONS``.
    repeats
        Whether a command that a hint proposes has to repeat it, to look at the same things.
    """

    def __init__(
        self, *arguments: Any, section: str = FIRST, repeats: bool = False, **more: Any
    ) -> None:
        super().__init__(*arguments, **more)
        self.section = section
        self.repeats = repeats


class Files(click.Argument):
    """The files and folders to look at, with a line of help of their own."""

    section = SECTIONS[0]

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Return the argument and its help."""
        return (
            self.make_metavar(ctx),
            "List of files or directories to check, or `-` to read from stdin.  [default: .]",
        )


class Command(click.Command):
    """A command whose options are listed in sections."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, section by section."""
        rows: dict[str, list[tuple[str, str]]] = {section: [] for section in SECTIONS}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None:
                rows[getattr(param, "section", FIRST)].append(record)
        for section, listed in rows.items():
            if listed:
                with formatter.section(section):
                    formatter.write_dl(listed)


class Group(click.Group):
    """A group that tells of each of its commands in a whole sentence."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with the first sentences of their help."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [
            (name, each.get_short_help_str(_NEVER_CUT))
            for name, each in found
            if each and not each.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
