"""Comments that hide nothing, comments that name no rule, and comments that nplint adds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def add_noqa(folder: Path) -> str:
    done = nplint("check", "--add-noqa", cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_add_noqa(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_bytes(BAD_MODEL.replace("\n", "\r\n").encode())
    assert add_noqa(tmp_path) == "Added 1 noqa directive.\n"
    expected = BAD_MODEL.replace("low=0.0)", "low=0.0)  # noqa: NPL001").replace("\n", "\r\n")
    assert path.read_bytes() == expected.encode()
    assert nplint("check", cwd=tmp_path).returncode == 0
    assert add_noqa(tmp_path) == ""
    assert path.read_bytes() == expected.encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("low=0.0)  # a prior", "low=0.0)  # a prior  # noqa: NPL001"),
        ("low=0.0)  # noqa: E501", "low=0.0)  # noqa: E501, NPL001"),
        ("low=0.0)  # noqa: E501 as", "low=0.0)  # noqa: E501, NPL001 as"),
        ("low=0.0)   ", "low=0.0)  # noqa: NPL001"),
        ("low= \\\n    0.0)", "low= \\\n    0.0)  # noqa: NPL001"),
        ("low=\n    0.0)", "low=  # noqa: NPL001\n    0.0)"),
        ("low=0.0); '''a\nb'''", "low=0.0); '''a\nb'''  # noqa: NPL001"),
    ],
)
def test_where_a_comment_is_added(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "m.py"
    path.write_text(BAD_MODEL.replace("low=0.0)", before))
    add_noqa(tmp_path)
    assert path.read_text() == BAD_MODEL.replace("low=0.0)", after)
    assert nplint("check", cwd=tmp_path).returncode == 0


def test_no_comments_are_added_to_what_does_not_parse(tmp_path: Path) -> None:
    text = "import numpyro\ndef (:\n"
    (tmp_path / "m.py").write_text(text)
    assert "no comments are added, it does not parse" in add_noqa(tmp_path)
    assert (tmp_path / "m.py").read_text() == text


PRIOR = "prior = dist.TruncatedNormal(0.0, 1.0, low=0.0)"
PIECES = st.lists(
    st.sampled_from(
        [
            "x = 1",
            "",
            "# noqa: NPL001",
            "x = 1  # noqa: NPL777, E501",
            "x = 1  # noqa: NPL002",
            "x = 1  # nplint: ignore[no-rule]",
            "x = 1  # nplint: disable-file=NPL002",
            "x = '''# noqa: NPL001\n'''  # noqa: NPL002",
            "x = f'''{dist.TruncatedNormal(0.0, 1.0, low=0.0)}\n'''",
            f"a = {PRIOR}",
            f"{PRIOR}  # noqa: NPL001",
            f"{PRIOR}  # prior",
            f"{PRIOR}; x = '''\n'''",
            "prior = dist.TruncatedNormal(0.0, \\\n    1.0, low=0.0)",
            "prior = dist.TruncatedNormal(\n    0.0, 1.0, low=0.0)",
            "prior = dist.TruncatedNormal(  # noqa\n    0.0, 1.0, low=0.0)",
            "x = '''",
        ]
    ),
    max_size=8,
)


@given(pieces=PIECES, end=st.sampled_from(["\n", "\r\n", "\r"]), comment=st.sampled_from(["", "#"]))
@settings(max_examples=60, deadline=None)
def test_added_comments_hide_all_and_change_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], end: str, comment: str
) -> None:
    head, tail = BAD_MODEL.split(f"{PRIOR}\n")
    text = "\n".join([head.rstrip(), *pieces, tail.rstrip()]) + comment
    text = text.replace("\n", end)
    path = tmp_path_factory.mktemp("noqa") / "m.py"

    def session(text: str) -> Session:
        return Session([path], SettingsTable(isolated=True), texts={path: text.encode()})

    findings = session(text).check().findings
    added = session(text).add_noqa()
    if any(finding.code == "NPL901" for finding in findings):
        assert added.changes == []
        return
    assert added.remaining.findings == []
    assert bool(added.changes) == bool(findings)
    for change in added.changes:
        new = change.new_text
        # Taking out the codes of nplint, and comments of nothing else, gives the same twice.
        assert bare(new, end) == bare(text, end)
        assert session(new).check().findings == []
        assert session(new).add_noqa().changes == []


def bare(text: str, end: str) -> list[str]:
    """The lines without nplint's codes in comments, and without comments that had no other."""
    lines = [re.sub(r",? ?NPL\d+", "", line) for line in text.split(end)]
    return [re.sub(r"\s*# noqa:\s*$", "", line).rstrip() for line in lines]
