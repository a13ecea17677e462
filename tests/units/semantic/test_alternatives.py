"""Values that are the same are one alternative."""

from __future__ import annotations

from nplint.semantic.alternatives import distinct
from nplint.semantic.values import UNKNOWN, Element, External, ExternalAttribute, Literal, Unknown


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
