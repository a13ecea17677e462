"""What the benchmarks are made of; that they measure is seen by running them."""

from __future__ import annotations

import ast
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

import nplint
from benchmarks import page, trees
from benchmarks.chart import bars
from benchmarks.goals import Goal
from benchmarks.measure import Command, take_turns


def test_the_generated_project_is_one_program(tmp_path: Path) -> None:
    folder = trees.project(tmp_path, 6)
    size = trees.size_of(folder)
    assert (size.files, size.mentioning) == (7, 6)
    for path in trees.python_files(folder):
        ast.parse(path.read_text())
    found = nplint.check([folder]).findings
    assert {finding.code for finding in found} <= {"NPL002"}
    assert any(place.path != finding.path for finding in found for place in finding.related)


def test_commands_take_turns_and_failures_are_told() -> None:
    quick = Command("quick", [sys.executable, "-c", "pass"])
    once = Command("once", [sys.executable, "-c", "raise SystemExit(1)"], slow=True)
    take_turns([quick, once], 2, warm_up=False)
    assert [len(quick.runs), len(once.runs)] == [2, 2]
    assert quick.median.cpu > 0 and quick.median.peak > 1
    broken = Command("broken", [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(SystemExit, match="broken exited with 3"):
        broken.run()


def test_sections_that_are_not_measured_again_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "DOCS", tmp_path)
    monkeypatch.setattr(page, "RESULTS", tmp_path / "results.json")
    command = Command("nplint", [sys.executable, "-c", "pass"])
    take_turns([command], 3, warm_up=False)
    goals = [Goal("as fast", 2, 1.0), Goal("faster", 0.5, 1.0), Goal("small", 9, 1.5, "MB")]
    page.write({"a": page.section("A", "One tree.", [command], command, goals)})
    page.write({"b": page.section("B", "Another.", [command], command, goals[:1])})
    text = (tmp_path / "performance.md").read_text()
    assert text.index("### A") < text.index("### B")
    assert "3 of 4 are met." in text
    assert "| faster | 0.5 | 1 | **not met** |" in text
    assert "| small | 9 MB | 1.5 MB | met |" in text


def test_fewer_than_three_runs_have_no_median() -> None:
    command = Command("nplint", [sys.executable, "-c", "pass"], slow=True)
    take_turns([command], 2, warm_up=False)
    with pytest.raises(ValueError, match="2 runs, 3 have a median"):
        page.section("A", "One tree.", [command], command, [])


def test_the_page_is_what_was_measured_to_the_last_digit() -> None:
    sections = list(page.results().values())
    assert (page.DOCS / "performance.md").read_text("utf-8") == page.text(sections)
    assert (page.DOCS / "performance.svg").read_text("utf-8") == page.drawing(sections)


def test_every_published_median_is_one() -> None:
    few = [row.name for each in page.results().values() for row in each.rows if row.runs < 3]
    assert few == []


def test_a_chart_is_well_formed_and_orders_its_bars() -> None:
    svg = bars("Time <s>", "s", [("slow & old", 1200.0), ("nplint", 0.04)])
    texts = [each.text for each in ElementTree.fromstring(svg).iter() if each.text]
    assert texts.index("nplint") < texts.index("slow & old")
    assert "Time <s>" in texts


def test_few_of_many_files_mention_numpyro(tmp_path: Path) -> None:
    size = trees.size_of(trees.many(tmp_path, 300, 3))
    assert (size.files, size.mentioning) == (300, 3)
