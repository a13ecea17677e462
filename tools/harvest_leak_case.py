"""Runs inside a lane: shares instances of distributions between the traces of one run.

    harvest_leak_case.py list FAMILY …           prints the cases of these families
    harvest_leak_case.py run RUN ROLE CASE …     runs one model with all these cases in it

A case is JSON as ``list`` prints it. Several cases in one model cost little more than one, and
when the run goes through none of them leaks.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import HMC, MCMC, SVI, Predictive, Trace_ELBO
from numpyro.infer.autoguide import AutoDelta

sys.path.insert(0, str(Path(__file__).parent))
from harvest_recipes import Recipe, recipes

Family = Callable[..., Any]
ROLES = ("latent", "observed", "inside")


def list_cases(families: list[str]) -> list[dict[str, Any]]:
    """Every case that can be built, in a fixed order."""
    cases = []
    for family in families:
        for recipe in recipes(family.rpartition(".")[2], _factory(family)):
            case = {
                "family": family,
                "given": recipe.given,
                "variant": recipe.variant,
                "part": recipe.part,
            }
            try:
                _factory(family)(**recipe.arguments())
            except Exception:  # a leaking part that does not fit here, or a family like no other
                continue
            cases.append({**case, "guess": {role: _guess(case, role) for role in ROLES}})
    return cases


def _guess(case: dict[str, Any], role: str) -> str:
    """How runs of it are likely to end: decides only which cases share a model."""
    try:
        site = _site(case, role)
        value = _value(case) if role == "observed" else None
        if value is None and site().is_discrete and not site().has_enumerate_support:
            return "-"
        for _ in range(2):
            jax.eval_shape(
                lambda key: site().log_prob(site().sample(key) if value is None else value),
                jax.random.PRNGKey(0),
            )
    except jax.errors.UnexpectedTracerError:
        return "L"
    except Exception:  # it cannot be sampled, or has no density
        return "-"
    return "."


def run_cases(run: str, role: str, cases: list[dict[str, Any]]) -> None:
    """Run a model that has a site for each case; the instances outlive its traces."""
    sites = [_site(case, role) for case in cases]
    values = [_value(case) if role == "observed" else None for case in cases]

    def model() -> None:
        mean = numpyro.sample("mean", dist.Normal(0.0, 1.0))
        numpyro.sample("data", dist.Normal(mean, 1.0), obs=0.3)
        for number, (site, value) in enumerate(zip(sites, values, strict=True)):
            shared = site()
            discrete = value is None and shared.is_discrete and run != "predictive"
            enumerated = {"enumerate": "parallel"} if discrete else None
            numpyro.sample(f"x{number}", shared, obs=value, infer=enumerated)

    if run == "svi":
        for seed in range(2):
            svi = SVI(model, AutoDelta(model), numpyro.optim.Adam(0.01), Trace_ELBO())
            svi.run(jax.random.PRNGKey(seed), 1, progress_bar=False)
    elif run == "predictive":
        for seed in range(2):
            Predictive(model, num_samples=2)(jax.random.PRNGKey(seed))
    else:
        kernel = HMC(model, num_steps=1, adapt_step_size=False, adapt_mass_matrix=False)
        mcmc = MCMC(
            kernel,
            num_warmup=1,
            num_samples=1,
            num_chains=2,
            chain_method=run,
            progress_bar=False,
        )
        mcmc.run(jax.random.PRNGKey(0))


def _site(case: dict[str, Any], role: str) -> Callable[[], dist.Distribution]:
    """What the model calls to have the distribution; the shared instance is built here."""
    factory, recipe = _factory(case["family"]), _recipe(case)
    arguments = recipe.arguments()
    if role == "inside" and case["part"]:
        return lambda: factory(**{**recipe.arguments(), case["part"]: arguments[case["part"]]})
    shared = factory(**arguments)
    return lambda: shared


def _value(case: dict[str, Any]) -> jax.Array:
    """A value to observe, from an instance of its own."""
    other = _factory(case["family"])(**_recipe(case).arguments())
    try:
        return jnp.asarray(other.sample(jax.random.PRNGKey(1)))
    except NotImplementedError:
        transform = dist.biject_to(other.support)
        return jnp.asarray(transform(jnp.zeros(other.batch_shape + other.event_shape)))


def _recipe(case: dict[str, Any]) -> Recipe:
    family = case["family"]
    wanted = (tuple(case["given"]), case["variant"], case["part"])
    return next(
        recipe
        for recipe in recipes(family.rpartition(".")[2], _factory(family))
        if recipe[:3] == wanted
    )


def _factory(family: str) -> Family:
    module, _, name = family.rpartition(".")
    factory: Family = getattr(importlib.import_module(module), name)
    return factory


if __name__ == "__main__":
    if sys.argv[1] == "list":
        print(json.dumps(list_cases(sys.argv[2:])))
    else:
        run_cases(sys.argv[2], sys.argv[3], [json.loads(case) for case in sys.argv[4:]])
