"""Measurements that fixtures print, and what a claim about them takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lanes.claims import (
    assert_agrees,
    assert_claimed,
    assert_closed_forms,
    assert_ran,
    assert_repaired,
    closed_form,
    typed_truths,
)
from tests.lanes.measured import by_seed, measurements
from tests.lanes.programs import Case, Claim
from tests.lanes.runner import Outcome

WRONG, RIGHT, RUNS = Claim("wrong"), Claim("right"), Claim("runs")


def _case(folder: Path, truth: dict[str, str] | None = None, source: str = "") -> Case:
    unfixed, fixed = folder / "unfixed.py", folder / "fixed.py"
    for program in (unfixed, fixed):
        program.write_text(source)
    return Case("NPL001", "some-case", unfixed, fixed, {"truth": truth or {}})


def _seen(*lines: str, name: str = "a") -> Outcome:
    """One seed a line: ``value se truth``."""
    text = ""
    for seed, line in enumerate(lines):
        value, se, truth = line.split()
        text += f"seed {seed}\nmeasured {name}={value} se={se} truth={truth}\n"
    return Outcome("ok", stdout=text)


def test_right_is_below_three_standard_errors_and_wrong_from_six_on() -> None:
    right, neither, wrong, nothing = measurements(
        "x\nmeasured a=1.29 se=0.1 truth=1.0\nmeasured b=-1.5 se=0.1 truth=-1.0\n"
        "measured c=-1.61 se=0.1 truth=-1.0\nmeasured d=nan se=0.1 truth=1.0\n"
    )
    assert (right.is_right, right.is_wrong, right.sign) == (True, False, "=")
    assert (neither.is_right, neither.is_wrong, neither.sign) == (False, False, "≈")
    assert (wrong.is_right, wrong.is_wrong, wrong.sign) == (False, True, "≠")
    assert (nothing.is_right, nothing.is_wrong) == (False, True)
    assert str(wrong) == "c -1.61 ± 0.1 ≠ -1"


@pytest.mark.parametrize(
    "line",
    [
        "measured a=1",
        "measured a=1 se=0 truth=1",
        "measured x y z",
        "measured a=1 se=nan truth=1",
        "measured a=1 se=0.26 truth=1",
        "measured a=0 se=0.11 truth=0",
    ],
)
def test_other_lines_that_say_measured_are_mistakes(line: str) -> None:
    with pytest.raises(ValueError, match=r"measur|standard error"):
        list(measurements(line))


def test_what_is_measured_belongs_to_its_seed() -> None:
    once = by_seed("measured a=1 se=0.1 truth=1\n")
    assert [[each.value for each in run] for run in once] == [[1.0]]
    several = by_seed("seed 0\nmeasured a=1 se=0.1 truth=1\nseed 1\nmeasured a=2 se=0.1 truth=1\n")
    assert [[each.value for each in run] for run in several] == [[1.0], [2.0]]
    assert by_seed("nothing\n") == ((),)


def test_wrong_means_wrong_with_every_seed(tmp_path: Path) -> None:
    case = _case(tmp_path)
    assert_claimed(case, WRONG, _seen("1.7 0.1 1", "1.6 0.1 1"))
    for lucky in ("1.59 0.1 1", "1 0.1 1"):
        with pytest.raises(AssertionError):
            assert_claimed(case, WRONG, _seen("1.7 0.1 1", lucky))


def test_right_means_right_with_every_seed(tmp_path: Path) -> None:
    assert_ran(_seen("1.2 0.1 1", "0.8 0.1 1"), tmp_path)
    with pytest.raises(AssertionError):
        assert_ran(_seen("1.2 0.1 1", "0.69 0.1 1"), tmp_path)


def test_a_program_that_measures_is_not_called_one_that_only_runs(tmp_path: Path) -> None:
    case = _case(tmp_path)
    assert_claimed(case, RUNS, Outcome("ok"))
    assert_claimed(case, RIGHT, _seen("1 0.1 1"))
    with pytest.raises(AssertionError, match="outcome is runs"):
        assert_claimed(case, RIGHT, Outcome("ok"))
    with pytest.raises(AssertionError, match="outcome is right"):
        assert_claimed(case, RUNS, _seen("1 0.1 1"))


@pytest.mark.parametrize(
    ("unfixed", "fixed", "message"),
    [
        (_seen("2 0.1 1"), _seen("1 0.1 1", name="b"), "'a'"),  # another name
        (_seen("2 0.1 1"), _seen("2 0.1 2"), "1.0"),  # another truth
        (_seen("2 0.1 1"), _seen("1 0.25 1"), "would not be told"),  # 4 · 0.25 = 2 - 1
    ],
)
def test_a_repair_is_judged_by_what_shows_the_mistake(
    tmp_path: Path, unfixed: Outcome, fixed: Outcome, message: str
) -> None:
    case = _case(tmp_path)
    assert case.fixed is not None
    assert_repaired(case, WRONG, {case.unfixed: unfixed, case.fixed: _seen("1 0.1 1")})
    with pytest.raises(AssertionError, match=message):
        assert_repaired(case, WRONG, {case.unfixed: unfixed, case.fixed: fixed})


def test_a_typed_truth_needs_a_closed_form(tmp_path: Path) -> None:
    typed = 'print(f"measured a={a:.3f} se=0.1 truth=1.41")\n'
    computed = 'print(f"measured a={a:.3f} se=0.1 truth={a.mean()}")\n'
    assert typed_truths(typed) == [("a", "1.41")]
    assert typed_truths(typed.replace("1.41", "{1.41:.3f}")) == [("a", "1.41")]
    assert typed_truths(computed) == []
    seen = _seen("1.4 0.1 1.41")

    def outcomes(case: Case) -> dict[Path, Outcome]:
        assert case.fixed is not None
        return {case.unfixed: seen, case.fixed: seen}

    computing, without = _case(tmp_path, source=computed), _case(tmp_path, source=typed)
    assert_closed_forms(_case(tmp_path, {"a": "sqrt(2)"}, typed), outcomes(without))
    with pytest.raises(AssertionError, match=r"where does a=1\.41 come from"):
        assert_closed_forms(without, outcomes(without))
    with pytest.raises(AssertionError, match=r"not 1\.41"):
        assert_closed_forms(_case(tmp_path, {"a": "sqrt(3)"}, typed), outcomes(without))
    with pytest.raises(AssertionError, match="does not measure b"):
        assert_closed_forms(_case(tmp_path, {"a": "sqrt(2)", "b": "1"}, typed), outcomes(without))
    computing.unfixed.write_text(computed)
    assert computing.fixed is not None
    computing.fixed.write_text(computed)
    assert_closed_forms(computing, outcomes(computing))


@pytest.mark.parametrize(
    ("expression", "value"),
    [("log(18 / 2) / 2", 1.0986), ("-(2 + 1)**2", -9.0), ("2 * Phi(0)", 1.0), ("exp(0)", 1.0)],
)
def test_a_closed_form_is_arithmetic(expression: str, value: float) -> None:
    assert closed_form(expression) == pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize("text", ["x", "open('x')", "(1, 2)", "'a'", "1 +", "sqrt(x=1)", "1 if 1"])
def test_nothing_else_is_a_closed_form(text: str) -> None:
    with pytest.raises(ValueError, match="no closed form"):
        closed_form(text)


def _claiming(folder: Path, **row: str) -> Case:
    return Case("NPL001", "x", folder / "x.py", None, {"run": {"all": row}})


def test_any_typo_raises_a_type_error(tmp_path: Path) -> None:
    row = {"outcome": "raises", "exception": "TypeError"}
    with pytest.raises(ValueError, match="which message"):
        _claiming(tmp_path, **row).claim("0.15.2")
    with pytest.raises(ValueError, match="what is raised"):
        _claiming(tmp_path, outcome="raises").claim("0.15.2")
    with pytest.raises(ValueError, match="outcome is one of"):
        _claiming(tmp_path, outcome="fails").claim("0.15.2")
    assert (
        _claiming(tmp_path, outcome="raises", exception="UnexpectedTracerError").claim("1").raises
    )
    claim = _claiming(tmp_path, **row, message="f() takes").claim("0.15.2")
    raised = ("builtins.TypeError", "builtins.Exception")
    case = _case(tmp_path)
    assert_claimed(case, claim, Outcome("raised", raised, "f() takes 1 positional argument"))
    with pytest.raises(AssertionError):
        assert_claimed(case, claim, Outcome("raised", raised, "g() takes 1 positional argument"))


def test_what_is_seen_is_what_is_noted(tmp_path: Path) -> None:
    seen, other_digits = _seen("2 0.1 1", "3 0.1 1"), _seen("2.2 0.1 1", "4 0.1 1")
    assert_agrees(seen, other_digits, tmp_path)
    for noted in (_seen("2 0.1 1", "1 0.1 1"), Outcome("raised"), _seen("2 0.1 1", name="b")):
        with pytest.raises(AssertionError):
            assert_agrees(seen, noted, tmp_path)
