"""NPL307: a linear predictor as probability."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import RUN, model

PREDICTED = f"""
def likelihood(a, b, eta, y):
    return dist.MADE
def model(y, name=None):
    a = numpyro.sample("a", dist.Normal())
    b = numpyro.sample("b", dist.Normal())
    eta = a * y
    numpyro.sample("c", likelihood(a, b, eta, y), obs=y)
    numpyro.sample("d", likelihood(a, b, eta, y), obs=y)
{RUN}
"""


@pytest.mark.parametrize(
    "before, message, after",
    [
        (
            "Bernoulli(a + b * y)",
            "this, computed from 'a' and 'b',",
            "Bernoulli(logits=a + b * y)",
        ),
        ("Bernoulli(probs=a + b * y)", "this, computed from", "Bernoulli(logits=a + b * y)"),
        (
            "Binomial(10, a + b * y)",
            "and Binomial takes it for a probability",
            "Binomial(10, logits=a + b * y)",
        ),
        ("Bernoulli(eta)", "`eta`, computed from 'a',", "Bernoulli(logits=eta)"),
        (
            "Bernoulli(jnp.dot(y, b))",
            "`jnp.dot(…)`, computed from 'b',",
            "Bernoulli(logits=jnp.dot(y, b))",
        ),
        ("Bernoulli(a + 1.0)", "is any real number, and Bernoulli", "Bernoulli(logits=a + 1.0)"),
        ("Bernoulli(a + 0.0)", "is any real number, and Bernoulli", "Bernoulli(logits=a + 0.0)"),
    ],
)
def test_a_predictor_as_probability(before: str, message: str, after: str) -> None:
    marked = PREDICTED.replace("MADE", f"{before}  # NPL307: …{message}…")
    check("NPL307", marked, PREDICTED.replace("MADE", after), unsafe=True)


@pytest.mark.parametrize(
    "made",
    [
        "Bernoulli(a + 0.5)",
        "Bernoulli(a)",
        "Bernoulli(y)",
        "Bernoulli(a if y else a + b)",
        "Bernoulli(jax.nn.sigmoid(a + b))",
        "Bernoulli(*eta)",
        "Bernoulli(logits=a + b)",
        "Bernoulli(probs=a + b, logits=a)",
        "Normal(a + b)",
    ],
)
def test_what_may_be_a_probability(made: str) -> None:
    check("NPL307", PREDICTED.replace("MADE", made))


def test_a_predictor_of_sites_without_constant_names() -> None:
    message = "this is any real number, and Bernoulli takes it for a probability…"
    program = model(
        "a = numpyro.sample(name, dist.Normal())",
        f'numpyro.sample("b", dist.Bernoulli(a + 1.0), obs=y)  # NPL307: {message}',
    )
    check("NPL307", program)


def test_what_several_callers_hand_to_a_helper_is_told_of_once() -> None:
    helper = "def likelihood(eta):\n    return dist.Bernoulli(eta + 1.0)  # NPL307 `eta + 1.0`\n"
    program = model(
        'a = numpyro.sample("a", dist.Normal())',
        'b = numpyro.sample("b", dist.Normal())',
        'numpyro.sample("c", likelihood(a), obs=y)',
        'numpyro.sample("d", likelihood(b), obs=y)',
    )
    check("NPL307", helper + program)
