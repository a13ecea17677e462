"""NPL112: models that take the length of observations which a prediction lacks."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

PREDICT = "Predictive(model, num_samples=3)(key, x)\n"
SITE = 'numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)'


def model(*lines: str, predict: str = PREDICT) -> str:
    body = "\n    ".join(line for each in lines for line in each.split("\n"))
    return f"def model(x, y=None, n=None):\n    {body}\n{predict * 2}"


@pytest.mark.parametrize(
    "lines, place, message",
    [
        (
            'with numpyro.plate("N", len(y)):',
            "len(y)",
            "`y` is None when `model` predicts, and…no…",
        ),
        ('with numpyro.plate("N", y.shape[0]):', "y.shape", "…has no `shape`: …`AttributeError`"),
        ('rows = y.shape[0]\nwith numpyro.plate("N", rows):', "y.shape", "…"),
        ('with numpyro.plate("N", n.size):', "n.size", "`n` is None…"),
    ],
)
def test_a_length_of_nothing(lines: str, place: str, message: str) -> None:
    first, _, rest = lines.partition("\n")
    marked = "\n".join([f"{first}  # NPL112 `{place}`: {message}", *([rest] if rest else [])])
    program = model(f"{marked}\n    {SITE}")
    help = "Take it from an argument that is always given; nplint does not, because it cannot…"
    check("NPL112", program, program, help=help)


@pytest.mark.parametrize(
    "predict",
    [
        "Predictive(model, num_samples=3)(key, x, x)\n",
        "Predictive(model, num_samples=3)(key, x, y=x)\n",
        "Predictive(model, num_samples=3)(key, x, unknown)\n",
        "Predictive(model, num_samples=3)(key, x, **options)\n",
        "MCMC(NUTS(model)).run(key, x)\n",
    ],
)
def test_observations_that_are_given_or_may_be(predict: str) -> None:
    check("NPL112", model(f'with numpyro.plate("N", len(y)):\n    {SITE}', predict=predict))


@pytest.mark.parametrize(
    "lines",
    [
        f'with numpyro.plate("N", len(x) if y is None else len(y)):\n    {SITE}',
        f"if y is not None: rows = len(y)\n{SITE}",
        f"if unknown(): rows = len(y)\n{SITE}",
        f"rows = unknown() and len(y)\n{SITE}",
        f"if y is None:\n    {SITE}\n    return\nrows = len(y)\n{SITE}",
        f"if y is None: y = x\nrows = len(y)\n{SITE}",
        f"{SITE}\nif y is None: return\nrows = len(y)",
        f"rows = [len(y) for _ in range(n or 0)]\n{SITE}",
        f"def rows(): return len(y)\n{SITE}",
        f"{SITE}\nz = y is None",
    ],
)
def test_lengths_that_are_taken_with_care(lines: str) -> None:
    check("NPL112", model(lines))
