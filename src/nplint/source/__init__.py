"""Source files: bytes to text, and text positions to rows and columns."""

from __future__ import annotations

from nplint.source.file import Position, SourceFile, UnreadableSource
from nplint.source.read_source import is_notebook, read_source

__all__ = ["Position", "SourceFile", "UnreadableSource", "is_notebook", "read_source"]
