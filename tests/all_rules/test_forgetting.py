"""What is known of a trace goes when others come, and nothing that is found depends on it."""

from __future__ import annotations

from pathlib import Path

import pytest

import nplint
from nplint.analyses import dependence, log_density, site_shapes
from nplint.model import predictions, program
from nplint.semantic import evaluator
from nplint.semantic.bounded_cache import BoundedCache
from nplint.settings import SettingsTable
from tests.all_rules.test_growth import SAMPLE
from tests.all_rules.test_joined import PROGRAMS, text_of
from tests.helpers.linked import program as linked
from tests.helpers.repeated import repeated
from tests.lanes.programs import Case

MODULE = Path("/no-such-folder/program.py")
MODEL = """
def prior_{n}(scale):
    return numpyro.sample("x", dist.Normal(0.0, scale))

def model_{n}():
    numpyro.sample("y", dist.Normal(prior_{n}(1.0), 1.0))
"""


def told(text: str) -> list[object]:
    """All that is found in a module."""
    result = nplint.check([MODULE], SettingsTable(isolated=True), texts={MODULE: text.encode()})
    return [*result.findings]


def forget_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep as little of traces as there may be."""
    monkeypatch.setattr(evaluator, "_MOST_FILLED", 2)
    monkeypatch.setattr(program, "_RECENT_RUNS", 1)
    monkeypatch.setattr(site_shapes, "_RECENT_RUNS", 1)
    monkeypatch.setattr(log_density, "_RECENT_RUNS", 1)
    monkeypatch.setattr(predictions, "_RECENT", 1)
    monkeypatch.setattr(dependence, "_RECENT", 1)


@pytest.mark.parametrize("case", PROGRAMS, ids=lambda case: case.label)
def test_findings_rest_on_nothing_that_is_forgotten(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = told(text_of(case))
    forget_at_once(monkeypatch)
    assert told(text_of(case)) == known


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.label)
def test_nor_among_other_programs(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    text = repeated(text_of(case), 3)
    known = told(text)
    forget_at_once(monkeypatch)
    assert told(text) == known


def test_frames_of_few_traces_hold_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluator, "_MOST_FILLED", 10)
    found = linked("".join(MODEL.format(n=n) for n in range(50)))
    frames = [frame for _, trace in found.traces for frame in trace.frames]
    assert len(frames) == 100
    assert 0 < sum(bool(frame.values) for frame in frames) <= 10


def test_a_trace_is_the_same_whoever_asked_first() -> None:
    text = "".join(MODEL.format(n=n) for n in range(3))
    found, other = linked(text), linked(text)
    seen = []
    for run, trace in found.traces:
        assert len(found.runs) == 3  # which follows the others, too
        seen.append((run.model.function.name, [f.scope.function.name for f in trace.frames]))
    assert seen == [
        (run.model.function.name, [f.scope.function.name for f in trace.frames])
        for run, trace in other.traces
    ]
    again = [trace.frames for _, trace in found.traces]
    assert [trace.frames for _, trace in found.traces] == again  # one frame for one call


def test_the_oldest_answer_goes_first() -> None:
    asked: list[int] = []

    def answer(question: int) -> int:
        asked.append(question)
        return -question

    recent = BoundedCache(answer, 2)
    assert [recent[1], recent[2], recent[1], recent[3], recent[2], recent[1]] == [
        -1,
        -2,
        -1,
        -3,
        -2,
        -1,
    ]
    assert asked == [1, 2, 3, 1]
