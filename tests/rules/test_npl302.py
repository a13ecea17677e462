"""NPL302: params without a constraint as scales, rates and probabilities."""

from __future__ import annotations

from tests.helpers.programs import check
from tests.rules.pieces import MODEL

RUN = "SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)\n"


def test_through_a_variable_and_at_once() -> None:
    check(
        "NPL302",
        f"""{MODEL}
def guide(y=None):
    scale = numpyro.param("scale", 1.0)  # NPL302: the param 'scale' may take any…below zero…
    numpyro.sample("loc", dist.Normal(numpyro.param("mean", 0.0), scale).expand([3]))
    numpyro.sample("p", dist.Beta(2.0, numpyro.param(name, 1.0)))  # NPL302: this param…
    numpyro.sample("q", dist.Bernoulli(numpyro.param("q", 0.5)))  # NPL302: …beyond 0 or 1…
{RUN}""",
    )


def test_constraints_and_transforms() -> None:
    check(
        "NPL302",
        f"""{MODEL}
def guide(y=None):
    scale = numpyro.param("scale", 1.0, constraint=dist.constraints.positive)
    log_scale = numpyro.param("log_scale", 1.0)
    given = numpyro.param("given", 1.0, **settings)
    numpyro.sample("a", dist.Normal(numpyro.param("mean", 0.0), scale))
    numpyro.sample("b", dist.Normal(0.0, jnp.exp(log_scale)))
    numpyro.sample("c", dist.Normal(0.0, given))
    numpyro.sample("d", dist.Bernoulli(logits=numpyro.param("logit", 0.5)))
{RUN}""",
    )


def test_a_model_that_nothing_optimises() -> None:
    check(
        "NPL302",
        """
def model(y=None):
    numpyro.sample("y", dist.Normal(0.0, numpyro.param("scale", 1.0)), obs=y)
Predictive(model, num_samples=9)(key)
""",
    )
