"""Conditions that constants decide: a trace goes through one arm."""

from __future__ import annotations

import pytest

from tests.helpers.linked import RUN
from tests.units.model.test_sites import sites

PROGRAM = """
import numpy as np
import pandas
ONE = 1
CHANGED = 1
def change():
    global CHANGED
    CHANGED = 2
class Options:
    def __init__(self, flag):
        self.flag = flag
        self.other = 1
    def change(self):
        self.other = 2
options = Options(True)
def model(a=1, b=None, c=unknown(), name="abc"):
    {before}
    if {condition}:
        numpyro.sample("yes", dist.Normal())
    else:
        numpyro.sample("no", dist.Normal())
{run}
"""


def taken(condition: str, before: str = "pass") -> set[str | None]:
    found = sites(PROGRAM.format(condition=condition, before=before, run=RUN))
    return {site.name for site in found.sites}


TRUE = (
    "True", "1", "a", "a == 1", "a != 2", "a < 2", "a <= 1", "a > 0", "a >= 1", "not b", "a and 1",
    "b or a", "b is None", "a is not None", "a in (1, 2)", "a not in [3]", "name == 'abc'",
    "bool(a)", "isinstance(a, int)", "isinstance(name, str)", "isinstance(1.0, float)",
    "isinstance(True, bool)", "isinstance(b'', bytes)", "isinstance(1j, complex)",
    "not isinstance(a, str)", "ONE == 1", "options.flag", "'a' < name",
    *(f"{made} is not None" for made in
      ("np.ones(3)", "jnp.ones(3)", "jax.random.PRNGKey(0)", "numpyro.sample('s', dist.Normal())",
       "pandas.DataFrame()", "jnp.ones(3) + 1", "[1]", "(lambda: 1)", "Options", "Options(1)",
       "jax", "dist.Normal")),
    "(1 if a else 0)",
)  # fmt: skip


@pytest.mark.parametrize("condition", TRUE)
def test_a_condition_that_is_decided(condition: str) -> None:
    assert taken(condition) - {"s"} == {"yes"}
    assert taken(f"not ({condition})") - {"s"} == {"no"}


@pytest.mark.parametrize(
    "condition",
    ["c", "c is None", "c == 1", "a == c", "c and a", "not c", "a < name", "isinstance(c, int)",
     "isinstance(a, Options)", "isinstance(a, (int, str))", "CHANGED == 1", "options.other == 1",
     "unknown() is None", "c in (1, 2)", "a in (c, 2)", "a in c", "a is c", "a == 1 == c",
     "len(name) == 3", "unknown.flag", "bool(c)", "a in range(3)", "a ^ 1"],
)  # fmt: skip
def test_a_condition_that_is_not(condition: str) -> None:
    assert taken(condition) == {"yes", "no"}


@pytest.mark.parametrize(
    "before, condition, names",
    [
        ("a = 2", "a == 2", {"yes"}),
        ("if c: a = 2", "a == 1", {"yes", "no"}),
        ("if b: a = 2", "a == 1", {"yes"}),
        ("for a in c: pass", "a == 1", {"yes", "no"}),
        ("if a == 1: pass\n    a = 2", "a == 2", {"yes"}),
    ],
)
def test_a_variable_that_is_assigned(before: str, condition: str, names: set[str]) -> None:
    assert taken(condition, before) == names


@pytest.mark.parametrize(
    "line, names",
    [
        ("numpyro.sample('a', d) if flag else numpyro.sample('b', d)", {"a"}),
        ("numpyro.sample('b', d) if not flag else numpyro.sample('a', d)", {"a"}),
        ("numpyro.sample('a', d) if other else numpyro.sample('b', d)", {"a", "b"}),
        ("f = numpyro.sample('c', d), (numpyro.sample('a', d) if flag else 0)", {"c", "a"}),
    ],
)
def test_an_arm_of_an_expression(line: str, names: set[str]) -> None:
    found = sites(f"""
    d = dist.Normal()
    def model(flag=True, other=unknown()):
        {line}
    {RUN}
    """)
    assert {site.name for site in found.sites} == names
