"""NPL505: a number in the place of a random key."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

SHORT = """\
# no import of JAX
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS
"""


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("MCMC(kernel, num_warmup=1, num_samples=1).run(SEED, y)", "…an error about `vmap`…"),
        ("MCMC(kernel, num_warmup=1, num_samples=1).warmup(rng_key=SEED)", "…about `vmap`…"),
        ("SVI(model, guide, optimizer, Trace_ELBO()).init(SEED, y)", "…`TypeError`…"),
        ("infer.initialize_model(SEED, model)", "…`TypeError`…"),
        ("infer.util.find_valid_initial_params(SEED, model)", "…`ValueError`…"),
        ("dist.Normal().to_event().rsample(SEED, (3,))", "…`AssertionError` without a message…"),
        ("numpyro.sample('x', dist.Normal(), rng_key=SEED)", "…without a message…"),
    ],
)
def test_calls_that_take_keys(call: str, message: str) -> None:
    check(
        "NPL505",
        f"{call.replace('SEED', '3')}  # NPL505 `3`: {message}",
        call.replace("SEED", "PRNGKey(3)"),
    )


def test_a_name_that_is_a_number() -> None:
    before = """
        seed = 3
        dist.Normal().sample(seed, (2,))  # NPL505 `seed`: …`seed` is the number 3, and…
        """
    after = """
        seed = 3
        dist.Normal().sample(PRNGKey(seed), (2,))
        """
    check("NPL505", before, after)


def test_a_key_that_has_no_name_yet_is_imported() -> None:
    check(
        "NPL505",
        f"{SHORT}dist.Normal().sample(3, (2,))  # NPL505\n",
        f"{SHORT}from jax.random import PRNGKey\ndist.Normal().sample(PRNGKey(3), (2,))\n",
    )


def test_a_name_that_means_something_else() -> None:
    text = f"{SHORT}PRNGKey = None\ndist.Normal().sample(3, (2,))  # NPL505\n"
    check("NPL505", text, text, help="…`PRNGKey` is the name of something else there…")


def test_what_may_be_no_seed() -> None:
    text = """
        dist.Normal().sample(0.5, (2,))  # NPL505
        dist.Normal().sample(1000)  # NPL505
        dist.Normal().sample([10, 2])  # NPL505: …the shape `[10, 2]` comes second
        """
    check("NPL505", text, text, help="…")


def test_an_error_that_is_waited_for() -> None:
    check(
        "NPL505",
        """
        import pytest
        with pytest.raises(AssertionError):
            dist.Normal().sample(0)
        """,
    )


def test_a_distribution_that_may_be_of_another_library() -> None:
    check(
        "NPL505",
        """
        import pyro
        d = dist.Normal() if x else pyro.distributions.Normal(0.0, 1.0)
        d.sample((3,))
        """,
    )


def test_keys_and_numbers_that_are_not_seen() -> None:
    check(
        "NPL505",
        """
        def draw(seed, number=None):
            dist.Normal().sample(seed)
            dist.Normal().sample(number)
            dist.Normal().sample(key if seed else 0)
            numpyro.sample("x", dist.Normal(), rng_key=None)
        """,
    )
