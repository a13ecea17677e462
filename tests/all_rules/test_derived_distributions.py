"""Rules see a distribution behind each of the methods that derive another from it."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model

DERIVED = ["", ".expand([3])", ".expand_by([3])", ".expand([3]).to_event(1)", ".mask(True)"]


@pytest.mark.parametrize("derived", DERIVED)
@pytest.mark.parametrize(
    "lines",
    [
        'L = numpyro.sample("L", dist.LKJCholesky(2){})\n'
        'numpyro.sample("x", dist.MultivariateNormal(0.0, covariance_matrix=L), obs=y)  # NPL303',
        'L = numpyro.sample("L", dist.LKJCholesky(2){})\n'
        'numpyro.sample("x", dist.MultivariateNormal(0.0, L), obs=y)  # NPL304',
        "affine = dist.transforms.AffineTransform(0.0, 3.0)  # NPL305\n"
        'numpyro.sample("x", dist.TransformedDistribution(dist.Gamma(4.0), affine){})',
        "affine = dist.transforms.AffineTransform(0.0, 3.0)  # NPL305\n"
        'numpyro.sample("x", dist.TransformedDistribution(dist.Gamma(4.0){}, affine))',
        'slope = numpyro.sample("slope", dist.Normal(){})\n'
        'numpyro.sample("x", dist.Bernoulli(2.0 * slope), obs=y)  # NPL307',
    ],
)
def test_a_distribution_stays_what_it_is_derived_from(lines: str, derived: str) -> None:
    check("NPL", model(lines.format(derived)))
