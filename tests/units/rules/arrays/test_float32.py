"""Numbers as single precision has them."""

from __future__ import annotations

import pytest

from nplint.rules.arrays.float32 import is_lost_beside_one, rounds_to_one, vanishes


def test_what_vanishes_in_single_precision() -> None:
    assert vanishes(1e-38) and vanishes(-1e-38)
    # 2**-126, the smallest normal number, does not.
    assert not vanishes(1.1754943508222875e-38)
    assert not vanishes(0.0)
    assert not vanishes("1e-40")


def test_what_is_one_in_single_precision() -> None:
    assert rounds_to_one(1.0 - 2.0**-25)
    assert not rounds_to_one(1.0 - 2.0**-24)
    assert not rounds_to_one(1.0)
    assert not rounds_to_one(1)


def test_what_is_lost_beside_one() -> None:
    assert is_lost_beside_one(2.0**-24)
    assert not is_lost_beside_one(2.0**-23)
    assert not is_lost_beside_one(0.0)
    assert not is_lost_beside_one(0)


def test_numbers_as_single_precision_has_them() -> None:
    numpy = pytest.importorskip("numpy")
    for number in (1 - 1e-8, 1 - 2.0**-25, 1 - 2.0**-24, 1 - 1e-7, 0.5):
        assert rounds_to_one(number) is bool(numpy.float32(number) == 1.0)
    for number in (1e-10, 2.0**-25, 2.0**-24, 1e-7, 0.5):
        assert is_lost_beside_one(number) is bool(numpy.float32(1) + numpy.float32(number) == 1)
    assert vanishes(1e-50) and vanishes(1e-40) and not vanishes(1e-37) and not vanishes(0.0)
