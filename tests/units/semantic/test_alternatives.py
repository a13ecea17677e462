"""Numbers in single precision, and values that are the same."""

from __future__ import annotations

from nplint.rules.arrays.float32 import is_lost_beside_one, rounds_to_one, vanishes
from nplint.semantic.alternatives import distinct
from nplint.semantic.values import UNKNOWN, Element, External, ExternalAttribute, Literal, Unknown


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


def test_alternatives_that_are_the_same() -> None:
    numpy, jax = External("numpy"), External("jax")
    assert distinct((numpy, jax, External("numpy"), jax)) == (numpy, jax)
    assert distinct((numpy, External("numpy"))) == (numpy,)
    # Equal in Python, but not in a message.
    numbers = (Literal(1), Literal(1.0), Literal(True))
    assert distinct((*numbers, Literal(1))) == numbers
    assert distinct((UNKNOWN, numpy, Unknown())) == (UNKNOWN, numpy)
    parts = (Element(numpy), Element(jax))
    members = (
        ExternalAttribute(numpy, "zeros"),
        ExternalAttribute(numpy, "ones"),
        ExternalAttribute(jax, "ones"),
    )
    assert distinct((*parts, *members, Element(jax), ExternalAttribute(jax, "ones"))) == (
        *parts,
        *members,
    )
