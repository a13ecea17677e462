"""Where NumPyro's own ``scan`` and ``cond`` are put in the place of JAX's."""

from __future__ import annotations

import pytest

from tests.helpers.programs import SHORT_HEAD, check
from tests.helpers.short_forms import in_full

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
MARK = "  # NPL005"


def program(call: str, imports: str = "import jax") -> str:
    """Return a model that calls a transformation, below some imports."""
    return in_full(MODEL.replace("CALL", call).replace("import jax", imports))


def assert_replaced(before: str, after: str) -> None:
    """Assert that `nplint fix` makes a program of another, on demand only."""
    check("NPL005", before, before, head=SHORT_HEAD)
    check("NPL005", before, after, unsafe=True, head=SHORT_HEAD)


def assert_stays(text: str, help: str | None = None) -> None:
    """Assert that `nplint fix` leaves a program alone."""
    check("NPL005", text, text, unsafe=True, help=help, head=SHORT_HEAD)


HELP = (
    "Use `numpyro.contrib.control_flow.scan`, or `cond`, in which a site has one name for all "
    "steps."
)


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
    name = call.partition("(")[0]
    after = program(call, f"from numpyro.contrib.control_flow import {name}")
    assert_replaced(program(f"jax.lax.{call}{MARK}"), after)


@pytest.mark.parametrize(
    "call",
    [
        "jax.lax.scan(step, 0.0, xs, 3, False, 1)",
        "jax.lax.scan(step, 0.0, xs, unroll=2)",
        "jax.lax.scan(step, 0.0, xs, *load())",
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
    assert_stays(program(call + MARK), HELP)


FROM_JAX = "from jax.lax import scan"
FROM_NUMPYRO = "from numpyro.contrib.control_flow import scan"
SCAN = "scan(step, 0.0, xs)"


def test_the_import_of_the_same_name_is_replaced() -> None:
    assert_replaced(program(SCAN + MARK, FROM_JAX), program(SCAN, FROM_NUMPYRO))


@pytest.mark.parametrize(
    "use, call",
    [(f"{FROM_JAX}\nprint(scan)", SCAN), ("import jax.lax\nscan = print", f"jax.lax.{SCAN}")],
)
def test_a_name_that_is_in_use_is_not_taken(use: str, call: str) -> None:
    assert_stays(program(call + MARK, use))


@pytest.mark.parametrize(
    ("imports", "added", "name"),
    [
        ("from numpyro.contrib import control_flow as flow", "", "flow.scan"),
        # A package need not load its modules.
        ("from numpyro import contrib", f"\n{FROM_NUMPYRO}", "scan"),
    ],
)
def test_what_is_imported_is_used(imports: str, added: str, name: str) -> None:
    before = program(f"jax.lax.{SCAN}{MARK}", f"{imports}\nimport jax")
    assert_replaced(before, program(f"{name}(step, 0.0, xs)", imports + added))


def test_handlers_around_it_do_not_matter() -> None:
    scaled = "with numpyro.handlers.scale(scale=2.0):\n        "
    assert_replaced(program(f"{scaled}jax.lax.{SCAN}{MARK}"), program(scaled + SCAN, FROM_NUMPYRO))
