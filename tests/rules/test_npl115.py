"""NPL115: one log density that a model adds twice."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model

DENSITY = "d = dist.Normal(0.0, 1.0)\nlog = d.log_prob(y)"
OBSERVED = 'numpyro.sample("y", d, obs=y)'


def test_one_value_in_two_factors() -> None:
    message = "'a' and 'b' add the same log density to `model`: the data count twice, and the…"
    second = f'numpyro.factor("b", log)  # NPL115 `numpyro.factor("b", log)`: {message}'
    program = model(DENSITY, 'numpyro.factor("a", log)', second)
    check("NPL115", program, program, help="Keep one, and record the other by `numpyro.det…")


@pytest.mark.parametrize(
    "term", ["log", "log.sum()", "jnp.sum(log)", "d.log_prob(y)", "d.log_prob(y).sum()"]
)
def test_a_factor_beside_the_observed_site(term: str) -> None:
    factor = f'numpyro.factor("a", {term})'
    check("NPL115", model(DENSITY, OBSERVED, f"{factor}  # NPL115: 'y' and 'a' add the same…"))
    check("NPL115", model(DENSITY, factor, f"{OBSERVED}  # NPL115: 'a' and 'y' add the same…"))


def test_a_third_time() -> None:
    lines = [f'numpyro.factor("{name}", log)' for name in "abc"]
    check("NPL115", model(DENSITY, lines[0], f"{lines[1]}  # NPL115", f"{lines[2]}  # NPL115"))


def test_a_factor_in_a_plate_counts_as_well() -> None:
    inside = 'with numpyro.plate("p", 3): numpyro.factor("a", log)'
    check("NPL115", model(DENSITY, inside, 'numpyro.factor("b", log)  # NPL115'))


@pytest.mark.parametrize(
    "lines",
    [
        ('numpyro.factor("a", log)', 'numpyro.factor("b", d.log_prob(y))'),
        ('numpyro.factor("a", log)', 'numpyro.factor("b", -log)'),
        ('numpyro.factor("a", log)', 'numpyro.deterministic("b", log)'),
        ('if y: numpyro.factor("a", log)', 'else: numpyro.factor("b", log)'),
        ('numpyro.factor("a", log)', 'with handlers.scale(scale=0.5): numpyro.factor("b", log)'),
        ('numpyro.factor("a", log)', 'with handlers.mask(mask=False): numpyro.factor("b", log)'),
        ('numpyro.factor("a", 1.0)', 'numpyro.factor("b", 1.0)'),
        ('numpyro.factor("a", unknown)', 'numpyro.factor("b", unknown)'),
        (OBSERVED, 'numpyro.factor("a", d.log_prob(name))'),
        (OBSERVED, 'numpyro.factor("a", dist.Normal(0.0, 1.0).log_prob(y))'),
        (OBSERVED, 'numpyro.factor("a", jnp.mean(log))'),
        ('numpyro.sample("y", d)', 'numpyro.factor("a", log)'),
        ('numpyro.factor("a", log)', "log = d.log_prob(2.0 * y)", 'numpyro.factor("b", log)'),
    ],
)
def test_terms_that_differ(lines: tuple[str, ...]) -> None:
    check("NPL115", model(DENSITY, *lines))
