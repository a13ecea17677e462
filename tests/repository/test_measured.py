"""Measurements that fixtures print."""

from __future__ import annotations

import pytest

from tests.lanes.evidence import without_numbers
from tests.lanes.measured import measurements


def test_four_standard_errors_are_the_limit() -> None:
    right, wrong, nothing = measurements(
        "x\nmeasured a=1.3 se=0.1 truth=1.0\nmeasured b=-1.5 se=0.1 truth=-1.0\n"
        "measured c=nan se=0.1 truth=1.0\n"
    )
    assert right.is_right
    assert not wrong.is_right
    assert not nothing.is_right
    assert str(wrong) == "b -1.5 ± 0.1 ≠ -1"


@pytest.mark.parametrize("line", ["measured a=1", "measured a=1 se=0 truth=1", "measured x y z"])
def test_other_lines_that_say_measured_are_mistakes(line: str) -> None:
    with pytest.raises(ValueError, match=r"measur|standard error"):
        list(measurements(line))


def test_pages_compare_without_their_numbers() -> None:
    one, other = "| a 1.2 ± 0.1 ≠ 3.0 |", "| a 1.3 ± 0.2 ≠ 3.0 |"
    assert without_numbers(one) == without_numbers(other)
    assert without_numbers(one) != without_numbers(one.replace("≠", "="))
