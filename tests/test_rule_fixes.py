"""What the fix of a rule makes of small programs beside those of the fixtures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nplint import engine
from nplint.settings import SettingsTable
from tests.test_rule_edges import HEAD, MIXTURE, MODEL, TRAINED, TWO_OBSERVED, check

MEAN = """
def model(y=None, n=3):
    loc = numpyro.sample("loc", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(loc, n), obs=y)
"""
POWERS = """
def f(x): return x
def model(y):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    half = 0.5
"""
# The code, what stands before, a line, and what a fix makes of it: None where there is no fix.
FIXES = [
    (
        "NPL404",
        TWO_OBSERVED,
        'Predictive(model, samples)(key, y, z=z)["y"]',
        'Predictive(model, samples)(key, None, z=z)["y"]',
    ),
    (
        "NPL404",
        MEAN,
        'Predictive(model, num_samples=9)(key, y , n=4)["y"]',
        'Predictive(model, num_samples=9)(key, None , n=4)["y"]',
    ),
    (
        "NPL404",
        MEAN,
        'Predictive(model, num_samples=9)(key, n=4 , y=y)["y"]',
        'Predictive(model, num_samples=9)(key, n=4)["y"]',
    ),
    (
        "NPL404",
        MEAN,
        'Predictive(model, num_samples=9)(y=y, rng_key=key)["y"]',
        'Predictive(model, num_samples=9)(y=None, rng_key=key)["y"]',
    ),
    (
        "NPL404",
        MEAN.replace("y=None", "y=x"),
        'Predictive(model, num_samples=9)(key, y)["y"]',
        'Predictive(model, num_samples=9)(key, None)["y"]',
    ),
    ("NPL404", MEAN, 'Predictive(model, num_samples=9)(key, **{"y": y})["y"]', None),
    (
        "NPL404",
        MEAN.replace("obs=y", "obs=y + 1"),
        'Predictive(model, num_samples=9)(key, y)["y"]',
        None,
    ),
    (
        "NPL404",
        """
def observe(y):
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
def model(y=None):
    observe(y)
""",
        'Predictive(model, num_samples=9)(key, y)["y"]',
        None,
    ),
    (
        "NPL404",
        MEAN.replace("loc, n)", "loc, len(y))"),
        'Predictive(model, num_samples=9)(key, y)["y"]',
        None,
    ),
    ("NPL405", TRAINED, "Predictive(model, params=result.params, num_samples=None)", None),
    ("NPL405", TRAINED, "Predictive(model, params=result.params)", None),
    (
        "NPL405",
        TRAINED,
        "Predictive(model, posterior_samples=result.params, num_samples=9)",
        "Predictive(model, guide=guide, params=result.params, num_samples=9)",
    ),
    (
        "NPL405",
        f"{TRAINED}\nguide = AutoDelta(model)\n",
        "Predictive(model, params=result.params, num_samples=9)",
        None,
    ),
    (
        "NPL405",
        TRAINED.replace("SVI(model, guide,", "SVI(model, AutoNormal(model),"),
        "Predictive(model, params=result.params, num_samples=9)",
        None,
    ),
    (
        "NPL405",
        TRAINED,
        'Predictive(model, **{"params": result.params}, num_samples=9)',
        None,
    ),
    (
        "NPL406",
        MIXTURE,
        'Predictive(mixture, mcmc.get_samples(), infer_discrete=False)(key, y)["group"]',
        'Predictive(mixture, mcmc.get_samples(), infer_discrete=True)(key, y)["group"]',
    ),
    (
        "NPL408",
        MODEL.replace("obs=y", "").replace("y=None", ""),
        'NUTS(handlers.substitute(model, data={"y": y}))',
        'NUTS(handlers.condition(model, data={"y": y}))',
    ),
    (
        "NPL408",
        MODEL.replace("obs=y", "").replace("y=None", ""),
        'NUTS(handlers.substitute(model, data={"y": y, "z": y}))',
        None,
    ),
    (
        "NPL408",
        "from numpyro.handlers import condition, substitute\n"
        + MODEL.replace("obs=y", "").replace("y=None", ""),
        'NUTS(substitute(model, data={"y": y}))',
        'NUTS(condition(model, data={"y": y}))',
    ),
    (
        "NPL408",
        "from numpyro.handlers import substitute as given\nhandlers = None\n"
        + MODEL.replace("obs=y", "").replace("y=None", ""),
        'NUTS(given(model, data={"y": y}))',
        'NUTS(numpyro.handlers.condition(model, data={"y": y}))',
    ),
    (
        "NPL503",
        "def model():",
        '    numpyro.sample("a", dist.Normal(), rng_key = PRNGKey(1))\n'
        "Predictive(model, num_samples=9)",
        '    numpyro.sample("a", dist.Normal())\nPredictive(model, num_samples=9)',
    ),
    (
        "NPL503",
        "def model():",
        '    numpyro.sample("a", dist.Normal(), # why\n        rng_key=PRNGKey(1))\n'
        "Predictive(model, num_samples=9)",
        None,
    ),
    (
        "NPL508",
        MODEL,
        "Predictive(handlers.seed(rng_seed=0, fn=model), num_samples=9)",
        "Predictive(model, num_samples=9)",
    ),
    (
        "NPL508",
        f"{MODEL}\nseeded = handlers.seed(model, 0)\n",
        "Predictive(seeded, num_samples=9)",
        None,
    ),
    (
        "NPL508",
        f"{MODEL}\nsettings = {{'fn': model, 'rng_seed': 0}}\n",
        "Predictive(handlers.seed(**settings), num_samples=9)",
        None,
    ),
    ("NPL704", "", "x.at[0].set(1.0)", "x = x.at[0].set(1.0)"),
    (
        "NPL704",
        "def update(i):",
        "    x.at[i].set(1.0)",
        None,
    ),
    (
        "NPL704",
        "def update(x, i):",
        "    x.at[i].set(1.0)",
        "    x = x.at[i].set(1.0)",
    ),
    (
        "NPL705",
        POWERS,
        '    numpyro.factor("b", jnp.where(a > 0, a**0.5, 0.0))\nNUTS(model)',
        '    numpyro.factor("b", jnp.where(a > 0, jnp.where(a > 0, a, 1.0)**0.5, 0.0))\n'
        "NUTS(model)",
    ),
    (
        "NPL705",
        POWERS,
        '    b = jnp.sqrt(a)\n    numpyro.factor("b", jnp.where(a > 0, b, 0.0))\nNUTS(model)',
        None,
    ),
    (
        "NPL705",
        POWERS,
        '    numpyro.factor("b", jnp.where(a > 0, jnp.sqrt(a), 0.0))\nNUTS(model)',
        '    numpyro.factor("b", jnp.where(a > 0, jnp.sqrt(jnp.where(a > 0, a, 1.0)), 0.0))\n'
        "NUTS(model)",
    ),
    (
        "NPL705",
        POWERS,
        '    numpyro.factor("b", jnp.where(a <= 0, 0.0, a**0.5))\nNUTS(model)',
        '    numpyro.factor("b", jnp.where(a <= 0, 0.0, jnp.where(a <= 0, 1.0, a)**0.5))\n'
        "NUTS(model)",
    ),
    (
        "NPL705",
        POWERS,
        '    numpyro.factor("b", jnp.where(condition=a > 0, x=jnp.sqrt(a), y=0.0))\nNUTS(model)',
        None,
    ),
    ("NPL714", "", "print(y == np.nan)", "print(np.isnan(y))"),
    ("NPL714", "", "print(y != float('nan'))", "print(~jnp.isnan(y))"),
    ("NPL714", "", "print(jnp.nan == y)", "print(jnp.isnan(y))"),
    (
        "NPL714",
        "",
        "def model(y):\n    numpyro.factor('a', y != np.nan)\nNUTS(model)",
        "def model(y):\n    numpyro.factor('a', ~jnp.isnan(y))\nNUTS(model)",
    ),
]


@pytest.mark.parametrize(("code", "before", "line", "after"), FIXES)
def test_what_a_fix_makes_of_a_line(
    code: str, before: str, line: str, after: str | None, tmp_path: Path
) -> None:
    expect_fix(tmp_path, code, before, line, after)


def expect_fix(tmp_path: Path, code: str, before: str, line: str, after: str | None) -> None:
    """Check that a rule finds something, and what becomes of a line by its fix."""
    found = check(tmp_path, code, f"{before}\n{line}\n")
    assert found
    table = SettingsTable(isolated=True, select=(code,), unsafe_fixes=True)
    assert after is not None or all(finding.help for finding in found)
    changes = engine.fix([tmp_path], table).changes
    expected = [f"{HEAD}{before}\n{after}\n"] if after is not None else []
    assert [change.new_text for change in changes] == expected


SPLIT_AGAIN = """
first = jax.random.normal(FIRST)
c, d = AGAIN
second = jax.random.normal(c)
print(first + second)"""


@pytest.mark.parametrize(
    ("split", "key", "replaced"),
    [
        ("a, b = jax.random.split(key)", "a", "key, a, b = jax.random.split(key, 3)"),
        ("a, _ = jax.random.split(key)", "a", "a, key = jax.random.split(key)"),
        (
            "(a, b) = jax.random.split(key, num=2)",
            "a",
            "(key, a, b) = jax.random.split(key, num=3)",
        ),
        ("a, b = jax.random.split(key, n)", "a", None),
        ("pair = a, b = jax.random.split(key)", "a", None),
        ("keys = jax.random.split(key)", "keys[0]", None),
        ("print(key)", "jax.random.split(key)[0]", None),
    ],
)
def test_a_split_is_made_to_replace_its_key(
    split: str, key: str, replaced: str | None, tmp_path: Path
) -> None:
    call = re.search(r"jax.random.split\(.*\)", split)
    again = call[0] if call is not None else "jax.random.split(key)"
    below = SPLIT_AGAIN.replace("FIRST", key).replace("AGAIN", again)
    after = f"{replaced}{below}" if replaced is not None else None
    expect_fix(tmp_path, "NPL502", "n = 2", f"{split}{below}", after)
