"""NPL508: a model that is seeded once and for all, given to inference."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import MODEL


def test_a_lambda() -> None:
    said = "the model is seeded once and for all…"
    check(
        "NPL508",
        f"""
        model = lambda: numpyro.sample("a", dist.Normal(0.0, 1.0))
        Predictive(handlers.seed(model, 0), num_samples=9)  # NPL508: {said}
        """,
    )


def test_other_ways_to_run_a_model() -> None:
    check(
        "NPL508",
        f"""{MODEL}
seeded = handlers.seed(model, 0)
NUTS(seeded)
SVI(seeded, AutoNormal(model), optim.Adam(0.1), Trace_ELBO())
Predictive(handlers.condition(seeded, data={{"loc": 1.0}}), num_samples=9)  # NPL508
Predictive(model if bare else seeded, num_samples=9)
""",
    )


def test_one_predictive_in_a_function_called_twice() -> None:
    check(
        "NPL508",
        f"""{MODEL}
def predict(model):
    return Predictive(handlers.seed(model, 0), num_samples=9)  # NPL508
def other():
    numpyro.sample("b", dist.Normal(0.0, 1.0))
predict(model), predict(other)
Predictive(handlers.seed(lambda: numpyro.sample("a", dist.Normal()), 0), num_samples=9)  # NPL508
""",
    )


def test_the_model_itself_is_given() -> None:
    before = "Predictive(handlers.seed(rng_seed=0, fn=model), num_samples=9)  # NPL508"
    after = "Predictive(model, num_samples=9)"
    check("NPL508", f"{MODEL}\n{before}\n", f"{MODEL}\n{after}\n", unsafe=True)


@pytest.mark.parametrize(
    "seeding, given, why",
    [
        (
            "seeded = handlers.seed(model, 0)",
            "seeded",
            "the seeded one may be wanted elsewhere.",
        ),
        (
            "settings = {'fn': model, 'rng_seed': 0}",
            "handlers.seed(**settings)",
            "what is seeded is not written in the call.",
        ),
    ],
)
def test_a_seed_that_stays(seeding: str, given: str, why: str) -> None:
    program = f"{MODEL}\n{seeding}\n\nPredictive({given}, num_samples=9)  # NPL508\n"
    check("NPL508", program, program, unsafe=True, help=f"…because {why}")


def test_a_comment_stays() -> None:
    given = "handlers.seed(  # so that it draws  # NPL508\n    model, 0)"
    program = f"{MODEL}\nPredictive({given}, num_samples=9)\n"
    why = "…nplint does not, because a comment stands in what would go."
    check("NPL508", program, program, unsafe=True, help=why)
