"""Figures in the pages that follow from the tests and from what is shipped are counted here."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.all_rules import test_joined, test_metamorphic
from tests.lanes.environment import ROOT, lanes

_WORDS = {7: "seven", 17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twenty"}
_RELEASES = [lane.release for lane in lanes()]

# Page, its words with the figure as a group, and what it has to be.
FIGURES: list[tuple[str, str, Callable[[], int | str]]] = [
    (
        "docs/reliability.md",
        r"That is ([\d,]+) pairs of programs",
        lambda: len([*test_joined.pairs()]),
    ),
    (
        "docs/reliability.md",
        r"compares, in (\S+) ways",
        lambda: len(test_metamorphic.CHANGES),
    ),
    ("README.md", r"found by running (\S+)\sreleases", lambda: len(_RELEASES)),
    ("README.md", r"supported release \((.*?)\)", lambda: f"{_RELEASES[0]} to {_RELEASES[-1]}"),
    ("docs/harvest.md", r"`tools/lanes.toml` \((\S+),", lambda: len(_RELEASES)),
    ("docs/harvest.md", r"on all (\S+) releases: each", lambda: len(_RELEASES)),
]


@pytest.mark.parametrize(("page", "words", "count"), FIGURES)
def test_a_figure_is_what_is_counted(page: str, words: str, count: Callable[[], object]) -> None:
    text = " ".join((ROOT / page).read_text("utf-8").split())
    found = re.search(words.replace(" ", r"\s"), text)
    assert found is not None, f"{page} does not say: {words}"
    counted = count()
    told = {str(counted), _WORDS.get(counted, "")} if isinstance(counted, int) else {counted}
    assert found[1].replace(",", "") in told, f"{page}: {found[0]}, counted {counted}"


def test_precision_names_revisions_and_commands() -> None:
    text = (ROOT / "docs/precision.md").read_text("utf-8")
    rows = re.findall(
        r"^\| [^|]+ \| `([0-9a-f]{7})` \| (?:`nplint [^`]+`|the same) \|$", text, re.M
    )
    assert len(rows) == len(re.findall(r"^\| .* \| `[0-9a-f]{7}` \|", text, re.M)) >= 6
