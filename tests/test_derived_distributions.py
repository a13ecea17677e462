"""Rules see a distribution behind each of the methods that derive another from it."""

from __future__ import annotations

import pytest

from tests.small_programs import RUN, findings, model, places

DERIVED = ["", ".expand([3])", ".expand_by([3])", ".expand([3]).to_event(1)", ".mask(True)"]


@pytest.mark.parametrize("derived", DERIVED)
@pytest.mark.parametrize(
    "code, lines",
    [
        (
            "NPL303",
            'L = numpyro.sample("L", dist.LKJCholesky(2){})\n'
            'numpyro.sample("x", dist.MultivariateNormal(0.0, covariance_matrix=L), obs=y)',
        ),
        (
            "NPL304",
            'L = numpyro.sample("L", dist.LKJCholesky(2){})\n'
            'numpyro.sample("x", dist.MultivariateNormal(0.0, L), obs=y)',
        ),
        (
            "NPL305",
            "affine = dist.transforms.AffineTransform(0.0, 3.0)\n"
            'numpyro.sample("x", dist.TransformedDistribution(dist.Gamma(4.0), affine){})',
        ),
        (
            "NPL305",
            "affine = dist.transforms.AffineTransform(0.0, 3.0)\n"
            'numpyro.sample("x", dist.TransformedDistribution(dist.Gamma(4.0){}, affine))',
        ),
        (
            "NPL307",
            'slope = numpyro.sample("slope", dist.Normal(){})\n'
            'numpyro.sample("x", dist.Bernoulli(2.0 * slope), obs=y)',
        ),
    ],
)
def test_a_distribution_stays_what_it_is_derived_from(code: str, lines: str, derived: str) -> None:
    _, found = findings(model(lines.format(derived)))
    assert [each.code for each in found] == [code]


@pytest.mark.parametrize(
    "scales, vector",
    [
        ("dist.HalfNormal(2.0).expand([2])", True),
        ("dist.HalfNormal(2.0).expand_by([2])", True),
        ("dist.HalfNormal(jnp.ones(2)).mask(True)", True),
        ("dist.HalfNormal(jnp.ones(2)).expand_by([2])", False),
        ("dist.HalfNormal(2.0).expand([2]).expand_by([2])", False),
        ("dist.HalfNormal(2.0).expand_by([2, 2])", False),
        ("dist.HalfNormal(2.0)", False),
    ],
)
def test_npl303_asks_for_scales_that_are_a_vector(scales: str, vector: bool) -> None:
    program = model(
        f's = numpyro.sample("s", {scales})',
        'L = numpyro.sample("L", dist.LKJCholesky(2))',
        'numpyro.sample("x", dist.MultivariateNormal(0.0, scale_tril=s * L), obs=y)',
    )
    assert places(program, "NPL303") == ["s * L"] * vector


@pytest.mark.parametrize(
    "drawn, told",
    [
        ("dist.Normal(0.0, 1.0).expand([9])", True),
        ("dist.Normal(0.0, 1.0).expand(batch_shape=[9])", True),
        ("dist.Normal(0.0, 1.0).expand_by([9])", True),
        ("dist.Normal(0.0, 1.0).expand_by(sample_shape=[9])", True),
        ("dist.Normal(0.0, 1.0).expand([1]).expand_by([9])", False),
        ("dist.Normal(0.0, 1.0).expand([9]).to_event(1)", False),
        ("dist.Normal(0.0, 1.0).expand([9]).to_event(reinterpreted_batch_ndims=0)", True),
    ],
)
def test_npl206_knows_the_shape_of_a_derived_distribution(drawn: str, told: bool) -> None:
    program = model(f'numpyro.sample("x", {drawn}, obs=np.ones((9, 1)))')
    assert places(program, "NPL206") == ["np.ones((9, 1))"] * told


def test_npl105_a_helper_is_looked_at_for_each_draw_that_it_is_given() -> None:
    program = """
    def observe(name, scale):
        numpyro.sample(name, dist.Normal(0.0, scale), obs=1.0)

    def model(data):
        observe("a", dist.HalfNormal(1.0).sample(random.PRNGKey(0)))
        observe("b", dist.HalfNormal(2.0).sample(random.PRNGKey(1)))

    """
    assert places(program + "    " + RUN, "NPL105") == [
        "dist.HalfNormal(1.0).sample(random.PRNGKey(0))",
        "dist.HalfNormal(2.0).sample(random.PRNGKey(1))",
    ]


def test_npl303_a_helper_is_looked_at_for_each_factor_that_it_is_given() -> None:
    program = """
    def observe(name, factor):
        numpyro.sample(name, dist.MultivariateNormal(0.0, scale_tril=factor), obs=jnp.zeros(2))

    def model(data):
        s = numpyro.sample("s", dist.HalfNormal(2.0).expand([2]))
        L = numpyro.sample("L", dist.LKJCholesky(2))
        observe("a", s * L)
        observe("b", L * s)

    """
    assert places(program + "    " + RUN, "NPL303") == ["s * L", "L * s"]
