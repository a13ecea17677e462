"""Caches that a model fills in one trace, and reads in the next."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

PROGRAM = """
class Holder:
    kept = None
    def clear(self):
        pass
{outside}
def model(y=None, n=3):
    {declared}
    loc = numpyro.sample("loc", dist.Normal(0.0, 1.0))
    {filled}
    numpyro.sample("y", dist.Normal(loc * {read}, 1.0), obs=y)
{after}
Predictive(model, num_samples=500)(key)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, 1.0)
Predictive(model, num_samples=500)(key)
"""
GLOBAL = {
    "outside": "KEPT = None",
    "declared": "global KEPT",
    "filled": "if KEPT is None: KEPT = jnp.ones(3)",
    "read": "KEPT",
    "after": "",
}
ATTRIBUTE = {
    "outside": "held = Holder()",
    "declared": "pass",
    "filled": "if held.kept is None: held.kept = jnp.ones(3)",
    "read": "held.kept",
    "after": "",
}
ITEM = {
    "outside": "TABLE = {}",
    "declared": "pass",
    "filled": "if 'a' not in TABLE: TABLE['a'] = jnp.ones(3)",
    "read": "TABLE['a']",
    "after": "",
}


def text(form: dict[str, str], **changes: str) -> str:
    return PROGRAM.format(**{**form, **changes})


def keeps(form: dict[str, str], filled: str | None = None) -> None:
    """Assert that what is assigned is told of."""
    check("NPL006", text(form, filled=f"{filled or form['filled']}  # NPL006"))


@pytest.mark.parametrize("form", [GLOBAL, ATTRIBUTE, ITEM], ids=["global", "attribute", "item"])
def test_what_is_filled_once_keeps_a_tracer(form: dict[str, str]) -> None:
    keeps(form)


@pytest.mark.parametrize(
    "asked",
    ["KEPT is None", "not KEPT", "KEPT == None", "KEPT is None or n > 9", "n > 9 or KEPT is None",
     "KEPT is None and n < 9"],
)  # fmt: skip
def test_questions_for_a_global(asked: str) -> None:
    keeps(GLOBAL, f"if {asked}: KEPT = jnp.ones(3)")


@pytest.mark.parametrize(
    "asked",
    ["held.kept is None", "not held.kept", "not hasattr(held, 'kept')", "held.kept == None"],
)
def test_questions_for_an_attribute(asked: str) -> None:
    keeps(ATTRIBUTE, f"if {asked}: held.kept = jnp.ones(3)")


@pytest.mark.parametrize(
    "form, changes",
    [
        (GLOBAL, {"filled": "KEPT = jnp.ones(3)"}),
        (GLOBAL, {"filled": "if n > 9: KEPT = jnp.ones(3)"}),
        (GLOBAL, {"filled": "if other is None: KEPT = jnp.ones(3)"}),
        (GLOBAL, {"outside": "KEPT = jnp.ones(3)"}),
        (GLOBAL, {"declared": "KEPT = None"}),
        (GLOBAL, {"after": "KEPT = jnp.ones(3)"}),
        (GLOBAL, {"after": "def reset():\n    global KEPT\n    KEPT = None"}),
        (ATTRIBUTE, {"filled": "held.kept = jnp.ones(3)"}),
        (ATTRIBUTE, {"declared": "held = Holder()"}),
        (ATTRIBUTE, {"filled": "if not hasattr(held, 'other'): held.kept = jnp.ones(3)"}),
        (ATTRIBUTE, {"filled": "if not hasattr(other, 'kept'): held.kept = jnp.ones(3)"}),
        (ATTRIBUTE, {"after": "held.kept = 1.0"}),
        (ITEM, {"filled": "if 'a' not in OTHER: TABLE['a'] = jnp.ones(3)"}),
        (ITEM, {"declared": "TABLE = {}"}),
        (ITEM, {"after": "TABLE.clear()"}),
        (ITEM, {"after": "TABLE['b'] = 1.0"}),
        (ITEM, {"filled": "if loc not in TABLE: TABLE[loc] = jnp.ones(3)", "read": "TABLE[loc]"}),
    ],
)
def test_what_is_filled_anew_or_elsewhere(form: dict[str, str], changes: dict[str, str]) -> None:
    check("NPL006", text(form, **changes))
