"""NPL506: as many keys as there are chains."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def program(keys: str, chains: str = "", mark: str = "") -> str:
    """Return a run with some keys and chains."""
    return f"""
        mcmc = MCMC(NUTS(model), num_warmup=1, num_samples=1{chains})
        mcmc.run({keys}, y){mark}
        """


@pytest.mark.parametrize(
    ("keys", "chains", "message"),
    [
        ("random.split(key)", "", "…for 2 keys at once…"),
        ("random.split(key, 4)", ", num_chains=1", "…one more dimension, of size 4"),
        ("random.split(key, num=4)", ", num_chains=2", "…runs 4 chains, not 2"),
    ],
)
def test_another_number(keys: str, chains: str, message: str) -> None:
    check("NPL506", program(keys, chains, f"  # NPL506 `{keys}`: {message}"))


@pytest.mark.parametrize(
    ("keys", "chains"),
    [
        ("random.split(key, 4)", ", num_chains=4"),
        ("random.split(key, n)", ""),
        ("random.split(key, n)", ", num_chains=n"),
        ("random.split(key, 4)", ", **settings"),
        ("random.split(*both)", ""),
        ("random.split(key, 1)", ", num_chains=4"),
        ("random.split(key)[0]", ""),
        ("random.fold_in(key, 2)", ""),
        ("key if x else random.split(key)", ""),
    ],
)
def test_what_may_agree(keys: str, chains: str) -> None:
    check("NPL506", program(keys, chains))


def test_other_runs_and_draws() -> None:
    check(
        "NPL506",
        """
        SVI(model, guide, opt, loss).run(random.split(key), 10)
        dist.Normal().sample(random.split(key))
        """,
    )
