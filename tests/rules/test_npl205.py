"""NPL205: a factor that is a sum over all data, in a plate."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model


@pytest.mark.parametrize(
    "value, summed",
    [
        ("(y * 2).sum()", "y * 2"),
        ("dist.Normal().log_prob(y).sum()", "dist.Normal().log_prob(y)"),
        ("jnp.sum(y)", "y"),
        ("np.sum(y)", "y"),
    ],
)
def test_the_plate_adds_up_by_itself(value: str, summed: str) -> None:
    mark = "the factor 'f' is a sum over all data, and the plate counts it 3 times, once…"
    before = model(
        'with numpyro.plate("N", 3):',
        f'    numpyro.factor("f", {value})  # NPL205 `{value}`: {mark}',
    )
    after = model('with numpyro.plate("N", 3):', f'    numpyro.factor("f", {summed})')
    check("NPL205", before, after, unsafe=True)


@pytest.mark.parametrize(
    "plates, often",
    [
        ('numpyro.plate("N", y)', "counts it `y` times"),
        ('numpyro.plate("N", len(y))', "counts it `len(…)` times"),
        ('numpyro.plate("N", y + 1)', "counts it as often as the plate is long"),
        ("numpyro.plate(size=4, name='N')", "counts it 4 times"),
        ("numpyro.plate('N', dim=-1, size=4)", "counts it 4 times"),
        ("numpyro.plate(**y)", "counts it as often as the plate is long"),
        ('numpyro.plate("M", 2), numpyro.plate("N", 5)', "counts it 5 times"),
        ('numpyro.plate("N", 5), handlers.mask(mask=y)', "counts it 5 times"),
    ],
)
def test_the_length_of_the_innermost_plate_is_told(plates: str, often: str) -> None:
    mark = f"# NPL205: a factor is a sum over all data, and the plate {often}, once…"
    check("NPL205", model(f"with {plates}:", f"    numpyro.factor(name, jnp.sum(y))  {mark}"))


@pytest.mark.parametrize("contexts", ['numpyro.plate("N", 5), mine(y)', "handlers.mask(mask=y)"])
def test_a_factor_that_may_stand_in_no_plate(contexts: str) -> None:
    check("NPL205", model(f"with {contexts}:", "    numpyro.factor(name, jnp.sum(y))"))


def test_a_factor_in_several_plates_is_told_of_once() -> None:
    helper = 'def add(y):\n    numpyro.factor("f", jnp.sum(y))  # NPL205: …counts it 3 times…\n'
    program = model(
        "add(y)",
        'with numpyro.plate("N", 3): add(y)',
        'with numpyro.plate("M", 4): add(y)',
    )
    check("NPL205", helper + program)


@pytest.mark.parametrize(
    "site",
    [
        'numpyro.factor("f", (y * 2).sum(0))',
        'numpyro.factor("f", (y * 2).sum(axis=0))',
        'numpyro.factor("f", jnp.sum(y, 0))',
        'numpyro.factor("f", (y * 2).mean())',
        'numpyro.factor("f", jnp.mean(y))',
        'numpyro.factor("f", (y * 2).sum() + 1.0)',
        'numpyro.factor("f", (y * 2).sum() if len(y) else y)',
        'numpyro.deterministic("f", (y * 2).sum())',
        'numpyro.factor("f")',
    ],
)
def test_what_is_no_sum_over_everything(site: str) -> None:
    check("NPL205", model('with numpyro.plate("N", 3):', f"    {site}"))


def test_one_of_two_sums_is_not_taken_away() -> None:
    program = model(
        'with numpyro.plate("N", 3):',
        "    total = (y * 2).sum() if len(y) else jnp.sum(y)",
        '    numpyro.factor("f", total)  # NPL205',
    )
    check("NPL205", program, program, unsafe=True, help="Leave the sum out…")


def test_a_comment_stays() -> None:
    text = model(
        'with numpyro.plate("N", 3):',
        '    numpyro.factor("f", (y * 2  # NPL205\n        # twice\n        ).sum())',
    )
    why = "…nplint does not, because a comment stands in what would go."
    check("NPL205", text, text, unsafe=True, help=why)
