"""Shapes of arrays and of sites, as they follow from the source."""

from __future__ import annotations

import pytest

from nplint.analyses.site_shapes import RunShapes
from nplint.domains.shape import MANY, Shape, broadcast, is_column, is_flat, reshaped
from tests.helpers.linked import RUN, program
from tests.units.model.test_sites import named

DATA = """
import numpy as np
import pandas as pd
x = jnp.linspace(-1.0, 1.0, 20)
y = random.normal(random.PRNGKey(0), (20,))
X = random.normal(random.PRNGKey(0), (20, 3))
n = x.shape[0]
table = pd.read_csv("table.csv").dropna()
"""

ARRAYS: dict[str, Shape | None] = {
    "1.0": (),
    "[[1, 2, 3], [4, 5, 6]]": (2, 3),
    "x": (20,),
    "x[:, None]": (20, 1),
    "x[..., jnp.newaxis]": (20, 1),
    "x[None]": (1, 20),
    "x[0]": (),
    "x[3:]": (MANY,),
    "x[:1]": (None,),
    "x[n:n + 1]": (None,),
    "X[0]": (3,),
    "X[:, 0]": (20,),
    "X[x > 0.0]": (20, 3),
    "X.T": (3, 20),
    "jnp.exp(-x) + 1.0": (20,),
    "x + y[:, None]": (20, 20),
    "X @ jnp.zeros(3)": (20,),
    "jnp.dot(X, jnp.ones((3, 1)))": (20, 1),
    "X.sum()": (),
    "X.sum(axis=1)": (20,),
    "jnp.mean(X, -1)": (20,),
    "x.reshape(-1, 1)": (20, 1),
    "jnp.reshape(X, (20, 3, 1))": (20, 3, 1),
    "X.ravel()": (60,),
    "jnp.expand_dims(x, 1)": (20, 1),
    "jnp.squeeze(x[:, None])": (20,),
    "x[:, None].squeeze(-1)": (20,),
    "jnp.squeeze(x[None, :, None], axis=0)": (20, 1),
    "jnp.zeros(n)": (20,),
    "jnp.ones((len(X), X.shape[1]))": (20, 3),
    "jnp.arange(20.0)": (20,),
    "jnp.arange(unknown)": (MANY,),
    "jnp.column_stack([x, y])": (20, 2),
    "jnp.stack((x, y))": (2, 20),
    "jnp.concatenate([X, X], axis=0)": (40, 3),
    "jnp.concatenate([x, table.a])": (MANY,),
    "np.loadtxt('a.txt').reshape(-1, 1)": (MANY, 1),
    "np.random.default_rng(0).normal(size=(5, 1))": (5, 1),
    "np.random.randn(5)": (5,),
    "np.random.normal(x, 1.0)": (20,),
    "random.bernoulli(random.PRNGKey(0), 0.5, (7,))": (7,),
    "random.uniform(random.PRNGKey(0))": (),
    "table": (MANY, None),
    'table["a"].values': (MANY,),
    'table[["a"]].to_numpy()': (MANY, 1),
    "jnp.array(table.a)": (MANY,),
    'table.sort_values("a").head()[["a", "b"]].values': (MANY, 2),
    "np.loadtxt('a.txt')": None,
    "unknown": None,
}


def assert_shape(expression: str, shape: Shape | None) -> None:
    """Assert the shape of an expression, as a model evaluates it."""
    linked = program(f"""{DATA}
def model():
    numpyro.deterministic("found", {expression})
{RUN}
""")
    run = linked.runs[0]
    site = named(linked.sites(run), "found")
    assert linked.analysis(RunShapes).of(run).of_bound(site.arguments["value"]) == shape


@pytest.mark.parametrize("expression", ARRAYS)
def test_the_shape_of_an_array(expression: str) -> None:
    assert_shape(expression, ARRAYS[expression])


SITES: dict[str, tuple[Shape, int] | None] = {
    "dist.Normal(0.0, 1.0)": ((20,), 0),
    "dist.Normal(x, 1.0)": ((20,), 0),
    "dist.Normal(x[:, None], 1.0)": ((20, 20), 0),
    "dist.Normal(X.T, 1.0)": ((3, 20), 0),
    "dist.Normal(0.0, 1.0).expand([3, 1])": ((3, 20), 0),
    "dist.Normal(X, 1.0).to_event(1)": ((20, 3), 1),
    "dist.Categorical(logits=X)": ((20,), 0),
    "dist.Dirichlet(jnp.ones(3))": ((20, 3), 1),
    "dist.MultivariateNormal(jnp.zeros(3), jnp.eye(3))": ((20, 3), 1),
    "dist.MatrixNormal(jnp.zeros((2, 3)), jnp.eye(2), jnp.eye(3))": ((20, 2, 3), 2),
    "dist.LKJCholesky(4)": ((20, 4, 4), 2),
    "dist.GaussianRandomWalk(1.0, num_steps=n)": ((20, 20), 1),
    "dist.Dirichlet(unknown)": None,
    "unknown(x)": None,
}


@pytest.mark.parametrize("fn", SITES)
def test_the_shape_of_a_site_in_a_plate(fn: str) -> None:
    linked = program(f"""{DATA}
def model():
    with numpyro.plate("rows", len(x)):
        numpyro.sample("found", {fn})
{RUN}
""")
    run = linked.runs[0]
    site = named(linked.sites(run), "found")
    assert linked.analysis(RunShapes).of(run).of_site(site) == SITES[fn]


def test_latents_have_the_shape_of_their_plates() -> None:
    linked = program(f"""{DATA}
def model():
    with numpyro.plate("groups", 4, dim=-2), handlers.mask(mask=True):
        a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    numpyro.deterministic("found", a + x)
{RUN}
""")
    run = linked.runs[0]
    site = named(linked.sites(run), "found")
    assert linked.analysis(RunShapes).of(run).of_bound(site.arguments["value"]) == (4, 20)


def test_lengths_that_are_not_known() -> None:
    assert broadcast([(MANY,), (None,)]) == (MANY,)
    assert broadcast([(1,), (None,)]) == (None,)
    assert broadcast([(3,), (None,)]) == (3,)
    assert broadcast([(3,), (4,)]) == (None,)
    assert broadcast([(3,), None]) is None
    assert reshaped(None, (-1, 1)) == (None, 1)
    assert is_column((MANY, 1)) and not is_column((None, 1)) and not is_column((1, 1))
    assert is_flat((MANY,)) and not is_flat((None,)) and not is_flat((1,))
