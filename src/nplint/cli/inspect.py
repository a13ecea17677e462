"""``nplint inspect``: what the analysis sees, for those who write rules."""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nplint.cli.options import process
from nplint.cli.output import FAILED, complain

if TYPE_CHECKING:
    from nplint.engine.session import Session
    from nplint.model.program import Program

_PLACE = re.compile(r"(?P<path>.*?)(?::(?P<row>\d+))?(?::(?P<column>\d+))?")


@click.command(hidden=True)
@click.argument("place", metavar="FILE[:LINE[:COLUMN]]")
@click.argument("others", metavar="[PATHS]...", nargs=-1, type=click.Path(exists=True))
def inspect(place: str, others: tuple[str, ...]) -> None:
    """Print what the analysis sees in a file: runs, chains and sites with their contexts.

    Of a line, print what its names and calls evaluate to; of a column, what the innermost
    expression evaluates to, all that is known of it in a run, and what that follows from.
    PATHS are the other files of its project.
    """
    from nplint.engine.session import Session

    match = _PLACE.fullmatch(place)
    assert match is not None, "every text fits"
    path = Path(match["path"]).absolute()
    if not path.is_file():
        raise click.UsageError(f"there is no file `{match['path']}`")
    session = Session([path, *others], process=process())
    row, column = (int(match[group]) if match[group] else None for group in ("row", "column"))
    try:
        lines = session.look(path, partial(_lines, session, path, row, column))
    except _Unreadable as error:
        complain(f"{path.name}: {error}")
        sys.exit(FAILED)
    for line in lines:
        click.echo(line)


class _Unreadable(Exception):
    """The file has no facts."""


def _lines(
    session: Session, path: Path, row: int | None, column: int | None, program: Program
) -> list[str]:
    from nplint.report.inspection import Inspector

    inspector = Inspector(program, session.project.source)
    source, facts = session.project.source(path), session.project.facts(path)
    if source is None or facts is None:
        raise _Unreadable("; ".join(each.reason for each in session.project.failures([path])))
    if row is None:
        return [*inspector.file(path)]
    if not 1 <= row <= len(source.line_starts):
        return [f"{path.name} has no line {row}"]
    if column is None:
        start = source.offset(row, 1)
        return [*inspector.place(facts, start, start + len(source.line(row)))]
    offset = source.offset(row, column)
    return [*inspector.place(facts, offset, offset)]
