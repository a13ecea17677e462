"""NPL420: samples that an MCMC keeps of a run under a transformation."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

MADE = "mcmc = MCMC(NUTS(model), num_warmup=1, num_samples=1, progress_bar=False)"


@pytest.mark.parametrize("transform", ["jax.jit", "jax.vmap", "jax.pmap"])
@pytest.mark.parametrize("method", ["run", "warmup"])
def test_each_transformation(transform: str, method: str) -> None:
    check(
        "NPL420",
        f"""
        {MADE}
        def fit(key):
            mcmc.{method}(key)  # NPL420 `mcmc.{method}(key)`: …`mcmc.{method}` runs under…
        {transform}(fit)(key)
        print(mcmc.get_samples())
        """,
    )


@pytest.mark.parametrize(
    ("read", "error"),
    [
        ("print_summary()", "TracerArrayConversionError"),
        ("get_extra_fields()", "UnexpectedTracerError"),
    ],
)
def test_what_is_read(read: str, error: str) -> None:
    check(
        "NPL420",
        f"""
        {MADE}
        def helper(key):
            mcmc.run(key)  # NPL420: …raises `{error}`…
        jax.lax.map(lambda key: helper(key), keys)
        mcmc.{read}
        """,
    )


def test_nothing_is_read_outside() -> None:
    check(
        "NPL420",
        f"""
        {MADE}
        @jax.jit
        def fit(key):
            mcmc.run(key)
            return mcmc.get_samples()
        """,
    )


def test_a_transformation_of_the_project() -> None:
    check(
        "NPL420",
        f"""
        {MADE}
        def jit(function):
            return function
        jit(lambda key: mcmc.run(key))(key)
        mcmc.get_samples()
        """,
    )


def test_an_error_that_is_waited_for() -> None:
    check(
        "NPL420",
        f"""
        import pytest
        {MADE}
        jax.jit(lambda key: mcmc.run(key))(key)
        with pytest.raises(Exception):
            mcmc.get_samples()
        """,
    )
