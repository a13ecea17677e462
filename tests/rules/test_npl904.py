"""NPL904: comments that name no rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplint.engine.session import Session
from nplint.settings import SettingsTable
from tests.command import nplint


@pytest.mark.parametrize(
    ("line", "word", "hint"),
    [
        ("x = 1  # noqa: NPL0011", "NPL0011", "did you mean `NPL001`?"),
        ("x = 1  # nplint: ignore[NPL00]", "NPL00", ""),
        ("x = 1  # nplint: ignore[shared-distributions]", "shared-distributions", "mean `shared"),
        ("# nplint: disable-file=NPL777", "NPL777", ""),
        ("x = 1  # nplint: ignore[E501]", "E501", ""),
    ],
)
def test_unknown_codes_are_told(tmp_path: Path, line: str, word: str, hint: str) -> None:
    (tmp_path / "m.py").write_text(f"import numpyro\n{line}\n")
    done = nplint("check", "--output-format=concise", cwd=tmp_path)
    assert done.returncode == 1
    first, _ = done.stdout.splitlines()
    assert first.startswith(f"m.py:2:{line.index(word) + 1}: NPL904 ")
    assert hint in first
    [finding] = Session([tmp_path], SettingsTable(isolated=True)).check().findings
    assert finding.label == "no rule"
