"""``nplint inspect`` shows runs, chains, sites and values; objects print what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

import nplint
from nplint.engine.session import Session
from tests.command import BAD_MODEL
from tests.command import nplint as run

WHOLE = """\
model `model` is run by numpyro.infer.MCMC, model.py:14:8
  chains: several chains at once (2)
  sites, all are seen:
    sample 'scale', latent, model.py:10:13
      fn = prior: result of `numpyro.distributions.TruncatedNormal(…)`, model.py:6:9, \
taken from outside of the trace model.py:10:37
    sample 'y', observed, model.py:11:5
      fn = dist.Normal(…): result of `numpyro.distributions.Normal(…)`, model.py:11:25
      obs = y: result of `jax.numpy.ones(…)`, model.py:15:33, \
taken from outside of the trace model.py:11:54
"""
PLACES = {
    "10:22": """\
`numpyro.sample`, model.py:10:13
  in `model`, traced
    `numpyro.sample`
    stage: host
""",
    "11:42": """\
`scale`, model.py:11:42
  in `model`, traced
    result of `numpyro.sample(…)`, model.py:10:13
    stage: traced, by the site 'scale'
    dtype: float
    range: [0, inf), all of it can come up
    shape: ()
    depends on: 'scale'
    because it is computed from
      `prior`, model.py:10:37: support greater_than_eq(low)
""",
    "14": """\
`mcmc`, model.py:14:1
  in module code
    result of `numpyro.infer.MCMC(…)`, model.py:14:8
`MCMC(NUTS(model), num_warmup=9, num_samples=9, num_chains=2, chain_method="vectorized")`, \
model.py:14:8
  in module code
    result of `numpyro.infer.MCMC(…)`, model.py:14:8
`MCMC`, model.py:14:8
  in module code
    `numpyro.infer.MCMC`
`NUTS(model)`, model.py:14:13
  in module code
    result of `numpyro.infer.NUTS(…)`, model.py:14:13
`NUTS`, model.py:14:13
  in module code
    `numpyro.infer.NUTS`
`model`, model.py:14:18
  in module code
    function `model`, model.py:9:1
""",
    "7": "no expression stands there\n",
    "99": "model.py has no line 99\n",
}


FACETS = """\
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

key, other = jax.random.split(jax.random.PRNGKey(0))


def model(x, y=None):
    sigma = numpyro.deterministic("sigma", jnp.exp(numpyro.sample("log", dist.Normal(0.0, 1.0))))
    factor = numpyro.sample("factor", dist.LKJCholesky(3))
    scaled = jnp.diag(jnp.array([1.5, 2.0, 3.0])) @ factor
    beta = numpyro.sample("beta", dist.Normal(jnp.zeros(3), 1.0).to_event(1))
    numpyro.sample("y", dist.Normal(x @ scaled @ beta, sigma * 2), obs=y)


MCMC(NUTS(model), num_warmup=9, num_samples=9).run(other, jnp.ones((20, 3)), jnp.zeros(20))
"""


SCALED = """\
`jnp.diag(jnp.array([1.5, 2.0, 3.0])) @ factor`, model.py:13:14
  in `model`, traced
    computed by `jnp.diag(jnp.array([1.5, 2.0, 3.0])) @ factor`, model.py:13:14
    stage: traced, by the site 'factor'
    dtype: float32, or float64 under `jax_enable_x64`
    range: (-inf, inf)
    structure: a correlation's factor whose rows were scaled
    shape: (3, 3)
    depends on: 'factor'
    because it is computed from
      `jnp.diag(jnp.array([1.5, 2.0, 3.0]))`, model.py:13:14: stage traced, as JAX computes \
jnp.diag(…); dtype float32, or float64 under `jax_enable_x64`; range [0, 3]; structure a Cholesky \
factor, a covariance, a diagonal matrix; shape (3, 3)
      `jnp.array([1.5, 2.0, 3.0])`, model.py:13:23: stage traced, as JAX computes jnp.array(…); \
dtype float32, or float64 under `jax_enable_x64`; range [1.5, 3]; shape (3,)
      `[1.5, 2.0, 3.0]`, model.py:13:33: stage host; dtype float32, or float64 under \
`jax_enable_x64`; range [1.5, 3]; shape (3,)
      `factor`, model.py:13:53: stage traced, by the site 'factor'; dtype float; structure the \
Cholesky factor of a correlation matrix; shape (3, 3); depends on 'factor'
      `dist.LKJCholesky(3)`, model.py:12:39: support corr_cholesky
"""
KNOWN = {
    "15:62": ["range: (0, inf), all of it can come up", "shape: ()", "depends on: 'log'"],
    "15:48": [
        "stage: traced, by the site 'factor'",
        "shape: (20,)",
        "depends on: 'factor', 'beta'",
    ],
    "15:37": ["stage: concrete", "shape: (20, 3)"],
    "7:49": ["stage: concrete", "dtype: key", "key: jax.random.PRNGKey(…)"],
    "18:52": ["key: jax.random.PRNGKey(…), split(), one of them"],
}


def test_all_that_is_known_of_an_expression_and_why(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(FACETS)
    assert run("inspect", "model.py:13:51", cwd=tmp_path).stdout == SCALED


@pytest.mark.parametrize("place", KNOWN)
def test_the_facets_of_an_expression(tmp_path: Path, place: str) -> None:
    (tmp_path / "model.py").write_text(FACETS)
    shown = run("inspect", f"model.py:{place}", cwd=tmp_path).stdout
    lines = [line.strip() for line in shown.splitlines()]
    assert {*KNOWN[place]} <= {*lines}, shown


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(BAD_MODEL)
    done = run("inspect", "model.py", cwd=tmp_path)
    assert (done.stdout, done.stderr, done.returncode) == (WHOLE, "", 0)


@pytest.mark.parametrize("place", PLACES)
def test_a_place(tmp_path: Path, place: str) -> None:
    (tmp_path / "model.py").write_text(BAD_MODEL)
    done = run("inspect", f"model.py:{place}", cwd=tmp_path)
    assert (done.stdout, done.returncode) == (PLACES[place], 0)


def test_what_is_not_python(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text("import numpyro\nx = (\n")
    done = run("inspect", "model.py", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("nplint: model.py: '(' was never closed")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = run("inspect", "model.py:3", cwd=tmp_path)
    assert done.returncode == 2
    assert "there is no file `model.py`" in done.stderr


def test_it_is_not_in_the_main_help(tmp_path: Path) -> None:
    assert "inspect" not in run("--help", cwd=tmp_path).stdout


def test_everything_says_what_and_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text(BAD_MODEL)
    shown: list[str] = []

    def look(program: object) -> None:
        for traced, trace in program.traces:  # type: ignore[attr-defined]
            sites = program.sites(traced).sites  # type: ignore[attr-defined]
            first = sites[0].arguments["fn"]
            values = program.evaluator.values_of(first)  # type: ignore[attr-defined]
            shown.extend(map(repr, (traced, trace.frames[0], sites[0], first, *values)))

    Session([path]).look(path, look)
    place = BAD_MODEL.index("MCMC(NUTS")
    assert shown[0].startswith("<Run model model by numpyro.infer.MCMC")
    assert f"at model.py:{place}-" in shown[0]
    assert shown[1] == "<Frame <Scope function model of model.py> in a trace y>"
    start = BAD_MODEL.index('numpyro.sample("scale"')
    assert shown[2] == f"<Site sample 'scale' latent at model.py:{start}-{start + 30}>"
    assert shown[3].startswith("<BoundExpr prior at model.py:")
    made = BAD_MODEL.index("dist.Trunc")
    assert shown[4].startswith(
        f"<CallResult numpyro.distributions.TruncatedNormal at model.py:{made}-"
    )
    (finding,) = nplint.check([path]).findings
    assert repr(finding).startswith("Finding(code='NPL001', name='leaky-shared-distribution'")
