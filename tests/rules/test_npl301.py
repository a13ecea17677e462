"""NPL301: arguments that a distribution does not take."""

from __future__ import annotations

import pytest

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


# -- values that are sampled ---------------------------------------------------------------------


def sampled(prior: str, line: str) -> str:
    return f"""
            def model(data):
                a = numpyro.sample("a", {prior})
                b = numpyro.sample("b", dist.Normal(0.0, 1.0))
                {line}
            NUTS(model)
            """


@pytest.mark.parametrize(
    "prior, scale, said",
    [
        ("dist.Normal(0.0, 1.0)", "a", "'a', whose prior is outside of that in 50 of 100 draws…"),
        ("dist.Normal()", "a", "'a', whose prior is outside of that in 50 of 100 draws…"),
        ("dist.Normal(2.0, 1.0)", "a", "…in 2 of 100 draws…"),
        ("dist.Normal(3.0, 1.0)", "a", "…in 13 of 10,000 draws…"),
        ("dist.Normal(2.0, 1.0)", "3 * a", "…in 2 of 100 draws…"),
        ("dist.Normal(2.0, 1.0)", "a / 2", "…in 2 of 100 draws…"),
        ("dist.Normal(1.0, 1.0)", "a + 1", "…in 2 of 100 draws…"),
        ("dist.Normal(3.0, 1.0)", "a - 1.0", "…in 2 of 100 draws…"),
        ("dist.Normal(-3.0, 1.0)", "-a - 1.0", "…in 2 of 100 draws…"),
        ("dist.Normal(1.0, 1.0)", "3 - a", "…in 2 of 100 draws…"),
        ("dist.Normal(2.0, 1.0)", "a[0]", "…in 2 of 100 draws…"),
        ("dist.Normal(2.0, 1.0).expand([3])", "a", "…in 2 of 100 draws…"),
        ("dist.Cauchy(0.0, 1.0)", "a", "…in 50 of 100 draws…"),
        ("dist.Cauchy(1.0, 1.0)", "a", "…in 25 of 100 draws…"),
        ("dist.Laplace(1.0, 1.0)", "a", "…in 18 of 100 draws…"),
        ("dist.Logistic(1.0, 1.0)", "a", "…in 27 of 100 draws…"),
        ("dist.Gumbel(1.0, 1.0)", "a", "…in 7 of 100 draws…"),
        ("dist.Uniform(-1.0, 3.0)", "a", "…in 25 of 100 draws…"),
        ("dist.HalfNormal(1.0)", "a - 1.0", "…in 68 of 100 draws…"),
        ("dist.HalfCauchy(1.0)", "a - 1.0", "…in 50 of 100 draws…"),
        ("dist.LogNormal(0.0, 1.0)", "a - 1.0", "…in 50 of 100 draws…"),
        ("dist.Exponential(1.0)", "a - 1.0", "…in 63 of 100 draws…"),
        ("dist.Normal(0.0, 1.0)", "-jnp.exp(a)", "computed from 'a' and always outside of that…"),
        ("dist.HalfNormal(1.0)", "-a", "computed from 'a' and always outside of that…"),
        (
            "dist.HalfNormal(1.0)",
            "-a * jnp.exp(b)",
            "computed from 'a' and 'b' and always outside…",
        ),
    ],
)
def test_a_prior_reaches_beyond_a_scale(prior: str, scale: str, said: str) -> None:
    mark = f"# NPL301 `{scale}`: `scale` of Normal has to be positive, but is {said}"
    site = f"numpyro.sample('y', dist.Normal(0.0, {scale}), obs=data)"
    check("NPL301", sampled(prior, f"{site}  {mark}"))


@pytest.mark.parametrize(
    "prior, scale",
    [
        ("dist.HalfNormal(1.0)", "a"),
        ("dist.Normal(5.0, 1.0)", "a"),
        ("dist.Normal(data, 1.0)", "a"),
        ("dist.Normal(0.0, 1.0)", "a * data"),
        ("dist.Normal(0.0, 1.0)", "jnp.abs(a)"),
        ("dist.Normal(0.0, 1.0)", "jnp.exp(a)"),
        ("dist.Normal(0.0, 1.0)", "a ** 2"),
        ("dist.Normal(0.0, 1.0)", "a * a"),
        ("dist.Normal(0.0, 1.0)", "a - a.mean()"),
        ("dist.Normal(0.0, 1.0)", "jnp.maximum(a, 0.1)"),
        ("dist.Normal(0.0, 1.0)", "other(a)"),
        ("dist.StudentT(3.0, 0.0, 1.0)", "a"),
        ("dist.Normal(0.0, 1.0)", "a + b"),
        ("dist.Normal(0.0, 1.0)", "b if data else 1.0"),
    ],
)
def test_a_prior_keeps_to_a_scale(prior: str, scale: str) -> None:
    check("NPL301", sampled(prior, f"numpyro.sample('y', dist.Normal(0.0, {scale}), obs=data)"))


def test_probabilities_have_two_ends() -> None:
    check(
        "NPL301",
        sampled(
            "dist.HalfNormal(1.0)",
            "numpyro.sample('y', dist.Bernoulli(a), obs=data)"
            "  # NPL301: `probs` of Bernoulli has to be between 0 and 1, but is 'a', whose…"
            " in 32 of 100 draws…",
        ),
    )


@pytest.mark.parametrize(
    "site",
    [
        "numpyro.sample('y', dist.Normal(0.0, a, validate_args=False))",
        "numpyro.sample('y', dist.Normal(a, a, **data))",
        "numpyro.sample('y', dist.Delta(a))",
    ],
)
def test_what_is_not_checked(site: str) -> None:
    check("NPL301", sampled("dist.Normal(0.0, 1.0)", site))
