"""Random keys, and what draws with them."""

from __future__ import annotations

import pytest

from nplint.libraries.jax_keys import constant_key, is_draw, is_key, key_of
from nplint.semantic.values import CallResult, Value
from tests.helpers.linked import program


def value(text: str) -> tuple[object, Value]:
    linked = program(f"kept = random.PRNGKey(0)\nmade = {text}\n")
    (module,) = linked.modules
    frame = linked.evaluator.module_frame(module)
    expr = module.scope.bindings["made"][0].value
    assert expr is not None
    (found,) = linked.evaluator.values(expr, frame)
    return linked.evaluator, found


KEYS = ("PRNGKey(0)", "key(0)", "split(kept)", "fold_in(kept, 1)", "clone(kept)", "split(kept)[0]",
        "split(random.split(kept)[1], 3)[2]")  # fmt: skip


@pytest.mark.parametrize("text", [*(f"random.{each}" for each in KEYS), "numpyro.prng_key()"])
def test_keys(text: str) -> None:
    evaluator, found = value(text)
    assert is_key(evaluator, found)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["random.normal(kept)", "unknown(0)", "1", "[kept][0].shape"])
def test_what_is_no_key(text: str) -> None:
    evaluator, found = value(text)
    assert not is_key(evaluator, found)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [f"random.{each}" for each in KEYS])
def test_keys_that_are_made_of_a_number(text: str) -> None:
    evaluator, found = value(text)
    made = constant_key(evaluator, found)  # type: ignore[arg-type]
    assert made is not None and made.short_name == ("key" if text == "random.key(0)" else "PRNGKey")


@pytest.mark.parametrize(
    "text",
    ["random.PRNGKey(unknown)", "random.fold_in(kept, unknown)", "random.split(unknown)",
     "random.normal(kept)", "random.PRNGKey()", "numpyro.prng_key()"],
)  # fmt: skip
def test_keys_that_are_not(text: str) -> None:
    evaluator, found = value(text)
    assert constant_key(evaluator, found) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name, draws",
    [("normal", True), ("uniform", True), ("split", False), ("fold_in", False), ("clone", False),
     ("PRNGKey", False), ("key", False)],
)  # fmt: skip
def test_functions_that_draw(name: str, draws: bool) -> None:
    evaluator, found = value(f"random.{name}(kept)")
    assert isinstance(found, CallResult)
    assert is_draw(found) is draws
    key = key_of(evaluator, found)  # type: ignore[arg-type]
    assert isinstance(key, CallResult) and key.name == "jax.random.PRNGKey"
