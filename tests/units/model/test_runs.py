"""Runs: what `run` hands to the model, and what it keeps for itself."""

from __future__ import annotations

import pytest

from nplint.model.chains import ChainCount, Chains
from tests.helpers.linked import program

MODEL = """
def model(y=None, rng_key=None, extra_fields=None, init_params=None, num_steps=None,
          progress_bar=None, stable_update=None, forward_mode_differentiation=None,
          init_state=None):
    numpyro.sample("a", dist.Normal())
"""


@pytest.mark.parametrize(
    "run, passed",
    [
        ("MCMC(NUTS(model)).run(key, y)", {"y"}),
        ("MCMC(NUTS(model)).run(rng_key=key, y=y)", {"y"}),
        ("MCMC(NUTS(model)).run(key, extra_fields=(), init_params=p)", set()),
        ("MCMC(NUTS(model)).run(key, num_steps=3)", {"num_steps"}),
        ("MCMC(NUTS(model)).run(key, init_state=3)", {"init_state"}),
        ("MCMC(NUTS(model)).run(key)", set()),
        ("SVI(model, g, o, Trace_ELBO()).run(key, 9, y)", {"y"}),
        ("SVI(model, g, o, Trace_ELBO()).run(rng_key=key, num_steps=9, y=y)", {"y"}),
        *((f"SVI(model, g, o, Trace_ELBO()).run(key, 9, {name}=3)", set()) for name in
          ("progress_bar", "stable_update", "forward_mode_differentiation", "init_state",
           "init_params")),
        ("SVI(model, g, o, Trace_ELBO()).run(key, 9, extra_fields=3)", {"extra_fields"}),
    ],
)  # fmt: skip
def test_what_a_run_hands_to_the_model(run: str, passed: set[str]) -> None:
    linked = program(MODEL + run)
    for found in linked.runs:
        if found.runner is not None and found.is_by("mcmc", "svi") and found.role == "model":
            (given,) = linked.run_calls.given(found)
            assert given.keys() == passed


@pytest.mark.parametrize(
    "run, shown",
    [
        ("MCMC(NUTS(model))", "model model by numpyro.infer.MCMC"),
        ("SVI(m, model, o, Trace_ELBO())", "guide model by numpyro.infer.SVI"),
    ],
)
def test_a_run_shows_itself(run: str, shown: str) -> None:
    assert any(shown in repr(each) for each in program(MODEL + run).runs)


@pytest.mark.parametrize(
    "kernel, uses",
    [
        ("NUTS(model)", True),
        ("numpyro.infer.HMC(model)", True),
        *((f"numpyro.infer.{name}(model)", False) for name in ("AIES", "ESS", "SA")),
    ],
)
def test_kernels_that_take_gradients(kernel: str, uses: bool) -> None:
    for run in (f"MCMC({kernel})", kernel):
        assert {each.uses_gradients for each in program(MODEL + run).runs} == {uses}


ONE, SEVERAL, UNKNOWN = ChainCount(Chains.ONE), Chains.SEVERAL, ChainCount(Chains.UNKNOWN)
DEVICES = "numpyro.set_host_device_count(4)\n"


@pytest.mark.parametrize(
    "given, count",
    [
        ("", ONE),
        ("**options", UNKNOWN),
        ("num_chains=1", ONE),
        ("num_chains=2", ChainCount(SEVERAL, 2)),
        ("num_chains=8", ONE),  # there are four devices
        ("num_chains=n", UNKNOWN),
        ("num_chains=2 if n else 3", ChainCount(SEVERAL, 3)),
        ("num_chains=1 if n else 2", ChainCount(SEVERAL, 2)),
        ("num_chains=2, chain_method='sequential'", ONE),
        ("num_chains=2, chain_method='parallel'", ChainCount(SEVERAL, 2)),
        ("num_chains=8, chain_method='parallel'", ONE),
        ("num_chains=8, chain_method='vectorized'", ChainCount(SEVERAL, 8, True)),
        ("num_chains=n, chain_method='vectorized'", ChainCount(Chains.UNKNOWN, None, True)),
        ("num_chains=8, chain_method='vectorized' if n else 'parallel'", ChainCount(SEVERAL, 8)),
        ("num_chains=8, chain_method=n", ChainCount(SEVERAL, 8)),
        ("num_chains=1, chain_method='vectorized'", ONE),
        ("num_chains='2'", UNKNOWN),
    ],
)
def test_the_chains_of_a_run(given: str, count: ChainCount) -> None:
    runs = program(f"{DEVICES}{MODEL}MCMC(NUTS(model), num_warmup=1, {given})").runs
    assert [each.count for each in runs if each.is_by("mcmc")] == [count]


def test_chains_whose_devices_are_not_known() -> None:
    text = f"jax.devices()\n{MODEL}MCMC(NUTS(model), num_chains=GIVEN)"
    for given, count in (("2", ChainCount(SEVERAL, 2, False, True)), ("1", ONE), ("n", UNKNOWN)):
        runs = program(text.replace("GIVEN", given)).runs
        assert [each.count for each in runs if each.is_by("mcmc")] == [count]


def test_chains_on_one_device() -> None:
    for given in ("2", "n"):
        runs = program(f"{MODEL}MCMC(NUTS(model), num_chains={given})").runs
        assert [each.count for each in runs if each.is_by("mcmc")] == [ONE]
