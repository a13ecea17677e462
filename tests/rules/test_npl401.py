"""NPL401: a guide with a site that the model observes."""

from __future__ import annotations

from tests.helpers.programs import check
from tests.rules.pieces import MODEL


def test_a_guide_whose_names_are_not_known() -> None:
    check(
        "NPL401",
        """
        def model(y, name):
            numpyro.sample(name, dist.Normal(0.0, 1.0), obs=y)
        def guide(y, name):
            numpyro.sample(name, dist.Normal(0.0, 1.0), obs=y)
        SVI(model, guide, optim.Adam(0.1), Trace_ELBO())
        """,
    )


def test_a_guide_that_draws_what_the_model_observes() -> None:
    check(
        "NPL401",
        f"""{MODEL}
def guide(y=None):
    numpyro.sample("loc", dist.Normal(numpyro.param("m", 0.0), 1.0))
    numpyro.sample("y", dist.Normal(0.0, 1.0))
    numpyro.deterministic("z", y)
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
""",
    )


def test_a_guide_that_fixes_what_the_model_draws() -> None:
    said = "…RuntimeError…'loc' is latent in `model`, and `guide` gives it a value…"
    check(
        "NPL401",
        f"""{MODEL}
def guide(y=None):
    numpyro.sample("loc", dist.Normal(0.0, 1.0), obs=numpyro.param("m", 0.0))  # NPL401: {said}
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
""",
    )


def test_a_guide_that_is_the_model() -> None:
    check(
        "NPL401",
        f"""{MODEL}
SVI(model, model, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
""",
    )


def test_a_lambda() -> None:
    said = "…because the guide repeats the site…"
    check(
        "NPL401",
        f"""{MODEL}
guide = lambda y: numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)  # NPL401: {said}
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
""",
    )


def test_one_guide_of_two_runs() -> None:
    check(
        "NPL401",
        f"""{MODEL}
def guide(y=None):
    numpyro.sample("loc", dist.Normal(numpyro.param("m", 0.0), 1.0))
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)  # NPL401: …because `guide` repeats…
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
SVI(model, guide, optim.Adam(0.01), Trace_ELBO()).run(key, 9, y)
""",
    )


def test_a_value_for_a_latent_site_that_may_not_be_one() -> None:
    check(
        "NPL401",
        f"""{MODEL}
def guide(y=None, loc=None, known=False):
    numpyro.sample("loc", dist.Normal(0.0, 1.0), obs=loc)
def branching(y=None, known=False):
    if known:
        numpyro.sample("loc", dist.Normal(0.0, 1.0), obs=y.mean())
    else:
        numpyro.sample("loc", dist.Normal(0.0, 1.0))
def fixed(y=None):
    numpyro.sample("loc", dist.Normal(0.0, 1.0), obs=jnp.zeros(()))
conditioned = handlers.condition(model, data={{"loc": 0.0}})
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
SVI(model, branching, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y, flag)
SVI(conditioned, fixed, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
Predictive(model, guide=fixed, params={{}}, num_samples=9)(key, y)
""",
    )


def test_a_factor_of_the_model() -> None:
    check(
        "NPL401",
        """
def model(y):
    loc = numpyro.sample("loc", dist.Normal(0.0, 1.0))
    numpyro.factor("y", -((y - loc) ** 2).sum())
def guide(y):
    loc = numpyro.sample("loc", dist.Normal(numpyro.param("m", 0.0), 1.0))
    numpyro.factor("y", -((y - loc) ** 2).sum())  # NPL401: the factor 'y' cancels in the ELBO…
    numpyro.factor("jacobian", loc)
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
""",
    )
