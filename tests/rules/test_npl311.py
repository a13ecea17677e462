"""NPL311: observations that a distribution cannot give."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def program(*sites: str) -> str:
    lines = "\n    ".join(sites)
    return f"""
def model(counts=None, seen=None):
    {lines}
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, data, mask)
"""


@pytest.mark.parametrize(
    ("fn", "obs", "said"),
    [
        ("dist.Poisson(2.0)", "jnp.array([1, 2.5])", "…holds 2.5, which Poisson cannot give…"),
        ("dist.Poisson(2.0)", "-1", "…is -1, which Poisson cannot give (whole numbers from 0)…"),
        ("dist.Poisson(2.0)", "counts + 0.5", "…holds no whole numbers…"),
        ("dist.Beta(2.0, 2.0)", "[0.0, 0.5]", "…holds 0, which Beta cannot give (numbers from…"),
        ("dist.Gamma(2.0, 2.0).to_event(0)", "0.0", "…is 0…"),
        ("dist.Uniform(0.0, 3.0)", "4.0", "…(numbers from 0 to 3)…"),
        ("dist.Binomial(10, 0.5)", "11", "…(whole numbers from 0 to 10)…"),
        ("dist.Categorical(p)", "jnp.array([0.0, 1.0])", "…raises TypeError: Categorical uses…"),
        ("dist.Categorical(p)", "jnp.arange(3).astype(float)", "…raises TypeError…"),
        ("dist.Categorical(p)", "np.zeros(3)", "…raises TypeError…"),
        ("dist.OrderedLogistic(0.0, p)", "jnp.linspace(0, 1, 3)", "…raises TypeError…"),
    ],
)
def test_outside(fn: str, obs: str, said: str) -> None:
    check("NPL311", program(f'numpyro.sample("y", {fn}, obs={obs})  # NPL311: {said}'))


@pytest.mark.parametrize(
    ("fn", "obs"),
    [
        ("dist.Poisson(2.0)", "jnp.array([1.0, 2.0])"),
        ("dist.Poisson(2.0)", "counts - 1.0"),
        ("dist.Poisson(2.0)", "counts * 0.5"),
        ("dist.Poisson(2.0).mask(seen)", "jnp.array([1, -1])"),
        ("dist.Uniform(0.0, top)", "4.0"),
        ("dist.Normal(0.0, 1.0)", "counts + 0.5"),
        ("dist.Bernoulli(0.5)", "jnp.array([0.0, 1.0])"),
        ("dist.Categorical(p)", "jnp.array([0, 7])"),
        ("dist.Categorical(p)", "counts"),
        ("dist.Categorical(p)", "jnp.zeros(3, dtype=int)"),
        ("dist.Categorical(p)", "counts.astype(jnp.int32)"),
    ],
)
def test_inside_or_not_known(fn: str, obs: str) -> None:
    check("NPL311", program(f'numpyro.sample("y", {fn}, obs={obs})'))


def test_under_a_mask() -> None:
    check(
        "NPL311",
        program(
            "with handlers.mask(mask=seen):",
            '    numpyro.sample("y", dist.Poisson(2.0), obs=jnp.array([1, -1]))',
            'numpyro.sample("z", dist.Poisson(2.0), obs=jnp.array([1, -1]), obs_mask=seen)',
        ),
    )


def test_a_density_outside_of_sites() -> None:
    check(
        "NPL311",
        """
floats = jnp.asarray([0, 1], dtype=jnp.float32)
policy = dist.Categorical(logits=jnp.ones(3))
policy.log_prob(floats)  # NPL311 `floats`: `floats` raises TypeError…
policy.log_prob(jnp.asarray([0, 1]))
dist.Normal(0.0, 1.0).log_prob(floats)
""",
    )
