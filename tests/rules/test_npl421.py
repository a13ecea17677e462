"""NPL421: progress bars under transformations."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

FIT = """
        def fit(key):
            mcmc = MCMC(NUTS(model), num_warmup=1, num_samples=1)
            mcmc.run(key)  # NPL421
            return mcmc.get_samples()
"""


@pytest.mark.parametrize(
    "use", ["jax.jit(fit)", "jax.vmap(fit)(keys)", "jax.pmap(fit)(keys)", "lax.map(fit, keys)"]
)
def test_each_transformation(use: str) -> None:
    repaired = FIT.replace("_samples=1)", "_samples=1, progress_bar=False)").replace(
        "  # NPL421", ""
    )
    check("NPL421", f"{FIT}        {use}\n", f"{repaired}        {use}\n")


def test_a_function_that_also_runs_by_itself() -> None:
    repaired = FIT.replace("_samples=1)", "_samples=1, progress_bar=False)").replace(
        "  # NPL421", ""
    )
    uses = "        fit(key)\n        jax.vmap(fit)(keys)\n"
    check(
        "NPL421", FIT + uses, repaired + uses, unsafe=True, help="…without a transformation, too…"
    )


def test_a_bar_that_is_asked_for() -> None:
    text = """
        def fit(key):
            return SVI(model, guide, opt, loss).run(key, 10, progress_bar=True)  # NPL421
        jax.vmap(fit)(keys)
        """
    check("NPL421", text, text, help="…because the bar is asked for…")


def test_an_mcmc_of_outside() -> None:
    text = """
        mcmc = MCMC(NUTS(model), num_warmup=1, num_samples=1)
        jax.vmap(lambda key: mcmc.run(key))(keys)  # NPL421 `mcmc.run(key)`
        """
    check("NPL421", text, text, help="…made outside of the function…")


def test_bars_that_may_be_off() -> None:
    check(
        "NPL421",
        """
        def fit(key, bar, **settings):
            MCMC(NUTS(model), num_warmup=1, num_samples=1, progress_bar=bar).run(key)
            MCMC(NUTS(model), num_warmup=1, num_samples=1, **settings).run(key)
            MCMC(NUTS(model), num_warmup=1, num_samples=1, progress_bar=False).run(key)
            SVI(model, guide, opt, loss).run(key, 10, progress_bar=False)
            other.run(key)
        jax.vmap(fit)(keys)
        """,
    )


def test_an_error_that_is_waited_for() -> None:
    check(
        "NPL421",
        """
        import pytest
        @jax.jit
        def fit(key):
            with pytest.raises(TypeError):
                SVI(model, guide, opt, loss).run(key, 10)
        """,
    )
