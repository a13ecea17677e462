"""What becomes infinite where a value is at the bound that was to keep it away."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

PROGRAM = """
def model(p, y):
    q = {bounded}{mark}
    {used}
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x, x)
"""
ONE, ZERO = "jnp.minimum(p, 1 - 1e-10)", "jnp.maximum(p, 1e-50)"
SHAPED = (
    *(f"jnp.{name}(q)" for name in
      ("array", "asarray", "atleast_1d", "concatenate", "hstack", "mean", "prod", "ravel",
       "squeeze", "stack", "sum", "transpose")),
    *(f"jnp.{name}(q, 3)" for name in ("broadcast_to", "expand_dims", "repeat", "reshape", "tile")),
    "jnp.where(y, q, 0.5)", "q[0]", "q.T", "q.sum()", "q.reshape(3, 1)",
)  # fmt: skip
SPECIAL = ("scipy.special.logit(q)", "scipy.special.ndtri(q)", "scipy.stats.norm.ppf(q)")
AT_ONE = (
    *(f"jax.{each}" for each in SPECIAL), "jnp.arctanh(q)", "jnp.atanh(q)",
    "jax.scipy.special.erfinv(q)", "dist.Normal().icdf(q)", "jnp.log1p(-q)", "1 / jnp.log(q)",
    *(f"{name}(jnp.log(q))" for name in ("jnp.log", "jnp.log2", "jnp.log10")),
    *(f"jnp.log(-{name}(q))" for name in ("jnp.log", "jnp.log2", "jnp.log10")),
    *(f"jax.scipy.special.logit({each})" for each in SHAPED),
)  # fmt: skip
AT_ZERO = (
    *(f"jax.{each}" for each in SPECIAL), "dist.Normal().icdf(q)", "1.0 / q",
    *(f"jnp.{name}(q)" for name in ("log", "log2", "log10", "reciprocal")),
    *(f"jnp.log({each})" for each in SHAPED),
    *(f"jnp.log({each})" for each in ("2.0 * q", "q ** 2", "q / 2.0")),
)  # fmt: skip


@pytest.mark.parametrize(
    "bounded, used", [*((ONE, each) for each in AT_ONE), *((ZERO, each) for each in AT_ZERO)]
)
def test_functions_that_are_infinite_there(bounded: str, used: str) -> None:
    factor = f'numpyro.factor("f", {used})'
    check("NPL707", PROGRAM.format(bounded=bounded, used=factor, mark=f"  # NPL707 `{bounded}`"))


@pytest.mark.parametrize(
    "bounded, used",
    [
        *((ONE, each) for each in ("jnp.exp(q)", "jnp.log(q)", "jnp.log1p(q)", "jnp.reciprocal(q)",
                                   "jnp.log(1 + q)", "jnp.log(q - 1.0)", "jnp.log(2.0 * q)",
                                   "jax.scipy.special.logit(jnp.sqrt(q))")),
        *((ZERO, each) for each in ("jnp.exp(q)", "jnp.log1p(q)", "jnp.arctanh(q)", "q / 2.0",
                                    "jax.scipy.special.erfinv(q)", "jnp.log(q - 1.0)",
                                    "jnp.log(1.0 - q)", "jnp.log(jnp.cos(q))", "p")),
    ],
)  # fmt: skip
def test_functions_that_are_not(bounded: str, used: str) -> None:
    check("NPL707", PROGRAM.format(bounded=bounded, used=f'numpyro.factor("f", {used})', mark=""))


@pytest.mark.parametrize(
    "bounded, site, infinite",
    [
        (ZERO, "dist.Normal(0.0, q)", True),
        (ZERO, "dist.Gamma(q, 1.0)", True),
        (ZERO, "dist.Normal(q, 1.0)", False),
        (ZERO, "dist.Uniform(q, 2.0)", False),
        (ZERO, "dist.Uniform(-1.0, q)", False),
        (ZERO, "dist.Delta(q)", False),
        (ZERO, "dist.Gamma(1.0, 1.0), obs=q", True),
        (ZERO, "dist.Exponential(1.0).expand([3]).to_event(1), obs=q", True),
        (ZERO, "dist.Normal(0.0, 1.0), obs=q", False),
        (ZERO, "dist.Normal(0.0, 1.0), obs=jnp.exp(q)", False),
        (ZERO, "dist.Beta(1.0, 1.0), obs=q", False),
        (ONE, "dist.Geometric(q)", True),
        (ONE, "dist.Geometric(probs=q)", True),
        (ONE, "dist.Bernoulli(q)", False),
        (ONE, "dist.Beta(q, 1.0)", False),
        (ONE, "dist.Normal(0.0, q)", False),
        (ONE, "dist.Geometric(jnp.sqrt(q))", False),
        (ONE, "dist.Beta(1.0, 1.0), obs=q", True),
        (ONE, "dist.Dirichlet(jnp.ones(3)), obs=q", True),
        (ONE, "dist.Normal(0.0, 1.0), obs=q", False),
        (ONE, "dist.Gamma(1.0, 1.0), obs=q", False),
        (ONE, "made_elsewhere(), obs=q", True),
    ],
)
def test_densities_that_are_infinite_there(bounded: str, site: str, infinite: bool) -> None:
    used, mark = f'numpyro.sample("a", {site})', f"  # NPL707 `{bounded}`" if infinite else ""
    check("NPL707", PROGRAM.format(bounded=bounded, used=used, mark=mark))
