"""NPL106: a key or a shape as observation."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model


def program(arguments: str, mark: str = "") -> str:
    """Return a model with a site of some arguments."""
    return model("key = random.PRNGKey(0)", f"numpyro.sample({arguments}){mark}")


@pytest.mark.parametrize(
    "before, message, after",
    [
        (
            '"a", dist.Normal(), key',
            "the key `key` becomes the observed value of 'a'",
            '"a", dist.Normal(), rng_key=key',
        ),
        (
            "name, dist.Normal(), key",
            "the observed value of site `name`",
            "name, dist.Normal(), rng_key=key",
        ),
        (
            '"a", dist.Normal(), random.split(key)[0]',
            "the key `random.split(…)[0]` becomes",
            '"a", dist.Normal(), rng_key=random.split(key)[0]',
        ),
        (
            '"a", dist.Normal(), (3, 2)',
            "the shape becomes",
            '"a", dist.Normal(), sample_shape=(3, 2)',
        ),
        (
            '"a", dist.Normal(), 20',
            "the size `20` becomes",
            '"a", dist.Normal(), sample_shape=(20,)',
        ),
    ],
)
def test_a_third_positional_argument(before: str, message: str, after: str) -> None:
    mark = f"  # NPL106: …{message}…"
    check("NPL106", program(before, mark), program(after), unsafe=True)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ('"a", dist.Normal(), key, rng_key=key', "the key `key` becomes"),
        ('"a", dist.Normal(), (3,), sample_shape=(3,)', "the shape becomes"),
    ],
)
def test_an_argument_whose_keyword_is_given_too(arguments: str, message: str) -> None:
    text = program(arguments, f"  # NPL106: …{message}…")
    check("NPL106", text, text, unsafe=True, help="")


@pytest.mark.parametrize(
    "arguments",
    [
        '"a", dist.Normal(), (), sample_shape=(3,)',
        '"a", dist.Normal(), (3, 2.0)',
        '"a", dist.Normal(), [3]',
        '"a", dist.Normal(), key, key',
        '"a", dist.Normal(), None, key',
        '"a", dist.Normal(), *key',
        '"a", dist.Normal(), y',
        '"a", dist.Normal(), 1',
        '"a", dist.Normal(), 20.0',
        '"a", dist.Normal(), True',
        '"a", dist.Poisson(3.0), 20',
        '"a", unknown, 20',
        '"a", dist.Normal(), y if y else key',
    ],
)
def test_what_is_neither_key_nor_shape(arguments: str) -> None:
    check("NPL106", program(arguments))
