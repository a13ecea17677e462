"""NPL104: a model that is called without a seed."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

MODEL = """
def model(y=None):
    with numpyro.plate("N", 3):
        loc = numpyro.sample("loc", dist.Normal())
    return numpyro.sample("y", dist.Normal(loc, 1.0), obs=y)
"""


@pytest.mark.parametrize(
    "before, after",
    [
        ("model(1)", "handlers.seed(model, rng_seed=0)(1)"),
        (
            "handlers.trace(model).get_trace(1)",
            "handlers.trace(handlers.seed(model, rng_seed=0)).get_trace(1)",
        ),
        ("print(model())", "print(handlers.seed(model, rng_seed=0)())"),
        (
            "with handlers.trace() as recorded: model()",
            "with handlers.trace() as recorded: handlers.seed(model, rng_seed=0)()",
        ),
    ],
)
def test_a_model_is_seeded(before: str, after: str) -> None:
    mark = "  # NPL104: `model` is called with no random key to draw 'loc' with: the call stops…"
    check("NPL104", f"{MODEL}{before}{mark}\n", f"{MODEL}{after}\n", unsafe=True)


def test_a_trace_that_was_made_before_is_not_rewritten() -> None:
    program = f"{MODEL}traced = handlers.trace(model)\ntraced.get_trace(1)  # NPL104\n"
    advice = "Call it under `handlers.seed`; nplint does not, because the model is not written…"
    check("NPL104", program, program, unsafe=True, help=advice)


def test_a_seed_without_a_name_is_not_written() -> None:
    program = f"{MODEL}model(1)  # NPL104\n"
    head = "from numpyro import distributions as dist, sample, plate\n"
    program = program.replace("numpyro.sample", "sample").replace("numpyro.plate", "plate")
    check("NPL104", program, program, unsafe=True, head=head, help="…has no name there.")


@pytest.mark.parametrize(
    "call",
    [
        "with handlers.seed(rng_seed=0): model()",
        "with numpyro.handlers.seed(rng_seed=0), handlers.trace() as recorded: model()",
        "handlers.seed(model, 0)()",
        "handlers.trace(handlers.seed(model, 0)).get_trace()",
        "handlers.substitute(model, data={'loc': 1.0})(1)",
        "with handlers.condition(data={'loc': 1.0}): model(1)",
        "with unknown(): model()",
        "try: model()\nexcept AssertionError: pass",
        "import pytest\nwith pytest.raises(AssertionError): model()",
        "def later(): model()",
        "def later(): model()\nhandlers.seed(later, 0)()",
        "def other(): return numpyro.sample('z', dist.Normal(model(), 1.0))\nNUTS(other)",
        "Predictive(model, num_samples=2)(key)",
    ],
)
def test_a_call_that_has_a_seed_or_may_have_one(call: str) -> None:
    check("NPL104", f"{MODEL}{call}\n")


@pytest.mark.parametrize(
    "site",
    [
        'numpyro.sample("a", dist.Normal(), obs=y)',
        'numpyro.sample("a", dist.Normal(), rng_key=key)',
        'numpyro.sample("a", dist.Delta(1.0))',
        'numpyro.sample("a", unknown)',
        'with handlers.seed(rng_seed=0): numpyro.sample("a", dist.Normal())',
        'if y: numpyro.sample("a", dist.Normal())',
        'y = y if y else numpyro.sample("a", dist.Normal())',
        'numpyro.deterministic("a", y)',
    ],
)
def test_a_model_whose_sites_need_no_key(site: str) -> None:
    check("NPL104", f"def model(y):\n    {site}\nmodel(jnp.ones(3))\n")


@pytest.mark.parametrize(
    "line",
    [
        'evaluate(numpyro.plate("particles", 3)(draw), seed=0)()',
        "evaluate(handlers.trace(draw), seed=0)()",
        "jax.vmap(draw)(jnp.ones(3))",
    ],
)
def test_a_function_that_is_handed_on_may_be_seeded(line: str) -> None:
    check(
        "NPL104",
        f"""
def draw(): return numpyro.sample("a", dist.Normal())
def show(y):
    numpyro.sample("y", dist.Normal(), obs=y)
    {line}
show(jnp.ones(3))
""",
    )


def test_a_decorator_may_seed() -> None:
    check("NPL104", f"@unknown{MODEL}model()\n")


def test_a_chain_of_calls_is_reported_where_the_model_is_called() -> None:
    program = f"""{MODEL}
def main():
    model(1)  # NPL104 `model(1)`
if __name__ == "__main__":
    main()
"""
    check("NPL104", program)


def test_a_prior_around_a_model_is_drawn_outside_of_it() -> None:
    program = """
def fit(y):
    scale = numpyro.sample("scale", dist.HalfNormal())  # NPL104: 'scale' is drawn outside of any…
    def model(y):
        numpyro.sample("y", dist.Normal(0.0, scale), obs=y)
    MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, y)
fit(x)
"""
    check("NPL104", program, program, help="Move it into the model, or give it a `rng_key`…")


@pytest.mark.parametrize(
    "line",
    [
        "z = numpyro.sample(\"z\", dist.Normal())  # NPL104: 'z' is drawn outside of any model…",
        'z = [numpyro.sample(f"z{i}", dist.Normal()) for i in x]  # NPL104: a site is drawn…',
        'z = numpyro.sample("z", dist.Normal(), rng_key=key)',
        'z = numpyro.sample("z", dist.Normal(), obs=x)',
        'z = numpyro.sample("z", dist.Normal(), **options)',
        'with handlers.seed(rng_seed=0): z = numpyro.sample("z", dist.Normal())',
    ],
)
def test_a_draw_of_a_modules_own_code(line: str) -> None:
    check("NPL104", f"{line}\n")


def test_a_result_in_the_place_of_a_model_is_told_by_another_rule() -> None:
    check(
        "NPL104",
        """
        def model():
            numpyro.sample("a", dist.Normal(0.0, 1.0))
        NUTS(model())
        SVI(model, model(), optim.Adam(0.1), Trace_ELBO())
        model()  # NPL104
        """,
    )
