"""What the fix of a rule makes of small programs beside those of the fixtures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nplint.engine import session as engine
from nplint.settings import SettingsTable
from tests.edges.pieces import HEAD, MIXTURE, MODEL, TRAINED, TWO_OBSERVED, check

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
# The code, what stands before, a line, and what a fix makes of it.
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
    (
        "NPL405",
        TRAINED,
        "Predictive(model, posterior_samples=result.params, num_samples=9)",
        "Predictive(model, guide=guide, params=result.params, num_samples=9)",
    ),
    (
        "NPL406",
        MIXTURE,
        'Predictive(mixture, mcmc.get_samples(), infer_discrete=False)(key, y)["group"]',
        'Predictive(mixture, mcmc.get_samples(), infer_discrete=True)(key, y)["group"]',
    ),
    (
        "NPL406",
        MIXTURE,
        'given = {"infer_discrete": False}\n'
        'Predictive(mixture, mcmc.get_samples(), **given)(key, y)["group"]',
        'given = {"infer_discrete": True}\n'
        'Predictive(mixture, mcmc.get_samples(), **given)(key, y)["group"]',
    ),
    (
        "NPL408",
        MODEL.replace("obs=y", "").replace("y=None", ""),
        'NUTS(handlers.substitute(model, data={"y": y}))',
        'NUTS(handlers.condition(model, data={"y": y}))',
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
        "NPL508",
        MODEL,
        "Predictive(handlers.seed(rng_seed=0, fn=model), num_samples=9)",
        "Predictive(model, num_samples=9)",
    ),
    ("NPL704", "", "x.at[0].set(1.0)", "x = x.at[0].set(1.0)"),
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
    ("NPL714", "", "print(y == np.nan)", "print(np.isnan(y))"),
    ("NPL714", "", "print(y != float('nan'))", "print(~jnp.isnan(y))"),
    ("NPL714", "", "print(jnp.nan == y)", "print(jnp.isnan(y))"),
    ("NPL714", "jax = jnp = None", "print(y == float('nan'))", "print(np.isnan(y))"),
    (
        "NPL714",
        "",
        "def model(y):\n    numpyro.factor('a', y != np.nan)\nNUTS(model)",
        "def model(y):\n    numpyro.factor('a', ~jnp.isnan(y))\nNUTS(model)",
    ),
]
# The code, what stands before, a line that is not repaired, and the end of what is said instead.
NO_FIXES = [
    (
        "NPL404",
        MEAN,
        'Predictive(model, num_samples=9)(key, **{"y": y})["y"]',
        "A site is predicted where its `obs` is None.",
    ),
    (
        "NPL404",
        MEAN.replace("obs=y", "obs=y + 1"),
        'Predictive(model, num_samples=9)(key, y)["y"]',
        "A site is predicted where its `obs` is None.",
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
        "A site is predicted where its `obs` is None.",
    ),
    (
        "NPL404",
        MEAN.replace("loc, n)", "loc, len(y))"),
        'Predictive(model, num_samples=9)(key, y)["y"]',
        "A site is predicted where its `obs` is None.",
    ),
    (
        "NPL405",
        TRAINED,
        "Predictive(model, params=result.params, num_samples=None)",
        "because a guide needs `num_samples`, which is not given.",
    ),
    (
        "NPL405",
        TRAINED,
        "Predictive(model, params=result.params)",
        "because a guide needs `num_samples`, which is not given.",
    ),
    (
        "NPL405",
        f"{TRAINED}\nguide = AutoDelta(model)\n",
        "Predictive(model, params=result.params, num_samples=9)",
        "because `guide` may be another one there.",
    ),
    (
        "NPL405",
        TRAINED.replace("SVI(model, guide,", "SVI(model, AutoNormal(model),"),
        "Predictive(model, params=result.params, num_samples=9)",
        "because `AutoNormal(…)` may be another one there.",
    ),
    (
        "NPL405",
        TRAINED,
        'Predictive(model, **{"params": result.params}, num_samples=9)',
        "because not all arguments are written in the call.",
    ),
    (
        "NPL408",
        MODEL.replace("obs=y", "").replace("y=None", ""),
        'NUTS(handlers.substitute(model, data={"loc": 0.0, "y": y, "z": y}))',
        "Give 'loc' and 'y' by `condition`; nplint does not, because 'z', which is given with it, "
        "is no latent site.",
    ),
    (
        "NPL411",
        """
def model(y):
    a = numpyro.sample("a", dist.Bernoulli(0.5), infer={})
    numpyro.sample("y", dist.Normal(a, 1.0), obs=y)
def guide(y):
    numpyro.param("b", 0.0)
""",
        "SVI(model, guide, optim.Adam(0.1), TraceEnum_ELBO())",
        'Add "enumerate": "parallel" to its infer.',
    ),
    (
        "NPL503",
        "def model():",
        '    numpyro.sample("a", dist.Normal(), # why\n        rng_key=PRNGKey(1))\n'
        "Predictive(model, num_samples=9)",
        "because the key is not all that would go.",
    ),
    (
        "NPL508",
        f"{MODEL}\nseeded = handlers.seed(model, 0)\n",
        "Predictive(seeded, num_samples=9)",
        "because the seeded one may be wanted elsewhere.",
    ),
    (
        "NPL508",
        f"{MODEL}\nsettings = {{'fn': model, 'rng_seed': 0}}\n",
        "Predictive(handlers.seed(**settings), num_samples=9)",
        "because what is seeded is not written in the call.",
    ),
    (
        "NPL704",
        "def update(i):",
        "    x.at[i].set(1.0)",
        "Assign the result; nplint does not where `x` is kept outside of this function.",
    ),
    (
        "NPL705",
        POWERS,
        '    b = jnp.sqrt(a)\n    numpyro.factor("b", jnp.where(a > 0, b, 0.0))\nNUTS(model)',
        "Guard the argument by a `where` of its own.",
    ),
    (
        "NPL705",
        POWERS,
        '    numpyro.factor("b", jnp.where(condition=a > 0, x=jnp.sqrt(a), y=0.0))\nNUTS(model)',
        "Guard the argument by a `where` of its own.",
    ),
]


@pytest.mark.parametrize(("code", "before", "line", "after"), FIXES)
def test_what_a_fix_makes_of_a_line(
    code: str, before: str, line: str, after: str, tmp_path: Path
) -> None:
    assert check(tmp_path, code, f"{before}\n{line}\n")
    assert fixed(tmp_path, code) == f"{HEAD}{before}\n{after}\n"


@pytest.mark.parametrize(("code", "before", "line", "words"), NO_FIXES)
def test_what_is_not_repaired_is_told_what_to_do(
    code: str, before: str, line: str, words: str, tmp_path: Path
) -> None:
    (finding,) = check(tmp_path, code, f"{before}\n{line}\n")
    assert finding.fix is None
    assert finding.help[0].endswith(words)


def fixed(tmp_path: Path, code: str) -> str:
    """What the fixes of a rule, the unsafe ones too, make of the one program in a folder."""
    table = SettingsTable(isolated=True, select=(code,), unsafe_fixes=True)
    (change,) = engine.fix([tmp_path], table).changes
    return change.new_text


SPLIT_AGAIN = """
first = jax.random.normal(FIRST)
c, d = AGAIN
second = jax.random.normal(c)
print(first + second)
"""


@pytest.mark.parametrize(
    ("split", "key", "replaced"),
    [
        ("a, b = jax.random.split(key)", "a", "key, a, b = jax.random.split(key, 3)"),
        ("a, _ = jax.random.split(key)", "a", "a, key = jax.random.split(key)"),
        ("a, b = jax.random.split(key, num=2)", "a", "key, a, b = jax.random.split(key, num=3)"),
        ("a, b = jax.random.split(key, n)", "a", "because it cannot tell how to ask for one more"),
        ("pair = a, b = jax.random.split(key)", "a", "because the new keys are not unpacked into"),
        ("keys = jax.random.split(key)", "keys[0]", "because the new keys are not unpacked into"),
        ("print(key)", "jax.random.split(key)[0]", "because the new keys are not unpacked into"),
    ],
)
def test_a_split_is_made_to_replace_its_key(
    split: str, key: str, replaced: str, tmp_path: Path
) -> None:
    call = re.search(r"jax.random.split\(.*\)", split)
    again = call[0] if call is not None else "jax.random.split(key)"
    below = SPLIT_AGAIN.replace("FIRST", key).replace("AGAIN", again)
    (finding,) = check(tmp_path, "NPL502", f"n = 2\n{split}{below}")
    if finding.fix is None:
        assert f"nplint does not, {replaced}" in finding.help[0]
    else:
        assert fixed(tmp_path, "NPL502") == f"{HEAD}n = 2\n{replaced}{below}"
