"""Matrices that stand for a covariance, by the functions that make them."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.test_npl303 import program

NORMAL = """
def model(S, data):
    L = jnp.linalg.cholesky(S)
    numpyro.sample("x", dist.MultivariateNormal(0.0, {argument})){mark}
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x, x)
"""
FACTORS = (
    "jnp.linalg.cholesky(S)", "np.linalg.cholesky(S)", "jax.lax.linalg.cholesky(S)",
    "jnp.diag(S) @ L", "jnp.matmul(jnp.diag(S), L)", "np.dot(np.diag(S), L)", "S[:, None] * L",
    "L * S[..., None]",
)  # fmt: skip
COVARIANCES = (
    "jnp.cov(data)", "np.cov(data)", "L @ L.T", "L @ L.mT",
    *(f"{name}(L, L.T)" for name in ("jnp.matmul", "jnp.dot", "np.matmul", "np.dot")),
)  # fmt: skip


@pytest.mark.parametrize("factor", FACTORS)
def test_a_factor_is_no_covariance(factor: str) -> None:
    wrong = NORMAL.format(argument=f"covariance_matrix={factor}", mark="  # NPL304")
    check("NPL304", wrong)
    check("NPL304", NORMAL.format(argument=f"scale_tril={factor}", mark=""))


@pytest.mark.parametrize("covariance", COVARIANCES)
def test_a_covariance_is_no_factor(covariance: str) -> None:
    wrong = NORMAL.format(argument=f"scale_tril={covariance}", mark="  # NPL304")
    check("NPL304", wrong)
    check("NPL304", NORMAL.format(argument=f"covariance_matrix={covariance}", mark=""))


@pytest.mark.parametrize(
    "unknown",
    ["L @ S", "L * S", "L + S", "S @ L.T", "jnp.matmul(S, S)", "jnp.linalg.inv(S)", "S[:, 0] * S",
     "jnp.matmul(L)", "jnp.outer(S, S)", "L if unknown else S", "L[None, 0] + L"],
)  # fmt: skip
def test_what_is_neither_for_certain(unknown: str) -> None:
    check("NPL304", NORMAL.format(argument=f"scale_tril={unknown}", mark=""))
    check("NPL304", NORMAL.format(argument=f"covariance_matrix={unknown}", mark=""))


VECTORS = (
    *(f"{module}.{name}(2)" for module in ("jnp", "np") for name in ("ones", "zeros")),
    "jnp.full(2, 3.0)", "np.full(2, 3.0)", "jnp.ones((2,))", "jnp.ones([2])",
    "jnp.array([1.0, 2.0])", "np.array([1.0, 2.0])",
    *(f"{name}(jnp.ones(2))" for name in ("jnp.sqrt", "jnp.exp", "jnp.abs", "jax.nn.softplus")),
    'numpyro.sample("v", dist.HalfNormal(1.0).expand([2]).to_event(1))',
    'numpyro.sample("v", dist.HalfNormal(jnp.ones(2)))',
)  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_scales_columns(vector: str) -> None:
    check("NPL303", program(f"scale_tril={vector} * L", "  # NPL303"))
    check("NPL303", program(f"scale_tril=L * {vector}", "  # NPL303"))


@pytest.mark.parametrize(
    "other",
    ["2.0", "jnp.ones((2, 1))", "jnp.array([[1.0], [2.0]])", "jnp.array(2.0)", "jnp.ones()",
     "jnp.cos(jnp.ones(2))", "jnp.ones(2)[:, None]", "jnp.ones(2)[..., None]", "s[0]", "unknown",
     "jnp.ones(n)",
     'numpyro.sample("v", dist.HalfNormal(1.0))'],
)  # fmt: skip
def test_what_is_no_vector_for_certain(other: str) -> None:
    check("NPL303", program(f"scale_tril={other} * L"))


@pytest.mark.parametrize("module", ["jnp", "np"])
@pytest.mark.parametrize(
    "argument",
    [
        "covariance_matrix=M.outer(s, s) * L",
        "covariance_matrix=L * M.outer(s, s)",
        "covariance_matrix=M.diag(s) @ L @ M.diag(s)",
        "scale_tril=L @ M.diag(s)",
        "scale_tril=M.matmul(L, M.diag(s))",
        "scale_tril=M.dot(L, M.diag(s))",
        "covariance_matrix=M.diag(s) @ L",
        "covariance_matrix=s[:, None] * L",
    ],
)
def test_a_factor_of_a_correlation_by_either_module(module: str, argument: str) -> None:
    check("NPL303", program(argument.replace("M.", f"{module}."), "  # NPL303"))


@pytest.mark.parametrize(
    "argument",
    [
        "scale_tril=jnp.diag(s) @ L",
        "scale_tril=s[:, None] * L",
        "scale_tril=s[..., None] * L",
        "scale_tril=jnp.diag(s) @ L @ jnp.diag(s) @ L.T",
        "covariance_matrix=jnp.diag(s) @ (L @ L.T) @ jnp.diag(s)",
        "covariance_matrix=jnp.outer(s, s) * (L @ L.T)",
        "scale_tril=s * (s[:, None] * L)",
        "scale_tril=jnp.diag(s) @ jnp.diag(s)",
    ],
)
def test_a_factor_that_is_scaled_by_its_rows(argument: str) -> None:
    check("NPL303", program(argument))


@pytest.mark.parametrize(
    "scales, mark",
    [
        ('with numpyro.plate("N", 2):\n        v = {}', "  # NPL303"),
        ('with numpyro.plate("M", 3), numpyro.plate("N", 2):\n        v = {}', ""),
        ("v = {}", ""),
    ],
)
def test_a_plate_makes_a_vector_of_numbers(scales: str, mark: str) -> None:
    site = 'numpyro.sample("v", dist.HalfNormal(1.0))'
    check(
        "NPL303",
        f"""
def model(y):
    L = numpyro.sample("L", dist.LKJCholesky(2))
    {scales.format(site)}
    numpyro.sample("x", dist.MultivariateNormal(0.0, scale_tril=v * L), obs=y){mark}
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)
""",
    )
