"""The report for people: what happens, where it comes from, what runs it, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import wrap

from nplint.finding import Applicability, Finding, Place
from nplint.report.display import Style, shown, styler
from nplint.report.frame import Frame, Mark
from nplint.source.file import SourceFile


def render(
    findings: Sequence[Finding], sources: Mapping[Path, SourceFile], color: bool, width: int | None
) -> str:
    """Return each finding with a frame for every file that has a part in it."""
    style = styler(color)
    return "\n".join("\n".join(_finding(each, sources, style, width)) + "\n" for each in findings)


def _finding(
    finding: Finding, sources: Mapping[Path, SourceFile], style: Style, width: int | None
) -> Iterator[str]:
    head = f"{finding.code} {finding.name}"
    for index, line in enumerate(_wrapped(f"{head}: {finding.message}", width)):
        if index == 0:
            yield style(head, fg="red", bold=True) + style(line[len(head) :], bold=True)
        else:
            yield style(line, bold=True)

    frames, advice = _frames(finding, sources), list(_advice(finding))
    gutter = max([len(str(frame.last_row)) for _, _, frame in frames if frame], default=1)
    blank = " " * gutter + style(" |", fg="blue", bold=True)
    for index, (path, place, frame) in enumerate(frames):
        arrow = style("-->" if index == 0 else ":::", fg="blue", bold=True)
        where = shown(path)
        if frame is None:
            yield f"{' ' * gutter}{arrow} {where}" + (f": {place.label}" if place.label else "")
            continue
        start = sources[path].position(place.span.start)
        yield f"{' ' * gutter}{arrow} {where}:{start}"
        yield blank
        yield from frame.lines(gutter, style, width)
        if advice or index + 1 < len(frames):
            yield blank

    equals = " " * gutter + style(" = ", fg="blue", bold=True)
    for kind, text in advice:
        room = None if width is None else width - gutter - 3
        lines = _wrapped(f"{kind}: {text}", room, " " * (len(kind) + 2))
        yield equals + style(f"{kind}:", bold=True) + lines[0][len(kind) + 1 :]
        yield from (" " * (gutter + 3) + line for line in lines[1:])


def _frames(
    finding: Finding, sources: Mapping[Path, SourceFile]
) -> list[tuple[Path, Place, Frame | None]]:
    """The files, and cells, of the story in reading order: path, first place, and the excerpt."""
    primary = Place(finding.path, finding.span, finding.label)
    places = [primary, *finding.related]
    part_of = {place: _part(place, sources) for place in places}
    order = {part_of[place]: index for index, place in reversed([*enumerate(places)])}
    ordered = sorted(places, key=lambda place: order[part_of[place]])
    frames: list[tuple[Path, Place, Frame | None]] = []
    for (path, start), group in groupby(ordered, part_of.__getitem__):
        here = list(group)
        frame = None
        if path in sources:
            part, _ = sources[path].part_at(start)
            spans = [(place, place.span.start - start, place.span.end - start) for place in here]
            marks = [Mark(s, e, place.label, place is primary) for place, s, e in spans]
            frame = Frame(part, marks)
        frames.append((path, here[0], frame))
    return frames


def _part(place: Place, sources: Mapping[Path, SourceFile]) -> tuple[Path, int]:
    """Return what is shown in one frame: a file, or a cell of a notebook, by where it starts."""
    source = sources.get(place.path)
    return place.path, source.part_at(place.span.start)[1] if source is not None else 0


def _advice(finding: Finding) -> Iterator[tuple[str, str]]:
    for text in finding.help:
        yield "help", text
    if finding.fix is not None:
        safe = finding.fix.applicability is Applicability.SAFE
        how = "nplint fix" if safe else "may change results: nplint fix --unsafe-fixes"
        yield "fix", f"{finding.fix.title.rstrip('.')} ({how})"


def _wrapped(text: str, width: int | None, indent: str = "") -> list[str]:
    """Return the lines of a text, one where there is no terminal to fit into."""
    text = " ".join(text.split())
    if width is None:
        return [text]
    # A path or a name that is longer than the terminal is not torn apart.
    return wrap(
        text,
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
