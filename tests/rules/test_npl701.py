"""NPL701: Python decides on a value that depends on a site."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def in_model(
    body: str, run: str = "MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)"
) -> str:
    lines = "\n".join(f"                {line}" for line in body.splitlines())
    return f"""
            def model(y):
                a = numpyro.sample("a", dist.Normal(0.0, 1.0))
{lines}
                numpyro.sample("y", dist.Normal(a, 1.0), obs=y)
            {run}
            """


@pytest.mark.parametrize(
    "decision",
    [
        "if a > 0: pass  # NPL701 `a > 0`: Python has to decide on `a > 0`, but 'a' has no number…",
        "if a: pass  # NPL701 `a`",
        "while a > 0: a = a - 1  # NPL701 `a > 0`",
        "assert a > 0, a  # NPL701 `a > 0`",
        "b = 1.0 if a > 0 else 2.0  # NPL701 `a > 0`",
        "b = not a  # NPL701 `a`",
        "b = a or 1.0  # NPL701 `a`",
        "b = y is not None and a > 0",
        "if y is not None and a > 0: pass  # NPL701 `a > 0`",
        "b = 0 < a < 1  # NPL701 `0 < a < 1`",
        "b = 0 < a <= 1  # NPL701 `0 < a <= 1`",
        "if 0 < a < 1: pass  # NPL701 `0 < a < 1`",
        "if a in (0.0, 1.0): pass  # NPL701 `a in (0.0, 1.0)`",
        "if a not in [0.0]: pass  # NPL701 `a not in [0.0]`",
        "if a in y: pass",
        "if a > 0:  # NPL701 `a > 0`\n    pass\nelif a < -1:  # NPL701 `a < -1`\n    pass",
        "b = [1 for _ in range(3) if y is not None]",
    ],
)
def test_what_decides(decision: str) -> None:
    check("NPL701", in_model(decision))


@pytest.mark.parametrize(
    "value",
    ["a + 1", "-a", "a[None]", "a.T", "a.mean()", "jnp.exp(a)", "a.at[0].set(1.0)", "a @ y",
     "jnp.stack([a, a])", "{'k': a}['k']", "(a, a)[0]", "numpyro.deterministic('d', 2 * a)",
     "dist.Normal(a, 1.0).log_prob(0.0)", "a == 0", "abs(a) if False else a"],
)  # fmt: skip
def test_what_depends_on_a_site(value: str) -> None:
    check("NPL701", in_model(f"v = {value}\nif v: pass  # NPL701 `v`"))


@pytest.mark.parametrize(
    "value",
    ["a.shape", "a.ndim > 0", "a.size", "a.dtype == float", "a is None", "a is not y", "len(a)",
     "isinstance(a, float)", "a == None", "a == 'text'", "y > 0", "[a]", "{'k': a}", "(a,)",
     "hasattr(a, 'shape')", "jnp.ndim(a)", "jnp.shape(a)", "other", "a.unheard_of"],
)  # fmt: skip
def test_what_python_knows(value: str) -> None:
    check("NPL701", in_model(f"v = {value}\nif v: pass"))


@pytest.mark.parametrize(
    "run",
    [
        "MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)",
        "NUTS(model)",
        "SVI(model, AutoNormal(model), optim.Adam(0.1), Trace_ELBO()).run(key, 9, x)",
        "Predictive(model, num_samples=3)(key, x)",
    ],
)
def test_whoever_compiles_the_model(run: str) -> None:
    check("NPL701", in_model("if a > 0: pass  # NPL701", run))


@pytest.mark.parametrize("run", ["handlers.seed(model, 0)(x)", "pass", "print(model)"])
def test_nobody_compiles_it(run: str) -> None:
    check("NPL701", in_model("if a > 0: pass", run))


def test_a_param_has_no_number_under_svi_alone() -> None:
    body = "b = numpyro.param('b', 1.0)\nif b > 0: pass"
    svi = "SVI(model, AutoNormal(model), optim.Adam(0.1), Trace_ELBO()).run(key, 9, x)"
    check("NPL701", in_model(body))
    check("NPL701", in_model(f"{body}  # NPL701: …but 'b' has no number yet…", svi))


@pytest.mark.parametrize("handler", ["condition", "substitute", "do"])
def test_a_handler_gives_the_number(handler: str) -> None:
    check(
        "NPL701",
        f"""
        def part():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            if a > 0:
                pass
        def model():
            handlers.{handler}(part, data={{"a": 1.0}})()
        NUTS(model)
        """,
    )


def test_a_plate_and_a_scale_leave_the_draw_alone() -> None:
    check(
        "NPL701",
        """
        def model():
            with numpyro.plate("N", 3), handlers.scale(scale=2.0), handlers.mask(mask=True):
                a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            if a.sum() > 0:  # NPL701
                pass
        NUTS(model)
        """,
    )


def test_an_observation_is_what_is_observed() -> None:
    check(
        "NPL701",
        """
        def model(y):
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            b = numpyro.sample("b", dist.Normal(0.0, 1.0), obs=np.ones(3))
            c = numpyro.sample("c", dist.Normal(0.0, 1.0), obs=2 * a)
            d = numpyro.sample("d", dist.Normal(0.0, 1.0), obs=y)
            if (b > 0).all():
                pass
            if c > 0:  # NPL701
                pass
            if d > 0:
                pass
        NUTS(model)
        """,
    )


def test_one_of_two_values_is_known() -> None:
    check(
        "NPL701",
        """
        def model(y, flag):
            a = 1.0
            if flag:
                a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            if a > 0:
                pass
        NUTS(model)
        """,
    )


@pytest.mark.parametrize(
    "callback", ["debug.callback", "pure_callback", "experimental.io_callback"]
)
def test_a_callback_has_numbers(callback: str) -> None:
    check(
        "NPL701",
        f"""
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            def late(_):
                if a > 0:
                    pass
            jax.{callback}(late, a)
        NUTS(model)
        """,
    )


def test_a_computed_name_is_not_named() -> None:
    check(
        "NPL701",
        """
        def model(names):
            for name in names:
                a = numpyro.sample(name, dist.Normal(0.0, 1.0))
                if a > 0:  # NPL701: …but a sampled value has no number yet…
                    pass
        NUTS(model)
        """,
    )


def test_what_is_tried_is_handled() -> None:
    check(
        "NPL701",
        """
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            try:
                if a > 0:
                    pass
            except Exception:
                if a < 0:  # NPL701
                    pass
        NUTS(model)
        """,
    )


def test_a_slice_of_a_list_is_a_list() -> None:
    check(
        "NPL701",
        """
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            parts = [1.0, a, 2 * a]
            if parts[1:]:
                pass
            for part in parts[1:]:
                if part > 0:
                    pass
            both = [a, 2 * a]
            for part in both[1:]:
                if part > 0:  # NPL701
                    pass
            if both[1:][0] > 0:  # NPL701
                pass
        NUTS(model)
        """,
    )
