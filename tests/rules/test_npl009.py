"""NPL009: an attribute of a shared distribution that keeps a tracer."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

FIELD = """
FIELD = dist.MultivariateNormal(jnp.zeros(2), covariance)
BEFORE
def model(y=None):
    x = numpyro.sample("x", FIELD)
    numpyro.sample("y", dist.Normal(FIELD.precision_matrix @ x, 1.0), obs=y)MARK
    numpyro.sample("z", dist.Normal(FIELD.precision_matrix @ x, 2.0), obs=y)
Predictive(model, num_samples=500)(key)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, data)
"""
TRACER = "`FIELD.precision_matrix` (MultivariateNormal) stays what the first pass…"
MARK = f"  # NPL009 `FIELD.precision_matrix`: {TRACER}"


@pytest.mark.parametrize(
    "before",
    [
        "FIELD.sample(key)",
        "FIELD.rsample(key)",
        "FIELD.log_prob(zero)",
        "FIELD.cdf(zero)",
        "FIELD.icdf(zero)",
        "FIELD.entropy()",
        "FIELD.support",
        "FIELD.precision_matrix",
    ],
)
def test_an_attribute_that_was_computed_before_is_a_number(before: str) -> None:
    check("NPL009", FIELD.replace("BEFORE", before).replace("MARK", ""))


@pytest.mark.parametrize(
    "before",
    [
        "FIELD.batch_shape",
        "dist.MultivariateNormal(jnp.zeros(2), covariance).log_prob(zero)",
        "",
    ],
)
def test_an_attribute_that_a_trace_computes_first_stays_a_tracer(before: str) -> None:
    check("NPL009", FIELD.replace("BEFORE", before).replace("MARK", MARK))


def test_a_fix_that_may_change_the_attribute_says_why() -> None:
    before = "covariance = jnp.eye(2)\ncovariance = 2.0 * covariance"
    check(
        "NPL009",
        FIELD.replace("BEFORE", before).replace("MARK", MARK),
        help="The fix is unsafe because `covariance` is assigned more than once.",
    )
