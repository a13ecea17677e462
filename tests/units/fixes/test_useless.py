"""What a repair makes useless goes with it; what somebody may want stays."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

HEAD = """\
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS
"""
MODEL = """
def model(y):
    with numpyro.plate("N", 3):
        numpyro.factor("f", total(y))  # NPL205
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, y)
"""
AFTER = MODEL.replace("total(y))  # NPL205", "y)")
IMPORTS = {
    "an import": ("import jax.numpy as jnp\nx = 1\n", "jnp.sum", "x = 1\n"),
    "one of several names": (
        "from jax.numpy import exp, sum\n",
        "sum",
        "from jax.numpy import exp\n",
    ),
    "an import that is read elsewhere": (
        "import jax.numpy as jnp\nx = jnp.ones(3)\n",
        "jnp.sum",
        "import jax.numpy as jnp\nx = jnp.ones(3)\n",
    ),
    "an import that others are offered": (
        'import jax.numpy as jnp\n__all__ = ["jnp"]\n',
        "jnp.sum",
        'import jax.numpy as jnp\n__all__ = ["jnp"]\n',
    ),
    "an import in a branch": (
        "if True:\n    import jax.numpy as jnp\n",
        "jnp.sum",
        "if True:\n    import jax.numpy as jnp\n",
    ),
    "an import on the line of another": (
        "import jax.numpy as jnp; import os\n",
        "jnp.sum",
        "import jax.numpy as jnp; import os\n",
    ),
}


@pytest.mark.parametrize("what", IMPORTS)
def test_an_import(what: str) -> None:
    imports, function, left = IMPORTS[what]
    before = MODEL.replace("total", function)
    check("NPL205", imports + before, left + AFTER, unsafe=True, head=HEAD)


def test_an_import_that_another_module_takes_stays() -> None:
    before = MODEL.replace("total", "jnp.sum")
    other = "\n--- other\nfrom program import jnp\nimport numpyro\n"
    check(
        "NPL205",
        f"--- program\nimport jax.numpy as jnp\n{before}{other}",
        f"--- program\nimport jax.numpy as jnp\n{AFTER}{other}",
        unsafe=True,
        head=HEAD,
    )


SEEDED = """
from jax import random
from numpyro import handlers
def model():
    return numpyro.sample("a", dist.Normal())
def f():
    BEFORE
    for n in range(3):
        AFTER
"""


@pytest.mark.parametrize(
    "before, left",
    [
        ("seeded = handlers.seed(model, key)", ""),
        ("key = random.PRNGKey(1)\n    seeded = handlers.seed(model, key)", "key"),
        ("seeded = other = handlers.seed(model, key)", "seeded"),
        ("global seeded\n    seeded = handlers.seed(model, key)", "seeded"),
        ("seeded = handlers.seed(model, key)\n    print(seeded)", "seeded"),
    ],
)
def test_a_variable_of_a_function(before: str, left: str) -> None:
    program = "key = unknown" + SEEDED.replace("BEFORE", before)
    after = program.replace("AFTER", "handlers.seed(model, random.fold_in(key, n))().x")
    if left != "seeded":
        after = after.replace("    seeded = handlers.seed(model, key)\n", "")
    check("NPL507", program.replace("AFTER", "seeded().x  # NPL507"), after, unsafe=True, head=HEAD)


CONTROL_FLOW = "from numpyro.contrib.control_flow import "
LONG = f"{CONTROL_FLOW}cond, {'x' * 40}"


@pytest.mark.parametrize(
    "before, after",
    [
        (f"{CONTROL_FLOW}cond", f"{CONTROL_FLOW}cond, scan"),
        (f"{CONTROL_FLOW}cond, zeros", f"{CONTROL_FLOW}cond, scan, zeros"),
        (f"{CONTROL_FLOW}zeros, cond", f"{CONTROL_FLOW}zeros, cond, scan"),
        (f"{CONTROL_FLOW}(\n    cond,\n)", f"{CONTROL_FLOW}(\n    cond,\n    scan,\n)"),
        (f"{CONTROL_FLOW}(\n    zeros,\n)", f"{CONTROL_FLOW}(\n    scan,\n    zeros,\n)"),
        (f"{CONTROL_FLOW}*", f"{CONTROL_FLOW}*\n{CONTROL_FLOW}scan"),
        (LONG, f"{LONG}\n{CONTROL_FLOW}scan"),
    ],
)
def test_an_import_joins_one_of_its_module(before: str, after: str) -> None:
    program = """
import jax
IMPORTS
key = jax.unknown
def model():
    def step(c, x):
        return c, numpyro.sample("x", dist.Normal(0.0, 1.0))
    jax.lax.scan(step, 0, None, 3)  # NPL005
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
"""
    fixed = program.replace("jax.lax.scan(step, 0, None, 3)  # NPL005", "scan(step, 0, None, 3)")
    check(
        "NPL005",
        program.replace("IMPORTS", before),
        fixed.replace("IMPORTS", after),
        unsafe=True,
        head=HEAD,
    )
