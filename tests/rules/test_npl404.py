"""NPL404: a Predictive that is given the data it should predict."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

TWO_OBSERVED = """
def model(y, z):
    loc = numpyro.sample("loc", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(loc, 1.0), obs=y)
    numpyro.sample("z", dist.Normal(loc, 1.0), obs=z)
z = jnp.zeros(3)
samples = {"loc": x}
"""


def test_another_site_that_is_observed_or_not() -> None:
    check(
        "NPL404",
        f"""{TWO_OBSERVED}
Predictive(model, samples)(key, y, z)["y"]  # NPL404
Predictive(model, samples)(key, y, None)["y"]
def predict(z):
    return Predictive(model, samples)(key, y, z)["y"]
""",
    )


def test_one_predictive_in_a_function_called_twice() -> None:
    check(
        "NPL404",
        f"""{TWO_OBSERVED}
def predict(y):
    return Predictive(model, samples)(key, y, z)["y"]  # NPL404
predict(y), predict(x)
""",
    )


def test_another_prediction_before() -> None:
    check(
        "NPL404",
        f"""{TWO_OBSERVED}
Predictive(model, samples)(key, *data)["y"]
Predictive(model, samples)(key, y, z)["y"]  # NPL404
""",
    )


def test_two_sites_of_one_prediction() -> None:
    said = (
        "the predictions of 'y' and 'z' are the data themselves…: "
        "`model` observes `y` and `z` here, too"
    )
    (finding,) = check(
        "NPL404",
        f"""{TWO_OBSERVED}
drawn = Predictive(model, samples)(key, y, z)  # NPL404: {said}
drawn["y"], drawn["z"]
""",
    )
    assert "Do not observe 'y' and 'z'" in finding.fix.title


def test_a_part_of_the_data() -> None:
    check(
        "NPL404",
        """
        def model(y):
            numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y, obs_mask=y > 0)
        Predictive(model, num_samples=9)(key, y)["y"]
        """,
    )


def test_under_a_handler() -> None:
    check(
        "NPL404",
        """
        def model(y, handler):
            with handler, numpyro.plate("N", 3):
                numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
        def scaled(y):
            with handlers.scale(scale=2.0), numpyro.plate("N", 3):
                numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
        Predictive(model, num_samples=9)(key, y, handlers.uncondition())["y"]
        Predictive(scaled, num_samples=9)(key, y)["y"]  # NPL404
        """,
    )


def test_observed_in_one_branch() -> None:
    check(
        "NPL404",
        """
        def model(x, y):
            if x is None:
                numpyro.sample("y", dist.Normal(0.0, 1.0))
            else:
                numpyro.sample("y", dist.Normal(x, 1.0), obs=y)
        Predictive(model, num_samples=9)(key, unseen(), y)["y"]
        """,
    )


def test_what_deterministic_sites_are_computed_from() -> None:
    check(
        "NPL404",
        """
        def model(y):
            value = numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
            numpyro.deterministic("residuals", value - 1.0)
        def other(y):
            numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
            numpyro.deterministic("level", 1.0)
        residuals = Predictive(model, num_samples=9)(key, y)
        residuals["y"] - residuals["residuals"]
        Predictive(model, num_samples=9)(key, y)["y"]  # NPL404
        drawn = Predictive(other, num_samples=9)(key, y)  # NPL404
        drawn["y"] - drawn["level"]
        """,
    )


MEAN = """
def model(y=None, n=3):
    loc = numpyro.sample("loc", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(loc, n), obs=y)
"""


@pytest.mark.parametrize(
    "model, before, after",
    [
        (
            TWO_OBSERVED,
            'Predictive(model, samples)(key, y, z=z)["y"]',
            'Predictive(model, samples)(key, None, z=z)["y"]',
        ),
        (
            MEAN,
            'Predictive(model, num_samples=9)(key, y , n=4)["y"]',
            'Predictive(model, num_samples=9)(key, None , n=4)["y"]',
        ),
        (
            MEAN,
            'Predictive(model, num_samples=9)(key, n=4 , y=y)["y"]',
            'Predictive(model, num_samples=9)(key, n=4)["y"]',
        ),
        (
            MEAN,
            'Predictive(model, num_samples=9)(y=y, rng_key=key)["y"]',
            'Predictive(model, num_samples=9)(y=None, rng_key=key)["y"]',
        ),
        (
            MEAN.replace("y=None", "y=x"),
            'Predictive(model, num_samples=9)(key, y)["y"]',
            'Predictive(model, num_samples=9)(key, None)["y"]',
        ),
    ],
)
def test_the_data_are_taken_out_of_the_call(model: str, before: str, after: str) -> None:
    check("NPL404", f"{model}\n{before}  # NPL404\n", f"{model}\n{after}\n", unsafe=True)


HELPER = """
def observe(y):
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
def model(y=None):
    observe(y)
"""


@pytest.mark.parametrize(
    "model, given",
    [
        (MEAN, '**{"y": y}'),
        (MEAN.replace("obs=y", "obs=y + 1"), "y"),
        (HELPER, "y"),
        (MEAN.replace("loc, n)", "loc, len(y))"), "y"),
    ],
)
def test_data_that_the_model_needs_or_that_are_not_written_stay(model: str, given: str) -> None:
    program = f'{model}\nPredictive(model, num_samples=9)(key, {given})["y"]  # NPL404\n'
    advice = "…A site is predicted where its `obs` is None."
    check("NPL404", program, program, unsafe=True, help=advice)


WHOLE = """
def model(y=None):
    loc = numpyro.sample("loc", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(loc, 1.0), obs=y)
mcmc = MCMC(NUTS(model), num_warmup=1, num_samples=1)
"""


@pytest.mark.parametrize(
    "use",
    ["print(found)", "import pickle; pickle.dump(found, file)", "np.savez('it.npz', **found)"],
)
def test_a_result_that_is_shown_or_stored_whole(use: str) -> None:
    check(
        "NPL404", f"{WHOLE}\nfound = Predictive(model, mcmc.get_samples())(key, y)  # NPL404\n{use}"
    )


def test_a_result_that_a_cell_shows() -> None:
    shown = "Predictive(model, mcmc.get_samples())(key, y)"
    check("NPL404", f"\n{WHOLE}\n# %%\n{shown}  # NPL404\n")
    check("NPL404", f"{WHOLE}\n{shown}\n")


@pytest.mark.parametrize(
    "call",
    [
        "Predictive(model, num_samples=9)(key, y)",  # shows the prior of `loc`
        "Predictive(model, mcmc.get_samples())(key)",
        "Predictive(model, mcmc.get_samples(), return_sites=['loc'])(key, y)",
    ],
)
def test_a_whole_result_with_something_else_in_it(call: str) -> None:
    check("NPL404", f"{WHOLE}\nprint({call})")


def test_sites_that_are_asked_for() -> None:
    check(
        "NPL404",
        f"""{WHOLE}
use(Predictive(model, mcmc.get_samples(), return_sites=["y"])(key, y))  # NPL404
use(Predictive(model, mcmc.get_samples(), return_sites=["loc"])(key, y))
use(Predictive(model, mcmc.get_samples())(key, y))
""",
    )


@pytest.mark.parametrize("scanned", ["y", "(jnp.arange(3), y)", "[jnp.arange(3), y]"])
def test_an_observation_of_each_step(scanned: str) -> None:
    unpacked = "now = entry" if scanned == "y" else "i, now = entry"
    check(
        "NPL404",
        f"""
        from numpyro.contrib.control_flow import scan
        def model(y=None):
            def step(carry, entry):
                {unpacked}
                return carry, numpyro.sample("y", dist.Normal(0.0, 1.0), obs=now)
            scan(step, None, {scanned}, length=3)
        Predictive(model, num_samples=9)(key, jnp.ones(3))["y"]  # NPL404
        Predictive(model, num_samples=9)(key)["y"]
        """,
    )
