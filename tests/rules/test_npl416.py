"""NPL416: arguments that kernels, MCMC and Predictive refuse."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

HEAD = """\
from numpyro.infer import init_to_median, init_to_value
def model(y=None): pass
def other(z): pass
mcmc = MCMC(NUTS(model), num_warmup=1, num_samples=1)
"""
RUN = "num_warmup=1, num_samples=1"


@pytest.mark.parametrize(
    ("call", "place", "message"),
    [
        (f"MCMC(kernel, {RUN}, chain_method='vmap')", "'vmap'", "…'vmap' is no `chain_method`"),
        (f"MCMC(kernel, {RUN}, chain_method=None)", "None", "…None is no `chain_method`"),
        (f"MCMC(infer.AIES(model), {RUN})", "MCMC(…)", "`AIES` raises `AssertionError`…"),
        (f"MCMC(infer.ESS(model), {RUN}, num_chains=4)", "MCMC(…)", "`ESS` raises…"),
        (f"MCMC(infer.ESS(model), {RUN}, num_chains=3, chain_method='vectorized')", "MCMC(…)", "…"),
        ("infer.HMCECS(infer.SA(model))", "infer.SA(model)", "…made by `HMC` or `NUTS`"),
        ("infer.MixedHMC(NUTS(model))", "NUTS(model)", "…made by `HMC`"),
        ("infer.HMCGibbs(model, other, ['z'])", "model", "…made by `HMC` or `NUTS`"),
        ("NUTS()", "NUTS()", "…neither `model` nor `potential_fn`"),
        ("infer.SA(None)", "infer.SA(None)", "…neither `model` nor `potential_fn`"),
        ("HMC(model, other)", "HMC(model, other)", "…only one of `model` and `potential_fn`…"),
        ("HMC(model, trajectory_length=None)", "None", "…a length or a number of steps…"),
        ("Predictive(model)", "Predictive(model)", "…how many draws to make"),
        ("Predictive(model, guide=other)", "Predictive(model, guide=other)", "…how many draws…"),
        ("Predictive(model, mcmc)", "mcmc", "…it takes samples…"),
        ("Predictive(model, mcmc.get_samples(), guide=other)", "other", "…not both"),
        ("NUTS(model, init_strategy='median')", "'median'", "…a start is a function…"),
        ("HMC(model, init_strategy={'a': 1.0})", "{'a': 1.0}", "…a start is a function…"),
    ],
)
def test_what_is_refused(call: str, place: str, message: str) -> None:
    shown = place.replace("MCMC(…)", "…")
    check("NPL416", f"{HEAD}{call}  # NPL416 `{shown}`: {message}\n")


def test_values_of_a_start_go_by_name() -> None:
    before = (
        f"{HEAD}NUTS(model, init_strategy=init_to_value({{'a': 1.0}}))  # NPL416 `{{'a': 1.0}}`\n"
    )
    after = f"{HEAD}NUTS(model, init_strategy=init_to_value(values={{'a': 1.0}}))\n"
    check("NPL416", before, after)


@pytest.mark.parametrize(
    "call", ["init_to_value(site={'a': 1.0})", "init_to_value({'a': 1.0}, {'a': 1.0})"]
)
def test_values_that_are_left_to_the_author(call: str) -> None:
    text = f"{HEAD}{call}  # NPL416\n"
    check("NPL416", text, text, help="…cannot tell where the values belong…")


@pytest.mark.parametrize(
    "call",
    [
        f"MCMC(kernel, {RUN}, chain_method='vectorized')",
        f"MCMC(kernel, {RUN}, chain_method=jax.vmap)",
        f"MCMC(kernel, {RUN}, chain_method='vmap' if y else 'parallel')",
        f"MCMC(infer.AIES(model), {RUN}, num_chains=4, chain_method='vectorized')",
        f"MCMC(infer.AIES(model), {RUN}, num_chains=number, chain_method=method)",
        f"MCMC(infer.AIES(model), {RUN}, **settings)",
        "infer.HMCECS(NUTS(model)), infer.MixedHMC(HMC(model)), infer.MixedHMC(kernel)",
        "NUTS(model), NUTS(potential_fn=other), NUTS(**settings), NUTS(model, None)",
        "HMC(model, num_steps=3, trajectory_length=None), HMC(model, trajectory_length=length)",
        "Predictive(model, num_samples=3), Predictive(model, samples, guide=None)",
        "Predictive(model, guide=other, num_samples=3), Predictive(model, samples, guide=other)",
        "Predictive(model, **settings), Predictive(model, mcmc.get_samples())",
        "NUTS(model, init_strategy=init_to_median)",
        "NUTS(model, init_strategy=init_to_value(values))",
        "NUTS(model, init_strategy=init_to_value(values={'a': 1.0}))",
    ],
)
def test_what_may_be_right(call: str) -> None:
    check("NPL416", f"{HEAD}{call}\n")


def test_an_error_that_is_waited_for() -> None:
    check("NPL416", f"{HEAD}import pytest\nwith pytest.raises(ValueError):\n    NUTS()\n")
