"""NPL004: a model that is compiled."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import RUN

COMPILED = """
def model(y):
    numpyro.sample("mean", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
MCMC(NUTS({compiled}), num_warmup=1, num_samples=1).run(random.PRNGKey(0), 1.0){mark}
"""
LOSES = "…loses the likelihood of 'y': `jit` runs the Python of {name} once, …"


@pytest.mark.parametrize(
    "compiled, name, plain",
    [
        ("jax.jit(model)", "`model`", "model"),
        ("jax.pmap(model)", "`model`", "model"),
        ("jax.jit(lambda y: model(y))", "`a lambda`", "lambda y: model(y)"),
        ("jax.jit(model, inline=True)", "`model`", "model"),
    ],
)
def test_a_compiled_model_is_told_of_by_its_name(compiled: str, name: str, plain: str) -> None:
    mark = f"  # NPL004 `{compiled}`: {LOSES.format(name=name)}"
    before = COMPILED.format(compiled=compiled, mark=mark)
    check("NPL004", before, COMPILED.format(compiled=plain, mark=""), unsafe=True)


def test_a_model_that_is_given_to_what_compiles_has_no_name() -> None:
    mark = f"  # NPL004 `jax.jit(inline=True)`: {LOSES.format(name='the model')}"
    program = COMPILED.format(compiled="jax.jit(inline=True)(model)", mark=mark)
    check("NPL004", program, program, unsafe=True, help="")


def test_what_is_compiled_in_the_model_is_told_of_by_its_name() -> None:
    program = f"""
def model(y):
    def likelihood():
        numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
    jax.jit(inline=True, fun=likelihood)()  # NPL004: …runs the Python of `likelihood` once…
{RUN}
"""
    check("NPL004", program, program, unsafe=True, help="")


def test_a_decorator_is_found_around_a_helper_with_the_sites() -> None:
    mark = "  # NPL004: …runs the Python of `model` once…"
    program = f"""
IMPORTimport numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS
def likelihood(y):
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
DECORATORdef model(y):
    likelihood(y)
{RUN}
"""
    before = program.replace("IMPORT", "import jax\n").replace("DECORATOR", f"@jax.jit{mark}\n")
    after = program.replace("IMPORT", "").replace("DECORATOR", "")
    check("NPL004", before, after, unsafe=True, head="")


@pytest.mark.parametrize(
    "name, observed, lost",
    [
        ('"mean"', "", "loses 'mean'"),
        ("name", "", "loses its sites"),
        ("name", ", obs=y", "loses the likelihood of its sites"),
    ],
)
def test_a_compiled_model_loses_what_it_has(name: str, observed: str, lost: str) -> None:
    program = f"""
@jax.jit  # NPL004 `jax.jit`: …{lost}…
def model(y, name=None):
    numpyro.sample({name}, dist.Normal(0.0, 1.0){observed})
    with handlers.seed(rng_seed=0):
        numpyro.sample("own", dist.Normal(0.0, 1.0), obs=y)
{RUN}{RUN}
"""
    check("NPL004", program)
