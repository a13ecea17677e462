"""NPL501: draws with one key."""

from __future__ import annotations

from tests.helpers.programs import check


def test_three_draws_with_one_key() -> None:
    check(
        "NPL501",
        """
        a = jax.random.normal(key, (3,))
        b = jax.random.normal(key, (3,))  # NPL501
        c = jax.random.normal(key, (3,))  # NPL501
        print(a + b + c)
        """,
    )


def test_draws_of_other_shapes() -> None:
    check(
        "NPL501",
        """
        a = jax.random.normal(key, (3,))
        b = jax.random.normal(key, (3, 1))
        print(a + b)
        """,
    )
