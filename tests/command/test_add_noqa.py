"""Comments that nplint adds hide all that is found, and change nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nplint.engine.session import Session
from nplint.settings import SettingsTable
from tests.command import BAD_MODEL, nplint


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
