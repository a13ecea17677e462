"""NPL705: a `where` whose gradient is NaN."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def test_two_wheres_and_what_is_no_where() -> None:
    check(
        "NPL705",
        """
        def where(condition, one, other):
            return one + other
        def model(n):
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            b = where(a > 0, jnp.sqrt(a), 0.0)
            c = jnp.where(a > 0)
            d = jnp.where(a > 0, a**0.5, 0.0)  # NPL705
            e = jnp.where(a > 0, jnp.sqrt(a), 0.0)  # NPL705
            f = jnp.where(a > 0, jnp.sqrt(a), 0.0)
            numpyro.deterministic("f", f)
            numpyro.factor("g", d + e)
        NUTS(model), HMC(model)
        """,
    )


def test_one_function_of_two_models() -> None:
    check(
        "NPL705",
        """
        def root(x):
            return jnp.where(x > 0, jnp.sqrt(x), 0.0)  # NPL705
        def one():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            numpyro.factor("c", root(a))
        def two():
            b = numpyro.sample("b", dist.Normal(0.0, 1.0))
            numpyro.factor("c", root(b))
        NUTS(one), NUTS(two)
        """,
    )


def test_a_model_that_is_not_fitted() -> None:
    check(
        "NPL705",
        """
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            numpyro.factor("b", jnp.where(a > 0, jnp.sqrt(a), 0.0))
        Predictive(model, num_samples=9)
        """,
    )


POWERS = """
def f(x): return x
def model(y):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    half = 0.5

    {}
NUTS(model)
"""


@pytest.mark.parametrize(
    "before, after",
    [
        ("jnp.where(a > 0, a**0.5, 0.0)", "jnp.where(a > 0, jnp.where(a > 0, a, 1.0)**0.5, 0.0)"),
        (
            "jnp.where(a > 0, jnp.sqrt(a), 0.0)",
            "jnp.where(a > 0, jnp.sqrt(jnp.where(a > 0, a, 1.0)), 0.0)",
        ),
        (
            "jnp.where(a <= 0, 0.0, a**0.5)",
            "jnp.where(a <= 0, 0.0, jnp.where(a <= 0, 1.0, a)**0.5)",
        ),
    ],
)
def test_the_argument_gets_a_guard(before: str, after: str) -> None:
    marked = POWERS.format(f'numpyro.factor("b", {before})  # NPL705')
    check("NPL705", marked, POWERS.format(f'numpyro.factor("b", {after})'), unsafe=True)


@pytest.mark.parametrize(
    "lines",
    [
        'b = jnp.sqrt(a)\n    numpyro.factor("b", jnp.where(a > 0, b, 0.0))  # NPL705',
        'numpyro.factor("b", jnp.where(condition=a > 0, x=jnp.sqrt(a), y=0.0))  # NPL705',
    ],
)
def test_an_argument_that_is_not_written_in_its_place(lines: str) -> None:
    program = POWERS.format(lines)
    advice = "…Guard the argument by a `where` of its own: …"
    check("NPL705", program, program, unsafe=True, help=advice)
