"""NPL405: a Predictive that gets the params of a guide, but not the guide."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import MODEL, TRAINED


def test_one_predictive_in_a_function_for_two_results() -> None:
    check(
        "NPL405",
        f"""{TRAINED}
def predict(params):
    return Predictive(model, params=params, num_samples=9)(key)["y"]  # NPL405
predict(result.params), predict(svi.get_params(state))
""",
    )


def test_another_guide_of_that_name() -> None:
    check(
        "NPL405",
        f"""{TRAINED}
def predict(guide):
    return Predictive(model, posterior_samples=result.params, num_samples=9)(key, 3)  # NPL405
""",
        help="…because `guide` may be another one there.",
    )


def test_one_predictive_of_two_models() -> None:
    check(
        "NPL405",
        f"""{TRAINED}
def other(y=None):
    numpyro.sample("loc", dist.Normal(0.0, 2.0))
Predictive(model if plain else other, params=result.params, num_samples=9)  # NPL405
""",
    )


def test_an_svi_whose_guide_is_not_seen() -> None:
    check(
        "NPL405",
        f"""{MODEL}
svi = SVI(model, *rest)
Predictive(model, params=svi.run(key, 9, y).params, num_samples=9)
""",
    )


def test_the_guide_may_be_given() -> None:
    check(
        "NPL405",
        f"""{TRAINED}
Predictive(model, params=result.params, num_samples=9, **more)
""",
    )


def test_after_a_predictive_of_another_model() -> None:
    check(
        "NPL405",
        f"""{TRAINED}
def other(y=None):
    numpyro.sample("loc", dist.Normal(numpyro.param("m", 0.0), 1.0))
Predictive(other, params=result.params, num_samples=9)
Predictive(model, params=result.params, num_samples=9)  # NPL405
""",
    )


def test_no_guide_and_no_params() -> None:
    check(
        "NPL405",
        f"""{TRAINED}
Predictive(model, num_samples=9)
Predictive(model, params=result.params, num_samples=9)  # NPL405
""",
    )


def test_params_of_one_svi_or_another() -> None:
    check(
        "NPL405",
        f"""{TRAINED}
other = SVI(model, AutoDelta(model), optim.Adam(0.1), Trace_ELBO())
params = result.params if wide else other.run(key, 9, y).params
Predictive(model, params=params, num_samples=9)
""",
    )


def test_a_guide_without_latents() -> None:
    check(
        "NPL405",
        f"""{MODEL}
def guide(y=None):
    numpyro.param("unused", 0.0)
svi = SVI(model, guide, optim.Adam(0.1), Trace_ELBO())
Predictive(model, params=svi.run(key, 9, y).params, num_samples=9)
""",
    )


def test_an_earlier_predictive_with_its_guide() -> None:
    check(
        "NPL405",
        f"""{TRAINED}
Predictive(model, guide=guide, params=result.params, num_samples=9)
Predictive(model, params=result.params, num_samples=9)  # NPL405
""",
    )


def test_the_guide_is_given() -> None:
    before = "Predictive(model, posterior_samples=result.params, num_samples=9)  # NPL405"
    after = "Predictive(model, guide=guide, params=result.params, num_samples=9)"
    check("NPL405", f"{TRAINED}\n{before}\n", f"{TRAINED}\n{after}\n", unsafe=True)


@pytest.mark.parametrize(
    "trained, arguments, why",
    [
        (
            TRAINED,
            "params=result.params, num_samples=None",
            "a guide needs `num_samples`, which is not given.",
        ),
        (TRAINED, "params=result.params", "a guide needs `num_samples`, which is not given."),
        (
            f"{TRAINED}\nguide = AutoDelta(model)\n",
            "params=result.params, num_samples=9",
            "`guide` may be another one there.",
        ),
        (
            TRAINED.replace("SVI(model, guide,", "SVI(model, AutoNormal(model),"),
            "params=result.params, num_samples=9",
            "`AutoNormal(…)` may be another one there.",
        ),
        (
            TRAINED,
            '**{"params": result.params}, num_samples=9',
            "not all arguments are written in the call.",
        ),
    ],
)
def test_a_guide_that_cannot_be_given(trained: str, arguments: str, why: str) -> None:
    program = f"{trained}\nPredictive(model, {arguments})  # NPL405\n"
    check("NPL405", program, program, unsafe=True, help=f"…because {why}")


@pytest.mark.parametrize("kept", ["guide.model", "svi.model"])
def test_the_model_that_is_kept_elsewhere(kept: str) -> None:
    before = f"{TRAINED}\nPredictive({kept}, params=result.params, num_samples=9)  # NPL405\n"
    after = before.replace(f"{kept}, ", f"{kept}, guide=guide, ").replace("  # NPL405", "")
    check("NPL405", before, after, unsafe=True)


LOGS = """
from numpyro.infer import log_likelihood
def model(y):
    rate = numpyro.param("rate", jnp.ones(2))
    {latent}
    numpyro.sample("y", dist.Exponential(rate), obs=y)
def guide(y):
    {own}
svi = SVI(model, guide, optim.Adam(0.1), Trace_ELBO())
params = svi.run(key, 9, y).params
"""


def test_log_likelihood_of_params() -> None:
    rows = "…each row of 'rate' is taken for a posterior sample of its own…"
    program = LOGS.format(latent="pass", own="pass")
    check("NPL405", f"{program}log_likelihood(model, params, y)  # NPL405: {rows}\n")
    check("NPL405", f"{program}log_likelihood(model, params, y, batch_ndims=0)\n")
    check("NPL405", f"{program}log_likelihood(handlers.substitute(model, params), {{}}, y)\n")
    check("NPL405", program.replace("jnp.ones(2)", "1.0") + "log_likelihood(model, params, y)\n")


def test_log_likelihood_of_a_model_with_latents() -> None:
    latent = 'numpyro.sample("a", dist.Normal(0.0, 1.0))'
    program = LOGS.format(latent=latent, own='numpyro.param("loc", 0.0)').replace(
        "ones(2)", "ones(())"
    )
    said = "…log_likelihood raises AssertionError, as nothing gives 'a' a value…"
    check("NPL405", f"{program}log_likelihood(model, params, y)  # NPL405: {said}\n")
    named = program.replace('numpyro.param("loc"', 'numpyro.param("a"')
    check("NPL405", f"{named}log_likelihood(model, params, y)\n")
    seeded = program + "log_likelihood(handlers.seed(model, key), params, y)\n"
    check("NPL405", seeded)
