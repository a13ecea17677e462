"""NPL304: a Cholesky factor in the place of a covariance, or the other way round."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model

LIKELIHOOD = f"""
def likelihood(cov):
    L = jnp.linalg.cholesky(cov)
    return dist.MADE
{model('numpyro.sample("a", likelihood(y))', 'numpyro.sample("b", likelihood(y))')}
"""
FACTOR = "…`L` is a Cholesky factor, and is taken for the covariance itself…"
COVARIANCE = "…this is a covariance, and is taken for its Cholesky factor…"
AS_COVARIANCE = "a Cholesky factor as `covariance_matrix`"
AS_FACTOR = "a covariance as `scale_tril`"
LATER = "positional arguments come after it"


@pytest.mark.parametrize(
    "before, message, label, after",
    [
        (
            "MultivariateNormal(0.0, L)",
            FACTOR,
            AS_COVARIANCE,
            "MultivariateNormal(0.0, scale_tril=L)",
        ),
        (
            "MultivariateNormal(covariance_matrix=L)",
            FACTOR,
            AS_COVARIANCE,
            "MultivariateNormal(scale_tril=L)",
        ),
        (
            "MultivariateNormal(scale_tril=L @ L.T)",
            COVARIANCE,
            AS_FACTOR,
            "MultivariateNormal(covariance_matrix=L @ L.T)",
        ),
    ],
)
def test_a_factor_in_the_place_of_a_covariance(
    before: str, message: str, label: str, after: str
) -> None:
    marked = LIKELIHOOD.replace("MADE", f"{before}  # NPL304: {message}")
    (finding,) = check("NPL304", marked, LIKELIHOOD.replace("MADE", after), unsafe=True)
    assert finding.label == label


@pytest.mark.parametrize(
    "made, message, label, reason",
    [
        ("MultivariateNormal(0.0, L, None)", FACTOR, AS_COVARIANCE, LATER),
        (
            "MultivariateNormal(0.0, None, None, L @ L.T)",
            COVARIANCE,
            AS_FACTOR,
            "`covariance_matrix` is given, too",
        ),
    ],
)
def test_arguments_that_cannot_be_renamed(made: str, message: str, label: str, reason: str) -> None:
    text = LIKELIHOOD.replace("MADE", f"{made}  # NPL304: {message}")
    help = f"Give it by its keyword alone; nplint does not, because {reason}."
    (finding,) = check("NPL304", text, text, unsafe=True, help=help)
    assert finding.label == label


@pytest.mark.parametrize(
    "made",
    [
        "MultivariateStudentT(3.0, 0.0, L @ L.T)",  # it takes no covariance
        "MultivariateNormal(0.0, L @ L.T)",
        "MultivariateNormal(0.0, L[0])",
        "GaussianRandomWalk(L)",
    ],
)
def test_what_is_what_it_stands_for(made: str) -> None:
    check("NPL304", LIKELIHOOD.replace("MADE", made))
