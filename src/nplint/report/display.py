"""Small matters all formats share: paths as the user knows them, colours, positions."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nplint.finding import Applicability, Finding, Span
from nplint.source.file import Position, SourceFile

Style = Callable[..., str]


def shown(path: Path) -> str:
    """The path relative to the working directory, where it lies below it."""
    text = str(path)
    below = os.path.join(os.getcwd(), "")
    return text.removeprefix(below) or text


def styler(color: bool) -> Style:
    """``click.style``, or what leaves text as it is."""
    if not color:
        return _plain
    from click import style

    return style


def _plain(text: str, **_: Any) -> str:
    return text


def is_safely_fixable(finding: Finding) -> bool:
    """Whether ``nplint fix`` repairs it without being told to take risks."""
    return finding.fix is not None and finding.fix.applicability is Applicability.SAFE


def start_and_end(
    path: Path, span: Span, sources: Mapping[Path, SourceFile]
) -> tuple[Position, Position] | None:
    """Where a span starts and ends, if its file was read."""
    source = sources.get(path)
    if source is None:
        return None
    return source.position(span.start), source.position(span.end)
