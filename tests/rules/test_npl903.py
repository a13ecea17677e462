"""NPL903: comments that hide nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nplint.engine.session import Session
from nplint.settings import SettingsTable
from tests.command import BAD_MODEL, nplint


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # noqa: NPL001\n", "x = 1\n"),
        ("x = 1  # nplint: ignore[NPL001]\n", "x = 1\n"),
        ("x = 1  # nplint: ignore\n", "x = 1\n"),
        ("x = 1  # noqa: NPL001", "x = 1"),
        ("x = 1  # noqa: NPL001\r\ny = 1\r\n", "x = 1\r\ny = 1\r\n"),
        ("x = 1  # noqa: E501, NPL001, F401\n", "x = 1  # noqa: E501, F401\n"),
        ("x = 1  # noqa: NPL001 E501\n", "x = 1  # noqa: E501\n"),
        ("x = 1  # noqa:E501,NPL001,NPL002\n", "x = 1  # noqa:E501\n"),
        ("x = 1  # noqa: NPL001, NPL002  # kept\n", "x = 1  # kept\n"),
        ("x = 1  # kept  # noqa: NPL001\n", "x = 1  # kept\n"),
        ("x = 1  # noqa: NPL001 as it is sure\n", "x = 1  # as it is sure\n"),
        ("if x:\n    # nplint: disable-file=NPL001\n    y = 1\n", "if x:\n    y = 1\n"),
        ("# nplint: disable-file=leaky-shared-distribution\nx = 1\n", "x = 1\n"),
        ("x = 1  # nplint: ignore[NPL001, no-rule]\n", "x = 1  # nplint: ignore[no-rule]\n"),
        ("x = 1  # noqa: NPL001  # nplint: ignore[NPL002]\n", "x = 1\n"),
        ("x = '# noqa: NPL001'  # noqa: NPL001\n", "x = '# noqa: NPL001'\n"),
    ],
)
def test_unused_suppressions_are_taken_out(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "m.py"
    path.write_bytes(b"import numpyro\n" + before.encode())
    found = nplint("check", "--output-format=concise", cwd=tmp_path)
    assert found.returncode == 1
    assert re.search(r"^m\.py:[23]:\d+: NPL903 \[\*\] ", found.stdout, re.MULTILINE)
    nplint("fix", "--write", cwd=tmp_path)
    assert path.read_bytes() == b"import numpyro\n" + after.encode()
    assert "NPL903" not in nplint("check", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x = 1  # noqa: NPL001", "suppresses `NPL001`, but nothing is found here"),
        ("x = 1  # noqa: NPL001, NPL002", "suppresses `NPL001` and `NPL002`, but nothing is found"),
        ("x = 1  # nplint: ignore", "suppresses all rules, but nothing is found here"),
        ("# nplint: disable-file=NPL001", "suppresses `NPL001`, but nothing is found in this file"),
    ],
)
def test_what_is_hidden_in_vain_is_told(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "m.py").write_text(f"import numpyro\n{line}\n")
    [finding] = Session([tmp_path], SettingsTable(isolated=True)).check().findings
    assert f"The comment {message}" in finding.message
    assert finding.label == "hides nothing"
    assert finding.fix is not None
    assert finding.fix.title.startswith("Remove ")


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # noqa",
        "x = 1  # noqa: E501",
        "x = 1  # noqa: E501, some-name",
        "x = 1  # noqa: NPL001, NPL903",
        "x = 1  # noqa: unused-suppression, NPL001",
        "x = 1  # nplint: ignore[NPL001]  # noqa",
        "x = 1  # noqa: NPL777  # noqa",
        "x = '# noqa: NPL001'",
        "x = 1  # flake8: noqa",
    ],
)
def test_what_is_no_unused_suppression(tmp_path: Path, line: str) -> None:
    (tmp_path / "m.py").write_text(f"import numpyro\n{line}\n")
    assert nplint("check", cwd=tmp_path).stdout == "No findings in 1 file.\n"


def test_a_rule_that_is_not_on_is_not_found_to_be_unused(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("import numpyro  # noqa: NPL001\nx = 1  # nplint: ignore\n")
    assert nplint("check", cwd=tmp_path).returncode == 1
    assert nplint("check", "--ignore=NPL001", cwd=tmp_path).returncode == 0
    assert nplint("check", "--select=NPL9", cwd=tmp_path).returncode == 0
    ignored = 'per-file-ignores = {"m.py" = ["NPL001"]}'
    assert nplint("check", "--config", ignored, cwd=tmp_path).returncode == 0


def test_used_suppressions_are_not_reported(tmp_path: Path) -> None:
    first = "low=0.0)  # noqa: NPL001"
    (tmp_path / "m.py").write_text(BAD_MODEL.replace("low=0.0)", first))
    assert nplint("check", cwd=tmp_path).returncode == 0
    stale = "x = 1  # noqa: NPL002\n"
    (tmp_path / "m.py").write_text("# nplint: disable-file\n" + BAD_MODEL + stale)
    assert nplint("check", cwd=tmp_path).returncode == 0


def test_nothing_is_unused_while_files_that_matter_are_not_looked_at(tmp_path: Path) -> None:
    """As when pre-commit hands over the changed files only."""
    definition, use = BAD_MODEL.split("\n\n\n", 1)
    imports = definition[: definition.index("prior =")]
    (tmp_path / "priors.py").write_text(f"{definition}  # noqa: NPL001\n")
    (tmp_path / "main.py").write_text(f"{imports}from priors import prior\n\n\n{use}")
    assert nplint("check", cwd=tmp_path).returncode == 0
    assert nplint("check", "priors.py", cwd=tmp_path).returncode == 0
    assert nplint("check", "main.py", "priors.py", cwd=tmp_path).returncode == 0
    (tmp_path / "main.py").write_text(f"{imports}x = 1\n")
    assert "NPL903" in nplint("check", "priors.py", cwd=tmp_path).stdout
    # What is imported may have a part, too.
    (tmp_path / "priors.py").write_text(f"{imports}x = 1  # noqa: NPL001\nimport main\n")
    assert nplint("check", "priors.py", cwd=tmp_path).returncode == 0
    assert "NPL903" in nplint("check", cwd=tmp_path).stdout
