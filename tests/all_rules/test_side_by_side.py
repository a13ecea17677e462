"""Mistakes that several rules find in one program, each beside those of the others."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model

FAMILIES = model(
    'a = numpyro.sample("a", dist.Normal())',
    'b = numpyro.sample("b", dist.Beta(1.0, 1.0))',
    'L = numpyro.sample("L", dist.LKJCholesky(2))',
    "C = jnp.linalg.cholesky(y)",
    *(f"dist.{family}(y)" for family in ("Delta", "Dirichlet", "HalfNormal", "Uniform")),
    'numpyro.sample("1", dist.Bernoulli(a + 1))  # NPL307 `a + 1`',
    'numpyro.sample("2", dist.Categorical(a + 2))  # NPL307 `a + 2`',
    'numpyro.sample("3", dist.Geometric(a + 3))  # NPL307 `a + 3`',
    'numpyro.sample("0", dist.Bernoulli(logits=y))',
    'numpyro.sample("4", dist.Bernoulli(logits=jax.nn.sigmoid(y)))  # NPL308',
    'numpyro.sample("5", dist.Categorical(logits=jax.nn.softmax(y)))  # NPL308',
    'numpyro.sample("6", dist.Geometric(logits=jax.nn.sigmoid(y)))  # NPL308',
    "dist.MultivariateStudentT(3.0, 0.0, C @ C.T)",
    'numpyro.sample("7", dist.MultivariateNormal(0.0, C))  # NPL304 `C`',
    'numpyro.sample("8", dist.MultivariateNormal(0.0, covariance_matrix=L))  # NPL303 `L`',
)


@pytest.mark.parametrize("code", ["NPL303", "NPL304", "NPL307", "NPL308"])
def test_families_of_every_kind_stand_beside_each_other(code: str) -> None:
    check(code, FAMILIES)
