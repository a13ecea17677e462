"""NPL714: a comparison with NaN."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def test_a_long_expression() -> None:
    said = "`numbers_of_all_days_together == np.nan` is…"
    check(
        "NPL714",
        f"""
        print(numbers_of_all_days_together == np.nan)  # NPL714: {said}
        """,
    )


def test_a_longer_expression() -> None:
    check(
        "NPL714",
        """
        print(numbers(of_all_the_days_altogethe) == np.nan)  # NPL714: `numbers(…) == np.nan` is…
        """,
    )


def test_an_expression_on_two_lines() -> None:
    check(
        "NPL714",
        """
        print((x +  # NPL714: `… == np.nan` is…
               y) == np.nan)
        """,
    )


def test_other_comparisons_and_other_names() -> None:
    check(
        "NPL714",
        """
        from math import nan
        print(x < np.nan, x is np.nan, np.nan == np.nan, x == np.inf, x == float("inf"))
        print(x == np.NaN)  # NPL714
        print(x == np.NAN)  # NPL714
        print(x != jnp.nan)  # NPL714
        print(float("NaN") == x)  # NPL714
        print(nan == x)  # NPL714
        print(x == float(), x == "nan", x == jax.nan, x == np.linalg.nan)
        """,
    )


@pytest.mark.parametrize(
    "before, after",
    [
        ("print(y == np.nan)  # NPL714", "print(np.isnan(y))"),
        ("print(y != float('nan'))  # NPL714", "print(~jnp.isnan(y))"),
        ("print(jnp.nan == y)  # NPL714", "print(jnp.isnan(y))"),
        (
            "jax = jnp = None\nprint(y == float('nan'))  # NPL714",
            "jax = jnp = None\nprint(np.isnan(y))",
        ),
        (
            "def model(y):\n    numpyro.factor('a', y != np.nan)  # NPL714\nNUTS(model)",
            "def model(y):\n    numpyro.factor('a', ~jnp.isnan(y))\nNUTS(model)",
        ),
    ],
)
def test_it_is_asked_which_numbers_are_nan(before: str, after: str) -> None:
    check("NPL714", before, after, unsafe=True)
