"""NPL309: arguments that a distribution does not take together, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.programs import check

BOTH = "is given `logits` and `probs` and raises ValueError on NumPyro 0.22.0: it takes exactly one"


@pytest.mark.parametrize(
    "made, message",
    [
        ("Bernoulli(probs=0.5, logits=0.3)", BOTH),
        ("Bernoulli(probs=[0.1], logits=(1.0,))", BOTH),
        ("Bernoulli(probs=q + 1, logits=q[0])", BOTH),
        ("Bernoulli(probs=-q, logits=[each for each in q])", BOTH),
        ("Bernoulli(probs=jnp.ones(3), logits=jnp.ones(3))", BOTH),
        (
            "NegativeBinomial(3, probs=0.5, logits=0.3)",
            "is given `logits` and `probs` and ignores one of them on NumPyro 0.22.0",
        ),
        ("Bernoulli()", "raises ValueError on NumPyro 0.22.0: it takes exactly one of `logits`"),
        (
            "MultivariateNormal(0.0)",
            "exactly one of `covariance_matrix`, `precision_matrix` and `scale_tril`",
        ),
        ("Normal(mu=0.0)", "raises TypeError on NumPyro 0.22.0: it takes no `mu`"),
    ],
)
def test_the_alternatives_of_a_distribution(made: str, message: str) -> None:
    mark = f"# NPL309 `dist.{made}`: …{message}…"
    check("NPL309", f"def f(q):\n    return dist.{made}  {mark}\n")


@pytest.mark.parametrize(
    "made",
    [
        "Bernoulli(probs=0.5, logits=q)",
        "Bernoulli(probs=None, logits=0.3)",
        "Bernoulli(probs=0.5)",
        "Bernoulli(**q)",
        "transforms.AffineTransform(of=0.0)",  # which is no distribution: NPL803
    ],
)
def test_one_alternative_or_none_that_is_seen(made: str) -> None:
    check("NPL309", f"def f(q):\n    return dist.{made}\n")


def test_a_number_taken_for_a_flag_is_no_call_that_worked(tmp_path: Path) -> None:
    """As by distributions up to NumPyro 0.9, whose ``validate_args`` could be given so."""
    head = "import numpyro\n"
    program = "import numpyro.distributions as dist\ndist.Normal(0, 1, 2)  # NPL309\n"
    check("NPL8", program, head=head, target=None, folder=tmp_path)
    (finding,) = check("NPL3", program, head=head, target=None, folder=tmp_path)
    assert "took this call" not in finding.message
