"""What calls of a Predictive are given, what is read of them, and where posteriors come from."""

from __future__ import annotations

import pytest

from nplint.model.observation import Observation
from nplint.model.predictions import Prediction, Predictions
from nplint.rules.inference.posteriors import Posteriors
from tests.helpers.linked import program

MODEL = """
def model(x, y=None):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    group = numpyro.sample("group", dist.Bernoulli(0.5))
    numpyro.sample("y", dist.Normal(slope * x + group, 1.0), obs=y)

x = y = jnp.ones(3)
mcmc = MCMC(NUTS(model), num_warmup=1, num_samples=1)
samples = mcmc.get_samples()
"""


def predictions(text: str) -> list[Prediction]:
    return program(MODEL + text).analysis(Predictions).all


def names(prediction: Prediction) -> set[str | None]:
    return {read.name for read in prediction.reads}


def observation_of_y(call: str) -> Observation:
    linked = program(MODEL + call)
    (prediction,) = linked.analysis(Predictions).all
    (site,) = linked.analysis(Predictions).sites(prediction).named("y")
    return site.observation


@pytest.mark.parametrize(
    "arguments, expected",
    [
        ("key, x, y", Observation.OBSERVED),
        ("key, x, y=y", Observation.OBSERVED),
        ("y=y, x=x, rng_key=key", Observation.OBSERVED),
        ("key, x", Observation.LATENT),
        ("key, x, None", Observation.LATENT),
        ("key, **{'x': x, 'y': y}", Observation.OBSERVED),
    ],
)
def test_arguments_of_a_prediction_reach_the_model(arguments: str, expected: Observation) -> None:
    call = f"Predictive(model, samples)({arguments})"
    (prediction,) = predictions(call)
    assert prediction.complete
    assert observation_of_y(call) is expected


def test_arguments_that_a_star_may_bring_are_not_taken_for_missing() -> None:
    call = "Predictive(model, samples)(key, *data)"
    (prediction,) = predictions(call)
    assert not prediction.complete
    assert observation_of_y(call) is Observation.EITHER


@pytest.mark.parametrize(
    "read, expected",
    [
        ('drawn["y"]', {"y"}),
        ('drawn.get("y"), drawn.pop("group")', {"y", "group"}),
        ("drawn[name]", set()),
        ('samples["y"]', set()),
        ("az.from_numpyro(mcmc, posterior_predictive=drawn)", {None}),
        ('[drawn["y"] for _ in range(3)]', {"y"}),
    ],
)
def test_reads_of_a_result(read: str, expected: set[str | None]) -> None:
    (prediction,) = predictions(f"drawn = Predictive(model, samples)(key, x)\n{read}\n")
    assert names(prediction) == expected


def test_a_result_shown_as_a_whole_has_the_sites_that_are_returned() -> None:
    shown = "az.from_numpyro(posterior_predictive=predictive(key, x))"
    (some,) = predictions(f"predictive = Predictive(model, samples, return_sites=['y'])\n{shown}")
    (other,) = predictions(f"predictive = Predictive(model, samples, return_sites=names)\n{shown}")
    assert names(some) == {"y"}
    assert names(other) == set()


def test_a_result_is_followed_through_functions_and_attributes() -> None:
    (prediction,) = predictions(
        """
class Fit:
    def __init__(self):
        self.predictive = Predictive(model, samples)

    def draw(self, key):
        self.drawn = self.predictive(key, x, y)
        return self.drawn

    def mean(self):
        return self.drawn["slope"].mean()

Fit().draw(key)["y"]
"""
    )
    assert names(prediction) == {"y", "slope"}


@pytest.mark.parametrize(
    "predictive, summed",
    [
        ("Predictive(model, samples)", True),
        ("Predictive(model, MCMC(DiscreteHMCGibbs(NUTS(model))).get_samples())", False),
        ("Predictive(model, num_samples=10)", False),
        ("Predictive(model, loaded)", False),
        ("Predictive(model, guide=AutoNormal(model), params=params, num_samples=10)", True),
        ("Predictive(model, guide=drawing, params=params, num_samples=10)", False),
        ("Predictive(model, guide=lacking, params=params, num_samples=10)", True),
    ],
)
def test_what_summed_over_a_discrete_site(predictive: str, summed: bool) -> None:
    found = program(
        f"""
from numpyro.infer import DiscreteHMCGibbs
from numpyro.infer.autoguide import AutoNormal
{MODEL}
def lacking(x, y=None):
    numpyro.sample("slope", dist.Normal(0.0, 1.0))

def drawing(x, y=None):
    lacking(x)
    numpyro.sample("group", dist.Bernoulli(0.9))

predictive = {predictive}
predictive(key, x, y)
"""
    )
    (prediction,) = found.analysis(Predictions).all
    source = found.analysis(Posteriors).summing_over(prediction.predictive, "group")
    assert (source is not None) is summed
