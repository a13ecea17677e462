"""NPL303: the Cholesky factor of a correlation, scaled or used as it is not meant."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import RUN, model


def program(arguments: str, mark: str = "") -> str:
    """Return a model with scales, a factor of a correlation, and a site made of them."""
    return model(
        's = numpyro.sample("s", dist.HalfNormal(2.0).expand([2]))',
        'L = numpyro.sample("L", dist.LKJCholesky(2))',
        "mvn = dist.MultivariateNormal",
        f'numpyro.sample("x", mvn(0.0, {arguments}), obs=y){mark}',
    )


@pytest.mark.parametrize(
    "before, message, after",
    [
        (
            "scale_tril=s * L",
            "multiply the columns of `L`",
            "scale_tril=s[..., None] * L",
        ),
        (
            "scale_tril=jnp.sqrt(s) * L",
            "multiply the columns of `L`",
            "scale_tril=jnp.sqrt(s)[..., None] * L",
        ),
        (
            "scale_tril=L @ jnp.diag(s)",
            "columns of `L`",
            "scale_tril=jnp.diag(s) @ L",
        ),
        (
            "covariance_matrix=L",
            "is taken for a covariance",
            "scale_tril=L",
        ),
        (
            "covariance_matrix=jnp.diag(s) @ L @ jnp.diag(s)",
            "is used as that matrix",
            "covariance_matrix=jnp.diag(s) @ (L @ L.T) @ jnp.diag(s)",
        ),
        (
            "covariance_matrix=jnp.outer(s, s) * L",
            "as that matrix",
            "covariance_matrix=jnp.outer(s, s) * (L @ L.T)",
        ),
        (
            "covariance_matrix=numpyro.deterministic('c', jnp.outer(s, s) * L)",
            "as that matrix",
            "covariance_matrix=numpyro.deterministic('c', jnp.outer(s, s) * (L @ L.T))",
        ),
        (
            "scale_tril=numpyro.deterministic(name='c', value=s) * L",
            "multiply the columns of `L`",
            "scale_tril=numpyro.deterministic(name='c', value=s)[..., None] * L",
        ),
    ],
)
def test_a_factor_of_a_correlation(before: str, message: str, after: str) -> None:
    marked = program(before, f"  # NPL303: …{message}…")
    check("NPL303", marked, program(after), unsafe=True)


def test_a_factor_that_is_scaled_from_both_sides() -> None:
    mark = "  # NPL303: …scaled from both sides…"
    text = program("scale_tril=jnp.diag(s) @ L @ jnp.diag(s)", mark)
    check("NPL303", text, text, unsafe=True)


@pytest.mark.parametrize(
    "arguments",
    [
        "scale_tril=(s + 1.0) * L",
        "scale_tril=jnp.diag(s) @ L",
        "L",
        "scale_tril=L",
        "precision_matrix=L",
    ],
)
def test_a_factor_that_is_one_or_whose_scale_is_not_known(arguments: str) -> None:
    check("NPL303", program(arguments))


def test_a_scaled_factor_that_is_used_twice_is_told_of_once() -> None:
    text = model(
        's = numpyro.sample("s", dist.HalfNormal(2.0).expand([2]))',
        'L = numpyro.sample("L", dist.LKJCholesky(2))',
        "scaled = s * L  # NPL303 `s * L`",
        'numpyro.sample("a", dist.MultivariateNormal(0.0, scale_tril=scaled), obs=y)',
        'numpyro.sample("b", dist.MultivariateNormal(0.0, scale_tril=scaled), obs=y)',
    )
    check("NPL303", text)


@pytest.mark.parametrize(
    "scales, mark",
    [
        ("dist.HalfNormal(2.0).expand([2])", "  # NPL303 `s * L`"),
        ("dist.HalfNormal(2.0).expand_by([2])", "  # NPL303 `s * L`"),
        ("dist.HalfNormal(jnp.ones(2)).mask(True)", "  # NPL303 `s * L`"),
        ("dist.HalfNormal(jnp.ones(2)).expand_by([2])", ""),
        ("dist.HalfNormal(2.0).expand([2]).expand_by([2])", ""),
        ("dist.HalfNormal(2.0).expand_by([2, 2])", ""),
        ("dist.HalfNormal(2.0)", ""),
    ],
)
def test_scales_are_a_vector(scales: str, mark: str) -> None:
    text = model(
        f's = numpyro.sample("s", {scales})',
        'L = numpyro.sample("L", dist.LKJCholesky(2))',
        f'numpyro.sample("x", dist.MultivariateNormal(0.0, scale_tril=s * L), obs=y){mark}',
    )
    check("NPL303", text)


def test_a_helper_is_looked_at_for_each_factor_that_it_is_given() -> None:
    check(
        "NPL303",
        f"""
def observe(name, factor):
    numpyro.sample(name, dist.MultivariateNormal(0.0, scale_tril=factor), obs=jnp.zeros(2))

def model(data):
    s = numpyro.sample("s", dist.HalfNormal(2.0).expand([2]))
    L = numpyro.sample("L", dist.LKJCholesky(2))
    observe("a", s * L)  # NPL303 `s * L`
    observe("b", L * s)  # NPL303 `L * s`

{RUN}""",
    )


@pytest.mark.parametrize(
    "matrix",
    ["asarray(L)", "array(L)", "broadcast_to(L, (3, 2, 2))", "expand_dims(L, 0)",
     "tile(L, (3, 1, 1))"],
)  # fmt: skip
def test_a_factor_that_is_repeated(matrix: str) -> None:
    check("NPL303", program(f"covariance_matrix=jnp.{matrix}", "  # NPL303"))


@pytest.mark.parametrize(
    "scales", ["jnp.sqrt(s)", "jnp.exp(s)", "jnp.abs(s)", "jax.nn.softplus(s)"]
)
def test_scales_that_are_computed(scales: str) -> None:
    check("NPL303", program(f"scale_tril={scales} * L", "  # NPL303"))


def test_scales_without_a_name() -> None:
    text = program("scale_tril=(s * 2.0)[:] * L")
    check("NPL303", text)
    text = program("scale_tril=jnp.ones(2) * L", "  # NPL303")
    check("NPL303", text, program("scale_tril=jnp.ones(2)[..., None] * L"), unsafe=True)
