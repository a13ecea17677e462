"""NPL409: a param that MCMC does not infer."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def test_under_handlers_that_leave_a_param_alone() -> None:
    check(
        "NPL409",
        """
        def model():
            with handlers.reparam(config={}), handlers.condition(data={"b": 1.0}):
                a = numpyro.param("a", 1.0)  # NPL409
            numpyro.sample("b", dist.Normal(0.0, a))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


def test_a_kernel_whose_run_is_out_of_sight() -> None:
    check(
        "NPL409",
        """
        def other():
            numpyro.sample("a", dist.Normal(0.0, numpyro.param("s", 1.0)))
        def model():
            numpyro.sample("a", dist.Normal(0.0, numpyro.param("s", 1.0)))  # NPL409
        HMC(model)
        SVI(other, AutoNormal(other), optim.Adam(0.1), Trace_ELBO())
        """,
    )


def test_the_kernel_comes_after_what_is_no_mcmc() -> None:
    check(
        "NPL409",
        """
        def model():
            numpyro.sample("a", dist.Normal(0.0, numpyro.param("s", 1.0)))  # NPL409
        Predictive(model, num_samples=9)
        infer.SA(model)
        """,
    )


def test_among_params_that_are_left_alone() -> None:
    check(
        "NPL409",
        """
        def model():
            with handlers.substitute(data={"a": 1.0}):
                a = numpyro.param("a", 1.0)
            b = numpyro.param("b", 1.0)  # NPL409: the param 'b' stays at…value 1.0: MCMC…
            unused = numpyro.param("c", 1.0)
            numpyro.factor("f", a + b)
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


def test_names_that_are_not_known() -> None:
    said = "this param stays at its initial value: MCMC does not infer params, and a site takes it…"
    check(
        "NPL409",
        f"""
        def model(name):
            s = numpyro.param(name, jnp.ones(3) * 2)  # NPL409: {said}
            numpyro.sample(name + "a", dist.Normal(0.0, s))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, name)
        """,
    )


def test_a_model_that_svi_runs_too() -> None:
    check(
        "NPL409",
        """
        def model():
            numpyro.sample("a", dist.Normal(0.0, numpyro.param("s", 1.0)))
        SVI(model, AutoNormal(model), optim.Adam(0.1), Trace_ELBO()).run(key, 9)
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


def test_a_param_without_a_value() -> None:
    said = "…'s' stays at its initial value: MCMC…"
    check(
        "NPL409",
        f"""
        def model():
            numpyro.sample("a", dist.Normal(0.0, numpyro.param("s")))  # NPL409: {said}
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


def test_one_model_of_two_runs() -> None:
    check(
        "NPL409",
        """
        def model():
            numpyro.sample("a", dist.Normal(0.0, numpyro.param("s", 1.0)))  # NPL409
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        MCMC(HMC(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


@pytest.mark.parametrize(
    "around, mark",
    [
        *((around, "  # NPL409") for around in
          ("numpyro.plate('N', 3)", "numpyro.plate_stack('N', [3])", "handlers.mask(mask=True)",
           "handlers.scale(scale=2.0)", "handlers.condition(data={'b': 1.0})",
           "handlers.reparam(config={})")),
        ("handlers.substitute(data={'s': 1.0})", ""),
        ("handlers.lift(prior={'s': dist.Normal()})", ""),
        ("unknown()", ""),
    ],
)  # fmt: skip
def test_what_a_param_stands_in(around: str, mark: str) -> None:
    check(
        "NPL409",
        f"""
def model():
    with {around}:
        s = numpyro.param("s", 1.0){mark}
    numpyro.sample("a", dist.Normal(0.0, s))
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
""",
    )
