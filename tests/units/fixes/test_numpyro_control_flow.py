"""Where NumPyro's own ``scan`` and ``cond`` are put in the place of JAX's."""

from __future__ import annotations

import pytest

from tests.moving import fixed, modules

MODEL = """
import jax
def step(level, x):
    level = numpyro.sample("level", dist.Normal(level, 1.0))
    return level, level
def near(level):
    return numpyro.sample("level", dist.Normal(level, 1.0))
def far(level):
    return numpyro.sample("level", dist.Normal(level, 9.0))
def another(level):
    return numpyro.sample("another", dist.Normal(level, 9.0))
def none(level):
    return level
def model(xs=None, more=()):
    CALL
RUN()
"""


@pytest.mark.parametrize(
    "call",
    [
        "scan(step, 0.0, xs)",
        "scan(step, 0.0, xs, 3, False)",
        "scan(step, init=0.0, xs=xs, reverse=True)",
        "cond(True, near, far, 1.0)",
    ],
)
def test_numpyro_takes_the_same_arguments(call: str) -> None:
    before, name = MODEL.replace("CALL", f"jax.lax.{call}"), call.partition("(")[0]
    after = MODEL.replace("CALL", call)
    after = after.replace("import jax", f"from numpyro.contrib.control_flow import {name}")
    assert fixed(before)[1] == modules(before)
    assert fixed(before, unsafe=True) == (set(), modules(after))


@pytest.mark.parametrize(
    "call",
    [
        "jax.lax.scan(step, 0.0, xs, 3, False, 1)",
        "jax.lax.scan(step, 0.0, xs, unroll=2)",
        "jax.lax.scan(step, 0.0, xs, *more)",
        "jax.lax.cond(True, step, step, 1.0, 2.0)",
        "jax.lax.cond(True, near, none, 1.0)",
        "jax.lax.cond(True, near, another, 1.0)",
        'with numpyro.plate("p", 2): jax.lax.scan(step, 0.0, xs)',
    ],
    ids=[
        "the sixth argument is another one",
        "a keyword of JAX's alone",
        "arguments that are not seen",
        "two operands",
        "a site in one branch",
        "sites of two names",
        "in a plate",
    ],
)
def test_numpyro_has_no_counterpart(call: str) -> None:
    program = MODEL.replace("CALL", call)
    advice = "Use numpyro.contrib.control_flow.scan, or cond."
    assert fixed(program, unsafe=True) == ({advice}, modules(program))


FROM_JAX = "from jax.lax import scan"
FROM_NUMPYRO = "from numpyro.contrib.control_flow import scan"


def test_the_import_of_the_same_name_is_replaced() -> None:
    before = MODEL.replace("import jax", FROM_JAX).replace("CALL", "scan(step, 0.0, xs)")
    after = before.replace(FROM_JAX, FROM_NUMPYRO)
    assert fixed(before, unsafe=True) == (set(), modules(after))


@pytest.mark.parametrize("use", [f"{FROM_JAX}\nprint(scan)", "import jax.lax\nscan = print"])
def test_a_name_that_is_in_use_is_not_taken(use: str) -> None:
    call = "scan(step, 0.0, xs)" if FROM_JAX in use else "jax.lax.scan(step, 0.0, xs)"
    program = MODEL.replace("import jax", use).replace("CALL", call)
    assert fixed(program, unsafe=True)[1] == modules(program)


@pytest.mark.parametrize(
    ("imports", "spelling"),
    [
        ("from numpyro.contrib import control_flow as flow", "flow.scan"),
        # A package need not load its modules.
        ("from numpyro import contrib", f"{FROM_NUMPYRO}\nscan"),
    ],
)
def test_what_is_imported_is_used(imports: str, spelling: str) -> None:
    both = MODEL.replace("import jax", f"{imports}\nimport jax")
    added, _, name = spelling.rpartition("\n")
    before = both.replace("CALL", "jax.lax.scan(step, 0.0, xs)")
    after = both.replace("CALL", f"{name}(step, 0.0, xs)")
    after = after.replace("\nimport jax\n", f"\n{added}\n" if added else "\n")
    assert fixed(before, unsafe=True) == (set(), modules(after))


def test_handlers_around_it_do_not_matter() -> None:
    scaled = MODEL.replace("CALL", "with numpyro.handlers.scale(scale=2.0):\n        CALL")
    before = scaled.replace("CALL", "jax.lax.scan(step, 0.0, xs)")
    after = scaled.replace("CALL", "scan(step, 0.0, xs)").replace("import jax", FROM_NUMPYRO)
    assert fixed(before, unsafe=True) == (set(), modules(after))
