"""The numbers that a repair may fold into a key, beside those that the program takes."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

PROGRAM = """
{before}
a = random.normal({one}, (3,))
b = random.normal({other}, (3,)){mark}
print(a + b)
"""


def folded(before: str, first: int) -> None:
    """Assert which numbers are folded into ``key``, the first of them."""
    repaired = PROGRAM.format(
        before=before,
        one=f"random.fold_in(key, {first})",
        other=f"random.fold_in(key, {first + 1})",
        mark="",
    )
    marked = PROGRAM.format(before=before, one="key", other="key", mark="  # NPL501")
    check("NPL501", marked, repaired, unsafe=True)


@pytest.mark.parametrize(
    "before, first",
    [
        ("c = random.fold_in(key, 0)", 1),
        ("c = random.fold_in(key, 1)", 2),
        ("c = random.fold_in(key, 2)", 0),
        ("c = random.fold_in(key, 5)", 0),
        ("c = random.fold_in(other, 0)", 1),
        ("c = [random.fold_in(key, i) for i in range(4)]", 4),
        ("c = [random.fold_in(key, i) for i in range(2, 4)]", 0),
        ("c = [random.fold_in(key, i) for i in range(1, 4)]", 4),
        ("c = [random.fold_in(key, i + 2) for i in range(4)]", 0),
        ("c = [random.fold_in(key, i + 1) for i in range(4)]", 5),
        ("c = [random.fold_in(key, i) for i in range(0, 9, 3)]", 7),
        ("c = [random.fold_in(key, i) for i in range(3, 0, -1)]", 4),
        ("c = [random.fold_in(key, i) for i in range(0)]", 0),
        ("for i in range(3): c = random.fold_in(key, i)", 3),
        ("n = 1\nc = random.fold_in(key, n)", 2),
        ("c = random.fold_in(key, 1 if n else 3)", 4),
        ("c = random.fold_in(other, unknown)", 0),
        ("c = random.split(other, 9)", 0),
    ],
)
def test_the_first_numbers_that_are_free(before: str, first: int) -> None:
    folded(before, first)


@pytest.mark.parametrize(
    "before",
    ["c = random.fold_in(key, unknown)", "c = [random.fold_in(key, i) for i in unknown]",
     "c = random.fold_in(key, i + unknown)"],
)  # fmt: skip
def test_numbers_that_may_be_any(before: str) -> None:
    marked = PROGRAM.format(before=before, one="key", other="key", mark="  # NPL501")
    check("NPL501", marked, marked, unsafe=True, help="…which numbers are folded into `key`…")
