"""NPL204: control flow with sites under a plate."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import RUN, model

HEAD = "from numpyro.contrib.control_flow import cond, scan"
STEP = 'def step(z, _):\n    return numpyro.sample("x", dist.Normal()), None'


@pytest.mark.parametrize(
    "call", ["scan(step, 0.0, y)", "cond(y, step, lambda *_: step(0.0, 1), None)"]
)
@pytest.mark.parametrize("plate", ['plate("p", 3)', 'plate_stack("p", [3])'])
def test_control_flow_under_a_plate(call: str, plate: str) -> None:
    name = call[:4]
    mark = f"  # NPL204 `{call}`: `{name}` stands under a plate, which NumPyro cannot do: `model`…"
    line = f"with numpyro.{plate}:\n    {call}{mark}"
    program = model(HEAD, STEP, line)
    help = f"Enter the plate in the function that `{name}` runs, around its sites; nplint does not…"
    check("NPL204", program, program, help=help)


def test_a_plate_further_out() -> None:
    inner = "with handlers.mask(mask=y): scan(step, 0.0, y)  # NPL204"
    check("NPL204", model(HEAD, STEP, f'with numpyro.plate("p", 3):\n    {inner}'))


@pytest.mark.parametrize(
    "line",
    [
        "scan(step, 0.0, y)",
        'with numpyro.plate("p", 3): pass\nscan(step, 0.0, y)',
        'with numpyro.plate("p", 3): lax.scan(step, 0.0, y)',
        "with handlers.scale(scale=2.0): scan(step, 0.0, y)",
    ],
)
def test_control_flow_elsewhere(line: str) -> None:
    check("NPL204", model(HEAD, STEP, line))


def test_a_plate_in_the_function() -> None:
    step = STEP.replace("    return", '    with numpyro.plate("p", 3): return')
    check("NPL204", model(HEAD, step, "scan(step, 0.0, y)"))


def test_a_run_that_is_there_for_its_error() -> None:
    runs = f"import pytest\nwith pytest.raises(NotImplementedError): {RUN}"
    lines = HEAD, STEP, 'with numpyro.plate("p", 3): scan(step, 0.0, y)'
    check("NPL204", model(*lines, runs=runs))
