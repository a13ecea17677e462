"""NPL202: plates that are used as they cannot be."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model


@pytest.mark.parametrize("number", ["-1", "-2"])
def test_a_dim_as_third_argument(number: str) -> None:
    mark = f"  # NPL202 `{number}`: {number} is the `subsample_size` of the plate 'p', the third…"
    before = model(f'with numpyro.plate("p", 3, {number}):{mark}\n    pass')
    after = model(f'with numpyro.plate("p", 3, dim={number}):\n    pass')
    check("NPL202", before, after, unsafe=True)
    keyword = model(f'with numpyro.plate("p", 3, subsample_size={number}):  # NPL202\n    pass')
    check("NPL202", keyword, keyword, unsafe=True, help="Pass it as `dim`; nplint does not, …")


@pytest.mark.parametrize("number", ["0", "1"])
def test_a_dim_that_is_not_negative(number: str) -> None:
    mark = f"  # NPL202 `{number}`: the dim {number} of the plate here is not negative, …"
    program = model(f"with numpyro.plate(name, 3, dim={number}):{mark}\n    pass")
    check("NPL202", program, program, unsafe=True)


def test_a_loop() -> None:
    place = 'numpyro.plate("p", 3)'
    mark = f"  # NPL202 `{place}`: a plate is entered by `with` and cannot be looped over: `model`…"
    body = 'numpyro.sample(f"x{i}", dist.Normal())'
    program = model(f"for i in {place}:{mark}\n    {body}\n    {body}")
    check("NPL202", program, program, unsafe=True)
    check("NPL202", model(f"z = [{body} for i in {place}]  # NPL202 `{place}`"))


@pytest.mark.parametrize(
    "line",
    [
        'with numpyro.plate("p", 3, 2): pass',
        'with numpyro.plate("p", 3, name): pass',
        'with numpyro.plate("p", 3, dim=-1): pass',
        'with numpyro.plate("p", 3, dim=-1 if y else 0): pass',
        'for i in range(3): numpyro.sample(f"x{i}", dist.Normal())',
        'with numpyro.plate("p", 3, None, -1): pass',
    ],
)
def test_plates_that_are_used_well(line: str) -> None:
    check("NPL202", model(line))
