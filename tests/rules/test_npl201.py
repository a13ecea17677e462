"""NPL201: two plates of one dim around a site."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model

SITE = 'numpyro.sample("x", dist.Normal())'


def test_plates_that_are_made_side_by_side() -> None:
    message = "the plate 'b' has the dim -1 that the plate 'a' has, too: a site in both has one…"
    second = f'b = numpyro.plate("b", 4)  # NPL201 `numpyro.plate("b", 4)`: {message}'
    program = model('a = numpyro.plate("a", 3)', second, f"with a, b: {SITE}")
    check("NPL201", program, program, help="Give each a `dim` of its own, or make the second…")
    check("NPL201", model('a = numpyro.plate("a", 3)', second, "with a:", f"    with b: {SITE}"))


def test_nested_plates_of_one_explicit_dim() -> None:
    message = "the plate 'b' has the dim -1 that the plate 'a' has, too: the model stops with an…"
    lines = (
        'with numpyro.plate("a", 3):',
        f'    with numpyro.plate("b", 4, dim=-1):  # NPL201: {message}',
        f"        {SITE}",
    )
    check("NPL201", model(*lines))


def test_a_plate_and_a_stack() -> None:
    stack = 'with numpyro.plate_stack("s", [2, 2]), p:'
    plate = "p = numpyro.plate(name, 3, dim=-2)  # NPL201"
    check("NPL201", model(plate.replace("  # NPL201", ""), f"{stack}  # NPL201\n    {SITE}"))
    check("NPL201", model(f"{stack.replace(', p', '')}\n    {plate}\n    with p: {SITE}"))


@pytest.mark.parametrize(
    "lines",
    [
        ('with numpyro.plate("a", 3), numpyro.plate("b", 4):', f"    {SITE}"),
        ('a = numpyro.plate("a", 3, dim=-2)', 'b = numpyro.plate("b", 4)', f"with a, b: {SITE}"),
        (
            'a = numpyro.plate("a", 3)',
            'b = numpyro.plate("b", 4)',
            f"with a: {SITE}",
            "with b: pass",
        ),
        (
            'a = numpyro.plate("a", 3)',
            "with a:",
            '    b = numpyro.plate("b", 4)',
            f"    with b: {SITE}",
        ),
        ('a = numpyro.plate("a", 3, dim=name)', 'b = numpyro.plate("b", 4)', f"with a, b: {SITE}"),
        ('a = numpyro.plate("a", 3)', 'b = numpyro.plate("b", 4)', "with a, b: pass"),
        (
            'a = numpyro.plate("a", 3)',
            "with unknown():",
            '    b = numpyro.plate("b", 4, dim=-2)',
            f"    with a, b: {SITE}",
        ),
    ],
)
def test_plates_of_dims_that_differ_or_are_not_known(lines: tuple[str, ...]) -> None:
    check("NPL201", model(*lines))
