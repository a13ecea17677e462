"""NPL001: a distribution that keeps tracers is shared by traces."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import CHAINS


@pytest.mark.parametrize(
    "target, mark", [("any", "  # NPL001"), ("0.15.2", "  # NPL001"), (">=0.16", "")]
)
def test_nothing_leaks_on_releases_that_are_repaired(target: str, mark: str) -> None:
    program = f"""
PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0){mark}
def model():
    numpyro.sample("a", PRIOR)
{CHAINS}
"""
    check("NPL001", program, target=target)


def test_chains_that_are_not_known() -> None:
    found = check(
        "NPL001",
        """
        numpyro.set_host_device_count(4)
        PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)  # NPL001
        def model():
            numpyro.sample("a", PRIOR)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=n).run(key)
        """,
    )
    assert any(
        "run here: its number of chains is not known" in place.label for place in found[0].related
    )


def test_runs_of_one_chain_of_some_and_of_several() -> None:
    found = check(
        "NPL001",
        """
        numpyro.set_host_device_count(4)
        PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)  # NPL001
        def model():
            numpyro.sample("a", PRIOR)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=1).run(key)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=n).run(key)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=4).run(key)
        """,
    )
    assert any("run here: 4 chains" in place.label for place in found[0].related)


def test_a_lambda() -> None:
    found = check(
        "NPL001",
        """
        numpyro.set_host_device_count(4)
        PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)  # NPL001
        model = lambda: numpyro.sample("a", PRIOR)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=2).run(key)
        """,
    )
    assert any(
        "`PRIOR` is used here by each chain of a lambda" in place.label
        for place in found[0].related
    )
