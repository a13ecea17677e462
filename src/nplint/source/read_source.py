"""Bytes to a source file of the kind that the path's suffix says."""

from __future__ import annotations

from pathlib import Path

from nplint.source.file import SourceFile, read_module

NOTEBOOK_SUFFIX = ".ipynb"


def is_notebook(path: Path) -> bool:
    """Tell whether a file is taken for a notebook."""
    return path.suffix == NOTEBOOK_SUFFIX


def read_source(path: Path, data: bytes) -> SourceFile:
    """Read a Python file or a notebook.

    Raises
    ------
    UnreadableSource
        The bytes are not what the suffix says.
    """
    if is_notebook(path):
        # Runs without notebooks do without what it needs.
        from nplint.source.notebook import read_notebook

        return read_notebook(path, data)
    return read_module(path, data)
