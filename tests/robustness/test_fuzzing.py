"""A short run over programs that nobody wrote; ``python -m tests.fuzzing`` is the long one."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

import nplint
from nplint.system import workers
from nplint.system.process import own_process
from tests.command import BAD_MODEL
from tests.fuzzing.layouts import LAYOUTS
from tests.fuzzing.mutations import damaged_fixture
from tests.fuzzing.programs import program
from tests.fuzzing.properties import FOLDER, Broken, after, edited_bytes, examine, said
from tests.fuzzing.worker import outcome

RANDOM = some.randoms(use_true_random=False)
FUZZED = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@given(random=RANDOM, layout=some.sampled_from(range(len(LAYOUTS))))
@FUZZED
def test_generated_programs(random: Random, layout: int) -> None:
    suffix, lay_out = LAYOUTS[layout]
    examine({f"m{suffix}": lay_out(program(random), random)})


@given(random=RANDOM)
@FUZZED
def test_damaged_fixtures(random: Random) -> None:
    suffix, data = damaged_fixture(random)
    examine({f"damaged{suffix}": data})


@given(random=RANDOM)
@settings(FUZZED, max_examples=10)
def test_one_process_or_many(random: Random) -> None:
    texts = {
        FOLDER / f"m{number}.py": program(random, ("m0", "m1")[:number]).encode()
        for number in range(3)
    }

    def checked() -> object:
        session = nplint.Session([*texts], nplint.Settings(), texts=texts, process=own_process())
        return said(session.check_once())

    before, alone = checked(), True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "WORTH_BYTES", 0)
        patch.setenv("NPLINT_PROCESSES", "3")
        start = workers._start

        def noted(*arguments: object) -> object:
            nonlocal alone
            alone = False
            return start(*arguments)  # type: ignore[arg-type]

        patch.setattr(workers, "_start", noted)
        after = checked()
    assert not alone, "no process was forked"
    assert after == before


def test_the_long_run_tells_what_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "wrong" not in outcome(1)
    monkeypatch.setattr("nplint.fixes.apply.edited", lambda text, edits: f"{text} ")
    seeds = [outcome(seed) for seed in range(12)]
    assert any("wrong" in each for each in seeds)


def test_bytes_outside_of_edits_are_looked_at() -> None:
    """The replayed edits are those of the findings, to the byte."""
    path, data = FOLDER / "m.py", BAD_MODEL.encode()
    result = nplint.check([path], nplint.Settings(), texts={path: data})
    (finding,) = result.findings
    assert finding.fix is not None
    edits = list(finding.fix.edits)
    fixed = after(nplint.fix([path], nplint.Settings(), texts={path: data}), {path: data})
    assert edited_bytes(result.sources[path], data, edits) == fixed[path] != data
    with pytest.raises(Broken, match="overlap"):
        edited_bytes(result.sources[path], data, [*edits, *edits])
