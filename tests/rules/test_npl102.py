"""NPL102: a plate with the name of a site."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import RUN, model

PLATE = 'with numpyro.plate("a", 3): pass'
SITE = 'numpyro.sample("a", dist.Normal())'


@pytest.mark.parametrize(
    "site, lost",
    [
        (SITE, "the site is dropped, and with it its prior or"),
        ('numpyro.sample("a", dist.Normal(), obs=jnp.ones(3))', "its likelihood is dropped"),
        ('numpyro.deterministic("a", y)', "its values are missing from the samples"),
    ],
)
def test_a_plate_takes_the_place_of_a_site(site: str, lost: str) -> None:
    message = f"the plate 'a' takes the place of the site of that name in `model`: {lost}…"
    before = model(site, f'{PLATE}  # NPL102 `numpyro.plate("a", 3)`: {message}')
    check("NPL102", before, model(site, 'with numpyro.plate("a_plate", 3): pass'), unsafe=True)


@pytest.mark.parametrize(
    "lines",
    [
        ('numpyro.param("a", 1.0)', PLATE),
        (PLATE, SITE),
        ("numpyro.sample(name, dist.Normal())", "with numpyro.plate(name, 3): pass"),
        (f'with handlers.scope(prefix="b"): {SITE}', PLATE),
        (f"if y: {SITE}", f"else:\n    {PLATE}"),
    ],
)
def test_a_plate_that_takes_no_place(lines: tuple[str, ...]) -> None:
    check("NPL102", model(*lines, runs=RUN))


@pytest.mark.parametrize(
    "lines, why",
    [
        (
            ('numpyro.deterministic("a_plate", 1.0)', SITE, f"{PLATE}  # NPL102"),
            "another site is called 'a_plate'",
        ),
        (
            ('called = "a"', SITE, "with numpyro.plate(called, 3): pass  # NPL102"),
            "the plate's name is not written in its call",
        ),
        (
            (SITE, f"{PLATE}  # NPL102", "if y:", f"    {PLATE}  # NPL102"),
            "another plate is called 'a', too",
        ),
    ],
)
def test_a_plate_is_not_renamed_to_what_another_site_is_called(
    lines: tuple[str, ...], why: str
) -> None:
    advice = f"Give the plate a name of its own; nplint does not, because {why}."
    check("NPL102", model(*lines), model(*lines), unsafe=True, help=advice)


@pytest.mark.parametrize(
    "written, renamed",
    [
        ("'a'", "'a_plate'"),
        ('"""a"""', '"""a_plate"""'),
        ("'''a'''", "'''a_plate'''"),
        ('r"a"', 'r"a_plate"'),
        ('("a")', '("a_plate")'),
    ],
)
def test_a_plate_is_renamed_within_its_quotes(written: str, renamed: str) -> None:
    before = model(SITE, f"with numpyro.plate({written}, 3): pass  # NPL102")
    after = before.replace(f"{written}, 3): pass  # NPL102", f"{renamed}, 3): pass")
    check("NPL102", before, after, unsafe=True)


def test_a_model_without_a_name_is_told_of_as_a_lambda() -> None:
    program = """
NUTS(lambda y: [numpyro.sample("a", dist.Normal()), numpyro.plate("a", 3)])  # NPL102: …a lambda: …
"""
    check("NPL102", program)
