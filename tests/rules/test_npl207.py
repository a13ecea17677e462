"""NPL207: a batch that is taken for all data."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model

MU = 'mu = numpyro.sample("mu", dist.Normal())'


def batches(*lines: str) -> str:
    """Return a model of some lines that is trained by batches."""
    return (
        model(*lines, runs="")
        + """
svi = SVI(model, AutoNormal(model), optimizer, Trace_ELBO())
state = svi.init(random.PRNGKey(0), data[:20])
for start in range(0, 200, 20):
    state, loss = svi.update(state, data[start : start + 20])
    state, loss = svi.update(state, data[start : start + 20])
"""
    )


def mark(place: str, latents: str) -> str:
    """Return the mark of a site or plate that stands for all data."""
    return (
        f"  # NPL207 `{place}`: each step takes its part `y` for all the data: the posterior of "
        f"{latents} comes out as wide as that of a single batch"
    )


SITE, TWO, PLATE = (
    'numpyro.sample("y", dist.Normal(mu), obs=y)',
    'numpyro.sample("y", dist.Normal(mu, nu), obs=y)',
    'numpyro.plate("N", len(y))',
)


@pytest.mark.parametrize(
    "lines",
    [
        (MU, SITE + mark(SITE, "'mu'")),
        (MU, 'nu = numpyro.sample("nu", dist.Normal())', TWO + mark(TWO, "'mu', 'nu'")),
        (
            "mu = numpyro.sample(name, dist.Normal())",
            f"with {PLATE}, handlers.mask(mask=True):{mark(PLATE, 'the latents')}",
            '    numpyro.sample("y", dist.Normal(mu), obs=y)',
            '    numpyro.sample("z", dist.Normal(mu), obs=y + 1.0)',
        ),
    ],
)
def test_a_batch_that_nothing_weighs(lines: tuple[str, ...]) -> None:
    check("NPL207", batches(*lines))


def test_a_part_that_has_no_name_is_told_of_without() -> None:
    message = "each step takes its part for all the data: the posterior…"
    site = f'numpyro.sample("y", dist.Normal(mu), obs=y + 1.0)  # NPL207: {message}'
    check("NPL207", batches(MU, site))


def test_it_is_the_model_of_svi_that_takes_a_batch_for_all_data() -> None:
    program = batches(MU, SITE).replace("SVI(model, AutoNormal(model)", "SVI(other, model")
    check("NPL207", f"def other(y): pass\n{program}")


@pytest.mark.parametrize(
    "lines",
    [
        (MU, 'numpyro.sample("y", dist.Normal(mu), obs=other)'),
        (MU, 'numpyro.sample("y", dist.Normal(mu + y))'),
        (MU, 'numpyro.deterministic("y", y)'),
        ('mu = numpyro.param("mu", 1.0)', 'numpyro.sample("y", dist.Normal(mu), obs=y)'),
        (
            MU,
            'with numpyro.plate("N", **options):',
            '    numpyro.sample("y", dist.Normal(mu), obs=y)',
        ),
        (
            MU,
            'with numpyro.plate("N", 200, subsample_size=20):',
            '    numpyro.sample("y", dist.Normal(mu), obs=y)',
        ),
        (
            MU,
            "with handlers.scale(scale=10.0):",
            '    numpyro.sample("y", dist.Normal(mu), obs=y)',
        ),
        (
            'with numpyro.plate("N", len(y)):',
            '    mu = numpyro.sample("mu", dist.Normal())',
            '    numpyro.sample("y", dist.Normal(mu), obs=y)',
        ),
        (
            'mu = numpyro.sample("mu", dist.Normal(jnp.zeros(len(y))))',
            'numpyro.sample("y", dist.Normal(mu), obs=y)',
        ),
    ],
)
def test_a_batch_that_is_weighed_or_has_latents_of_its_own(lines: tuple[str, ...]) -> None:
    check("NPL207", batches(*lines))
