"""NPL601: devices that are asked for too late."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

HEAD = """\
import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS
"""
LATE = "numpyro.set_host_device_count(4)"


@pytest.mark.parametrize(
    "start",
    [
        "key = random.PRNGKey(0)",
        "key = jax.random.key(0)",
        "y = jnp.ones(3)",
        "print(jax.devices())",
        "print(jax.local_device_count())",
        "mcmc = MCMC(NUTS(print), num_warmup=1, num_samples=1)",
        "def f(x=jnp.ones(3)): pass",
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_makes_jax_look_for_its_devices(start: str, newline: str) -> None:
    message = "4 devices are asked for too late: …has already made JAX look for them…"
    before = f"\n{start}\nz = 1\n{LATE}  # NPL601 `{LATE}`: {message}\n"
    after = f"\n{LATE}\n{start}\nz = 1\n"
    check("NPL601", before, after, unsafe=True, head=HEAD, newline=newline)


@pytest.mark.parametrize(
    "lines",
    [
        "jnp.set_printoptions(precision=3)",
        "prior = dist.Normal(0.0, 1.0)",
        "f = jax.jit(lambda x: jnp.ones(3))",
        "def f(): return jnp.ones(3)",
        "numpyro.enable_x64()",
        "y = np.ones(3)",
        "if unknown: key = random.PRNGKey(0)",
        "if unknown: key = random.PRNGKey(0)\nelse: numpyro.set_host_device_count(2)",
        "try: key = random.PRNGKey(0)\nexcept E: pass",
        f"{LATE}\nkey = random.PRNGKey(0)",
        'import os\nos.environ["XLA_FLAGS"] = flags\nkey = random.PRNGKey(0)',
        "",
    ],
)
def test_what_leaves_the_devices_alone(lines: str) -> None:
    check("NPL601", f"{lines}\n{LATE}\nkey = random.PRNGKey(1)\n", head=HEAD)


@pytest.mark.parametrize(
    "program, why",
    [
        (
            f"y = jnp.ones(3)\ndef main():\n    {LATE}  # NPL601\nmain()\n",
            "the two are no statements of one module's own code",
        ),
        (
            f"def main():\n    y = jnp.ones(3)\n    {LATE}  # NPL601\nmain()\n",
            "the two are no statements of one module's own code",
        ),
        (
            f"y = jnp.ones(3)\nif __name__ == '__main__':\n    {LATE}  # NPL601\n",
            "one of them stands in a block or in a cell of its own",
        ),
        (
            "y = jnp.ones(3)\nnumpyro.set_host_device_count(n)  # NPL601: the devices are asked…\n",
            "the number of devices is computed",
        ),
        (
            f"y = jnp.ones(3); {LATE}  # NPL601\n",
            "it shares its line with others",
        ),
        (
            "y = jnp.ones(3)\nfrom numpyro.util import set_host_device_count as ask\n"
            "ask(4)  # NPL601\n",
            "it is imported below",
        ),
    ],
)
def test_what_is_not_moved(program: str, why: str) -> None:
    advice = f"Ask for the devices at the top of the program, below the imports; nplint does…{why}."
    check("NPL601", program, program, unsafe=True, head=HEAD, help=advice)


def test_one_device_is_there_anyway() -> None:
    one = LATE.replace("4", "1")
    check("NPL601", f"key = random.PRNGKey(0)\n{one}\n", head=HEAD)


def test_the_module_may_be_through_before_a_function_is_called() -> None:
    check("NPL601", f"def main():\n    {LATE}\nmain()\ny = jnp.ones(3)\n", head=HEAD)
