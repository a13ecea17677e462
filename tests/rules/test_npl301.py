"""NPL301: arguments that a distribution does not take."""

from __future__ import annotations

from tests.helpers.programs import check


def test_numbers_in_lists_and_names() -> None:
    check(
        "NPL301",
        """
SCALE = -1.0
d = dist.Normal(0.0, SCALE)  # NPL301 `SCALE`: `scale` of Normal is -1, and has to be positive…
d = dist.Beta(jnp.array([1.0, 0.0]), 1.0)  # NPL301: `concentration1` of Beta holds 0…
d = dist.HalfNormal(-jnp.ones(3))  # NPL301: `scale` of HalfNormal is -1…
d = dist.Dirichlet(jnp.zeros(3))  # NPL301
d = dist.Bernoulli(1.5)  # NPL301: `probs` of Bernoulli is 1.5, and has to be between 0 and 1…
d = dist.LKJCholesky(3, concentration=0.0)  # NPL301
""",
    )


def test_rows_of_probabilities() -> None:
    check(
        "NPL301",
        """
d = dist.Categorical(jnp.array([0.5, 0.6]))  # NPL301: `probs` of Categorical sums to 1.1 in…
d = dist.Categorical(jnp.array([1.5, -0.5]))  # NPL301: …holds -0.5, which is no probability…
d = dist.Categorical(jnp.array([0.3, 0.7]))
d = dist.Categorical(jnp.array([[0.3, 0.7], [0.5, 0.5]]))
d = dist.Categorical(jnp.ones(3) / 3)
d = dist.Categorical(logits=jnp.array([0.5, 0.6]))
""",
    )


def test_bounds() -> None:
    check(
        "NPL301",
        """
d = dist.Uniform(1, 0)  # NPL301 `0`: `high` of Uniform is 0, which is not above the `low` of 1…
d = dist.TruncatedNormal(0.0, 1.0, low=3.0, high=2.0)  # NPL301
d = dist.DiscreteUniform(3, 3)
d = dist.DiscreteUniform(4, 3)  # NPL301
d = dist.Uniform(low, 0)
d = dist.TruncatedNormal(0.0, 1.0, low=3.0)
""",
    )


def test_arrays_that_are_filled_later_and_calls_that_are_to_fail() -> None:
    check(
        "NPL301",
        """
import pytest
width = np.zeros(3)
width[:] = 2.0
start = np.array([0.0, 0.0])
start[0] = 1.0
d = dist.Normal(0.0, width)
d = dist.Normal(0.0, start)
d = dist.Normal(0.0, 0.0, validate_args=False)
d = dist.Normal(0.0, *rest)
d = dist.Normal(0.0, scale)
with pytest.raises(ValueError):
    dist.Normal(0.0, -1.0)
""",
    )
