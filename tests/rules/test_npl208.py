"""NPL208: subsamples under kernels that need all of the data."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import RUN, guide, model

SITE = 'numpyro.sample("x", dist.Normal())'


@pytest.mark.parametrize("kernel", ["NUTS", "HMC"])
@pytest.mark.parametrize("size", ["100, subsample_size=10", "100, 10", "len(jnp.ones(100)), 10"])
def test_a_subsample(kernel: str, size: str) -> None:
    message = f"the plate 'p' draws 10 of 100 anew each time, and {kernel}, which runs `model`, …"
    line = f'with numpyro.plate("p", {size}):  # NPL208 `numpyro.plate("p", {size})`: {message}'
    program = model(f"{line}\n    {SITE}", runs=RUN.replace("NUTS", kernel))
    help = "Leave `subsample_size` out, or run the kernel in `HMCECS`; nplint does not, because it…"
    check("NPL208", program, program, help=help)


@pytest.mark.parametrize(
    "line",
    [
        f'with numpyro.plate("p", 100, 100): {SITE}',
        f'with numpyro.plate("p", 100): {SITE}',
        f'with numpyro.plate("p", name, 10): {SITE}',
        f'with numpyro.plate("p", 100, name): {SITE}',
        f'with numpyro.plate("p", 3, -1): {SITE}',
        f'if y:\n    with numpyro.plate("p", 100, 10): {SITE}',
        f'with handlers.substitute(data=y), numpyro.plate("p", 100, 10): {SITE}',
    ],
)
def test_all_of_the_data_or_what_may_be(line: str) -> None:
    check("NPL208", model(line))


def test_inference_that_takes_subsamples() -> None:
    line = f'with numpyro.plate("p", 100, 10): {SITE}'
    check("NPL208", model(line, runs=RUN.replace("NUTS(model)", "infer.HMCECS(NUTS(model))")))
    check("NPL208", guide(line))
    runs = f"import pytest\nwith pytest.raises(ValueError): {RUN}"
    check("NPL208", model(line, runs=runs))
