"""Reports: one module for each format, all with the same ``render``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from nplint.finding import Finding
from nplint.source.file import SourceFile

FORMATS = {
    "full": "nplint.report.full",
    "concise": "nplint.report.concise",
    "grouped": "nplint.report.grouped",
    "json": "nplint.report.json_format",
    "json-lines": "nplint.report.json_lines",
    "sarif": "nplint.report.sarif",
    "github": "nplint.report.github",
    "gitlab": "nplint.report.gitlab",
    "junit": "nplint.report.junit",
    "azure": "nplint.report.azure",
    "rdjson": "nplint.report.rdjson",
}
# Those that people read: a summary follows them.
FOR_PEOPLE = ("full", "concise", "grouped")


def render(
    findings: Sequence[Finding],
    sources: Mapping[Path, SourceFile],
    format: str,
    color: bool = False,
    width: int | None = None,
) -> str:
    """Return the findings in a format; empty or with a line end at its end.

    Parameters
    ----------
    findings, sources
        The findings, and the texts that they point into.
    format
        One of the ``FORMATS``.
    color
        Whether to write colours, where the format has any.
    width
        The columns of the terminal; None where nothing is to be wrapped. Only formats for
        people heed it.
    """
    text: str = import_module(FORMATS[format]).render(findings, sources, color, width)
    return text
