"""NPL502: a key that is split, and used again."""

from __future__ import annotations

import re

import pytest

from tests.helpers.programs import check


def program(split: str, key: str, again: str, mark: str = "  # NPL502") -> str:
    """Return draws with the keys of a split, and of one that is made again."""
    return f"""
n = 2
{split}
first = jax.random.normal({key})
c, d = {again}
second = jax.random.normal(c){mark}
print(first + second)
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a, b = jax.random.split(key)", "key, a, b = jax.random.split(key, 3)"),
        ("a, _ = jax.random.split(key)", "a, key = jax.random.split(key)"),
        ("a, b = jax.random.split(key, num=2)", "key, a, b = jax.random.split(key, num=3)"),
    ],
)
def test_a_split_is_made_to_replace_its_key(before: str, after: str) -> None:
    again = before.removeprefix("a, b = ").removeprefix("a, _ = ")
    check("NPL502", program(before, "a", again), program(after, "a", again, ""), unsafe=True)


UNPACKED = "the new keys are not unpacked into"


@pytest.mark.parametrize(
    ("split", "key", "why"),
    [
        ("a, b = jax.random.split(key, n)", "a", "it cannot tell how to ask for one more"),
        ("pair = a, b = jax.random.split(key)", "a", UNPACKED),
        ("keys = jax.random.split(key)", "keys[0]", UNPACKED),
        ("print(key)", "jax.random.split(key)[0]", UNPACKED),
    ],
)
def test_a_split_that_cannot_replace_its_key(split: str, key: str, why: str) -> None:
    call = re.search(r"jax.random.split\(.*\)", split)
    again = call[0] if call is not None else "jax.random.split(key)"
    text = program(split, key, again)
    check("NPL502", text, text, unsafe=True, help=f"…nplint does not, because {why}…")


@pytest.mark.parametrize(
    "sampler",
    ["bernoulli", "beta", "binomial", "categorical", "cauchy", "choice", "dirichlet",
     "exponential", "gamma", "gumbel", "laplace", "logistic", "permutation", "poisson",
     "rademacher", "randint", "t", "truncated_normal", "uniform"],
)  # fmt: skip
def test_a_sampler_that_draws_the_same_in_each_round(sampler: str) -> None:
    check(
        "NPL502",
        f"""
        found = []
        for _ in range(3):
            a, b = random.split(key)
            found.append(random.{sampler}(a, x))  # NPL502
        print(sum(found))
        """,
    )
