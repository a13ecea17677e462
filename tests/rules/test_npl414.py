"""NPL414: masked observations under NUTS."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def program(
    site: str, run: str = "MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, y, ok)"
) -> str:
    """Return a model with a site, and what runs it."""
    return f"""
        def model(y, ok, mask=None):
            likelihood = dist.Normal(0.0, 1.0)
            {site}
        {run}
        """


SITE = 'numpyro.sample("y", likelihood, obs=y, obs_mask=ok)'


def test_the_distribution_is_masked_instead() -> None:
    after = 'numpyro.sample("y", likelihood.mask(ok), obs=y)'
    check("NPL414", program(f"{SITE}  # NPL414: 'y' with…"), program(after), unsafe=True)


@pytest.mark.parametrize(
    ("site", "why"),
    [
        (f"x = {SITE}  # NPL414", "…the site's value is used…"),
        ('numpyro.sample("y", likelihood, y, None, (), None, ok)  # NPL414', "…not written out…"),
        (f"{SITE.replace('likelihood', 'likelihood if ok else other')}  # NPL414", "…belongs…"),
    ],
)
def test_what_is_left_to_the_author(site: str, why: str) -> None:
    text = program(site)
    check("NPL414", text, text, unsafe=True, help=why)


@pytest.mark.parametrize(
    "run",
    ["MCMC(HMC(model), num_warmup=1, num_samples=1).run(key, y, ok)",
     "SVI(model, AutoNormal(model), opt, Trace_ELBO()).run(key, 10, y, ok)",
     "Predictive(model, num_samples=3)(key, y, ok)"],
)  # fmt: skip
def test_what_else_runs_it(run: str) -> None:
    check("NPL414", program(SITE, run))


@pytest.mark.parametrize(
    "site",
    [SITE.replace("=ok", "=mask"), SITE.replace("obs=y", "obs=None"),
     'handlers.block(lambda: numpyro.sample("y", likelihood, obs=y, obs_mask=ok))()'],
)  # fmt: skip
def test_sites_without_masked_observations(site: str) -> None:
    check("NPL414", program(site))
