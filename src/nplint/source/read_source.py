"""Bytes to a source file of the kind that the path's suffix says."""

from __future__ import annotations

import codecs
from pathlib import Path

from nplint.source.file import SourceFile, read_module

NOTEBOOK_SUFFIX = ".ipynb"


def is_notebook(path: Path) -> bool:
    """Tell whether a file is taken for a notebook."""
    return path.suffix == NOTEBOOK_SUFFIX


def read_source(path: Path, data: bytes, *, given: bool = False) -> SourceFile:
    """Read a Python file or a notebook.

    Parameters
    ----------
    path, data
        The file and its bytes.
    given
        Whether the bytes were handed over in place of the file's. JupyterLab hands over the
        Python text of a notebook's cells, under the notebook's name.

    Raises
    ------
    UnreadableSource
        The bytes are not what the suffix says.
    """
    if is_notebook(path) and not (given and _is_text_of_cells(data)):
        # Runs without notebooks do without what it needs.
        from nplint.source.notebook import read_notebook

        return read_notebook(path, data)
    source = read_module(path, data)
    if "marimo" in source.text:
        from nplint.source.marimo import as_marimo

        return as_marimo(source)
    return source


def _is_text_of_cells(data: bytes) -> bool:
    """Return whether the bytes of a notebook are not its document but the text of its cells."""
    return not data.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{") or b"cells" not in data
