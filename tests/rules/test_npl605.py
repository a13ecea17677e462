"""NPL605: more chains than devices."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model

BODY = model('numpyro.sample("mean", dist.Normal())')


def program(devices: str, chains: str) -> str:
    return f"{BODY}\n{devices}\nMCMC(NUTS(model), num_warmup=9, num_samples=9, {chains})\n"


def test_the_devices_are_as_many_as_the_chains_afterwards() -> None:
    before = program("numpyro.set_host_device_count(2)", "num_chains=4")
    marked = before.replace(
        "num_chains=4)", "num_chains=4)  # NPL605: 4 chains are more than the 2…"
    )
    check("NPL605", marked, before.replace("count(2)", "count(4)"), unsafe=True)


@pytest.mark.parametrize(
    "devices",
    [
        "n = 2\nnumpyro.set_host_device_count(n)",
        "numpyro.set_host_device_count(2)\nnumpyro.set_host_device_count(2)",
        "import os\nos.environ['XLA_FLAGS'] = '--xla_force_host_platform_device_count=2'",
    ],
)
def test_no_repair_where_one_number_does_not_say_how_many(devices: str) -> None:
    before = program(devices, "num_chains=4").replace("num_chains=4)", "num_chains=4)  # NPL605")
    check("NPL605", before, before, unsafe=True)


@pytest.mark.parametrize(
    ("devices", "chains"),
    [
        ("numpyro.set_host_device_count(4)", "num_chains=4"),
        ("numpyro.set_host_device_count(1)", "num_chains=4"),
        ("numpyro.set_host_device_count(2)", "num_chains=4, chain_method='vectorized'"),
        ("numpyro.set_host_device_count(2)", "num_chains=4, chain_method='sequential'"),
        ("numpyro.set_host_device_count(2)", "num_chains=4, chain_method=y"),
        ("numpyro.set_host_device_count(y)", "num_chains=4"),
        (
            "numpyro.set_host_device_count(2)\nnumpyro.set_host_device_count(3)",
            "num_chains=4",
        ),
        ("numpyro.set_host_device_count(2)", "num_chains=y"),
        ("numpyro.set_host_device_count(2)\nnumpyro.set_platform('gpu')", "num_chains=4"),
        ("numpyro.set_host_device_count(2)", "**y"),
        ("", "num_chains=4"),
        ("import jax\nprint(jax.device_count())", "num_chains=4"),
    ],
)
def test_silent(devices: str, chains: str) -> None:
    check("NPL605", program(devices, chains))
