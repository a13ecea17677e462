"""A part of the trees that ``python -m tests.trees`` takes whole (docs/reliability.md)."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from tests.lanes.environment import ROOT
from tests.trees import fixing
from tests.trees.fixing import fix_tree
from tests.trees.reading import read_tree, source_files

STANDARD = Path(sysconfig.get_paths()["stdlib"])
# Files on which the analysis once went round in circles, or Python's and libcst's grammar differ.
HARD = (
    "gettext.py",
    "pstats.py",
    "shlex.py",
    "test/test_grammar.py",
    "test/test_fstring.py",
    "test/test_patma.py",
    "test/typinganndata/ann_module.py",
)


def test_the_standard_library() -> None:
    hard = [path for each in HARD if (path := STANDARD / each).exists()]
    bad = sorted(STANDARD.glob("test/**/*bad*.py"))
    figures = read_tree([*hard, *bad, *source_files([STANDARD / "json", STANDARD / "asyncio"], 12)])
    assert figures.files >= 15
    assert figures.good, str(figures)


def test_installed_packages() -> None:
    figures = read_tree(source_files([Path(sysconfig.get_paths()["purelib"])], 40))
    assert figures.files >= 30
    assert figures.good, str(figures)


@pytest.mark.parametrize("unsafe", [False, True])
def test_fixing_a_tree_does_what_was_reported(unsafe: bool) -> None:
    fixed = fix_tree(ROOT / "fixtures/NPL002-shared-distribution", unsafe=unsafe)
    assert fixed.applied >= 8
    assert fixed.good, str(fixed)


def test_other_edits_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixing, "_predicted", lambda *_: {})
    fixed = fix_tree(ROOT / "fixtures/NPL002-shared-distribution")
    assert not fixed.good
    assert "other edits than those that were reported" in str(fixed)
