"""What is in a file: bytes to text, and text positions to rows and columns."""

from __future__ import annotations

from nplint.source.file import Position, SourceFile, UnreadableSource, read_source

__all__ = ["Position", "SourceFile", "UnreadableSource", "read_source"]
