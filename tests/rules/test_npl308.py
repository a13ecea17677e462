"""NPL308: a probability as logits."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model

LIKELIHOOD = f"""
import tensorflow
from flax import linen, nnx
from scipy import special
def likelihood(y):
    return dist.MADE
{model('numpyro.sample("a", likelihood(y))', 'numpyro.sample("b", likelihood(y))')}
"""
SQUASHED = "lies between 0.5 and 0.73 whatever the data say"
FLAT = "no class is more than e = 2.7 times as likely as another whatever the data say"


def marked(made: str, consequence: str) -> str:
    """Return the likelihood of a distribution, marked as one that takes probabilities wrongly."""
    return LIKELIHOOD.replace("MADE", f"{made}  # NPL308 `dist.{made}`: …{consequence}…")


@pytest.mark.parametrize(
    "made, consequence",
    [
        ("Bernoulli(logits=jax.nn.sigmoid(y))", SQUASHED),
        ("Bernoulli(logits=jax.scipy.special.expit(y))", SQUASHED),
        ("Bernoulli(logits=special.expit(y))", SQUASHED),
        ("Bernoulli(logits=linen.sigmoid(y))", SQUASHED),
        ("Bernoulli(logits=nnx.sigmoid(y))", SQUASHED),
        ("Bernoulli(logits=tensorflow.nn.sigmoid(y))", SQUASHED),
        ("Categorical(logits=jax.nn.softmax(y))", FLAT),
        ("Categorical(logits=special.softmax(y))", FLAT),
        ("Categorical(logits=linen.softmax(y))", FLAT),
        ("Categorical(logits=nnx.softmax(y))", FLAT),
        ("Binomial(3, logits=jax.nn.sigmoid(y))", SQUASHED),
    ],
)
def test_a_probability_as_logits(made: str, consequence: str) -> None:
    after = LIKELIHOOD.replace("MADE", made.replace("logits", "probs"))
    check("NPL308", marked(made, consequence), after, unsafe=True)


@pytest.mark.parametrize(
    "made",
    [
        "Bernoulli(None, jax.nn.sigmoid(y))",
        "Bernoulli(probs=None, logits=jax.nn.sigmoid(y))",
        "BernoulliLogits(jax.nn.sigmoid(y))",
    ],
)
def test_logits_that_cannot_be_renamed(made: str) -> None:
    check("NPL308", marked(made, SQUASHED), marked(made, SQUASHED), unsafe=True)


@pytest.mark.parametrize(
    "made",
    [
        "Bernoulli(logits=jax.nn.sigmoid(y) if y else y)",
        "Categorical(logits=jax.nn.softmax(y) if y else jax.nn.sigmoid(y))",
        "Categorical(logits=jax.nn.log_softmax(y))",
        "Bernoulli(logits=y)",
        "Bernoulli(jax.nn.sigmoid(y))",
    ],
)
def test_what_may_be_logits(made: str) -> None:
    check("NPL308", LIKELIHOOD.replace("MADE", made))


@pytest.mark.parametrize(
    "made, advice",
    [
        ("Bernoulli(probs=None, logits=p)", "alone; nplint does not, because that is given, too."),
        ("Binomial(3, None, p)", "alone; nplint does not, because that is given, too."),
        ("BernoulliLogits(p)", "because the probability may be used elsewhere."),
    ],
)
def test_what_to_do_where_logits_cannot_be_renamed(made: str, advice: str) -> None:
    site = f'numpyro.sample("a", dist.{made}, obs=1.0)  # NPL308'
    check("NPL308", model("p = jax.nn.sigmoid(y)", site), help=f"…{advice}")


def test_logits_that_can_be_renamed_need_no_advice() -> None:
    site = 'numpyro.sample("a", dist.Bernoulli(logits=p), obs=1.0)  # NPL308'
    check("NPL308", model("p = jax.nn.sigmoid(y)", site), help="")
