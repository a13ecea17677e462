"""NPL902: a file that cannot be read. What a run does with such files: `tests/robustness`."""

from __future__ import annotations

from pathlib import Path

import pytest

import nplint
from nplint.settings import SettingsTable


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("latin.py", b"import numpyro\nname = '\xe9'\n", ["NPL902"]),
        ("declared.py", b"# coding: latin-1\nimport numpyro\nname = '\xe9'\n", []),
        ("unknown.py", b"# coding: no-such-thing\nimport numpyro\n", ["NPL902"]),
        ("other.py", b"name = '\xe9'\n", []),  # it does not mention NumPyro
        ("notebook.ipynb", b'{"cells": "import numpyro"}', ["NPL902"]),
    ],
)
def test_a_file_is_text_in_the_encoding_that_it_declares(
    name: str, content: bytes, found: list[str]
) -> None:
    path = Path("/no-such-folder") / name
    table = SettingsTable(select=("NPL902",), isolated=True)
    result = nplint.check([path], table, texts={path: content})
    assert [each.code for each in result.findings] == found
    assert nplint.fix([path], table, texts={path: content}).changes == []
