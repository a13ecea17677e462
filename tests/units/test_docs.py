"""What the pages for developers name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / "docs" / f"{name}.md" for name in ("architecture", "decisions", "harvest")),
    ROOT / "CONTRIBUTING.md",
]
FILES = {
    str(path.relative_to(folder))
    for folder in (ROOT, ROOT / "src" / "nplint")
    for pattern in ("src/**/*.py", "tests/**/*", "tools/**/*", "benchmarks/**/*", "**/*.py")
    for path in folder.glob(pattern)
    if not {".venv", ".lanes"} & set(path.parts)
}
NAMES = {file.rpartition("/")[2] for file in FILES}
# A file that a page tells of, but that is the reader's.
THEIRS = re.compile(r"(?:main|discrete|.*npl123(?:_some_name)?)\.py")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_names_are_there(page: Path) -> None:
    named = re.findall(r"`([\w./-]+\.py)`", page.read_text("utf-8"))
    missing = {
        each
        for each in named
        if each not in FILES and ("/" in each or each not in NAMES) and not THEIRS.fullmatch(each)
    }
    assert not missing


def test_architecture_is_short() -> None:
    lines = (ROOT / "docs" / "architecture.md").read_text("utf-8").splitlines()
    assert len(lines) <= 200
    assert lines[0] == "# Architecture"
