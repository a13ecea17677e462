"""NPL426: settings of kernels."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

MODEL = """
        def model(y):
            a = numpyro.sample("a", dist.Normal())
            b = numpyro.sample("b", dist.Normal())
            with numpyro.plate("n", 3):
                numpyro.sample("y", dist.Normal(a + b, 1.0), obs=jnp.ones(3))
"""


@pytest.mark.parametrize("kernel", ["NUTS", "HMC", "infer.BarkerMH"])
def test_a_site_in_two_blocks(kernel: str) -> None:
    check(
        "NPL426",
        f"""{MODEL}
        {kernel}(model, dense_mass=[("a", "b"),
            ("b",)])  # NPL426 `"b"`: …as 'b' is in two places of its `dense_mass`
        """,
    )


def test_a_site_twice_in_one_block() -> None:
    check("NPL426", f'{MODEL}        NUTS(model, dense_mass=[("a", "a")])  # NPL426 `"a"`\n')


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ('["a", "b"]', "`ValueError`"),
        ('("a", "b")', "an `AssertionError` without a message"),
        ('(("a", "b"),)', "an `AssertionError` without a message"),
        ('{"a"}', "an `AssertionError` without a message"),
        ('[["a", "b"]]', "`TypeError`"),
    ],
)
def test_other_forms(form: str, error: str) -> None:
    call = f"NUTS(model, dense_mass={form})"
    text = f"{MODEL}        {call}  # NPL426 `{form}`: `NUTS` raises {error}…\n"
    check("NPL426", text)


@pytest.mark.parametrize("name", ["c", "y", "n"])
def test_what_is_no_latent_site(name: str) -> None:
    check(
        "NPL426",
        f"""{MODEL}
        kernel = NUTS(model, dense_mass=[("a", "{name}")])  # NPL426 `"{name}"`: …`model` has no…
        MCMC(kernel, num_warmup=1, num_samples=1).run(key, y)
        """,
    )


@pytest.mark.parametrize(
    "setting",
    ["True", "False", '[("a", "b")]', '[("a",), ("b",)]', "blocks", "[(a, b)]", "[*blocks]"],
)
def test_what_may_be_right(setting: str) -> None:
    check("NPL426", f"{MODEL}        NUTS(model, dense_mass={setting})\n")


@pytest.mark.parametrize(
    "model",
    ["handlers.reparam(model, config=config)", "handlers.scope(model, prefix='c')", "unknown"],
)
def test_sites_that_are_not_all_seen(model: str) -> None:
    check("NPL426", f'{MODEL}        NUTS({model}, dense_mass=[("c", "a")])\n')


def test_an_error_that_is_waited_for() -> None:
    check(
        "NPL426",
        """
        import pytest
        with pytest.raises(AssertionError):
            NUTS(model, dense_mass=("a", "b"))
        """,
    )
