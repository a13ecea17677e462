"""Augmented assignments to a model's data, by what they do to it the second time."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

PROGRAM = """
def model(y, z=1.0):
    {statement}{mark}
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
{run}
"""
MCMC = "MCMC(NUTS(model), num_warmup=1, num_samples=1).run(random.PRNGKey(0), np.ones(3))"
AVERAGES = ("mean", "median", "min", "max", "nanmean", "nanmedian", "average")
SCALES = ("sum", "mean", "max", "std", "norm", "nansum", "nanmean", "nanmax", "nanstd")


def changed(statement: str, run: str = MCMC) -> None:
    mark = f"  # NPL012 `{statement}`"
    check("NPL012", PROGRAM.format(statement=statement, mark=mark, run=run))


def left_alone(statement: str, run: str = MCMC) -> None:
    check("NPL012", PROGRAM.format(statement=statement, mark="", run=run))


@pytest.mark.parametrize(
    "statement",
    ["y += 1", "y -= 1", "y *= 2", "y /= 2", "y //= 2", "y **= 2", "y **= 0", "y += z",
     "y += y.mean()", "y *= y.mean()", "y -= y.sum()", "y /= y.min()", "y -= y", "y %= y",
     "y -= z.mean()", "y -= np.mean(z)", "y -= np.exp(y)", "y[0] += 1", "y[:2] -= y.std()"],
)  # fmt: skip
def test_what_changes_the_data_again(statement: str) -> None:
    changed(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "y += 0", "y -= 0", "y *= 0", "y *= 1", "y /= 1", "y //= 1", "y **= 1",
        "y &= z", "y |= z", "y %= 3", "y[0] %= 3",
        *(f"y -= y.{name}()" for name in AVERAGES),
        *(f"y -= np.{name}(y)" for name in AVERAGES),
        *(f"y /= y.{name}()" for name in SCALES),
        *(f"y /= np.{name}(y)" for name in SCALES),
    ],
)  # fmt: skip
def test_what_gives_the_same_again(statement: str) -> None:
    left_alone(statement)


RUNS = {
    "svi": "SVI(model, AutoNormal(model), optim.Adam(0.1), Trace_ELBO()).run(key, 9, np.ones(3))",
    "a variable": f"data = np.ones(3)\n{MCMC.replace('np.ones(3)', 'data')}",
    "a keyword": MCMC.replace("np.ones(3)", "y=np.ones(3)"),
    "a helper": f"def other(y): model(y)\n{MCMC.replace('NUTS(model)', 'NUTS(other)')}",
}
OTHER_RUNS = {
    "arrays of JAX": MCMC.replace("np.ones", "jnp.ones"),
    "a list": MCMC.replace("np.ones(3)", "[1.0]"),
    "arguments that are traced": MCMC.replace("num_warmup", "jit_model_args=True, num_warmup"),
    "arguments that are not seen": MCMC.replace("num_warmup", "**options, num_warmup"),
    "an array of the model's own": "def other(): model(np.ones(3))\n"
    + MCMC.replace("NUTS(model)", "NUTS(other)").replace(", np.ones(3)", ""),
    "a guide": "SVI(other, model, optim.Adam(0.1), Trace_ELBO()).run(key, 9, np.ones(3))",
    "a prediction": "Predictive(model, num_samples=9)(key, np.ones(3))",
}


@pytest.mark.parametrize("run", RUNS)
def test_runs_whose_data_change(run: str) -> None:
    changed("y += 1", RUNS[run])


@pytest.mark.parametrize("run", OTHER_RUNS)
def test_runs_whose_data_do_not(run: str) -> None:
    left_alone("y += 1", OTHER_RUNS[run])


@pytest.mark.parametrize(
    "statement",
    ["y = y + 1", "y = y.copy(); y += 1", "other += 1", "y.z += 1", "y[0] = 1", "x = 1; x += 1"],
)
def test_what_changes_no_data_of_the_caller(statement: str) -> None:
    left_alone(statement)


@pytest.mark.parametrize(
    "data, mark",
    [
        ("{'a': np.ones(3)}", "  # NPL012"),
        ("{'a': 1.0}", "  # NPL012"),
        ("{'a': [1.0]}", ""),
        ("{'b': 1.0}", ""),
    ],
)
def test_an_entry_of_a_dict(data: str, mark: str) -> None:
    run = MCMC.replace("np.ones(3)", data)
    check("NPL012", PROGRAM.format(statement="y['a'] += 1", mark=mark, run=run))
