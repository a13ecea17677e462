"""Calls that a loop, or a mapping of JAX, makes again in the same words."""

from __future__ import annotations

import pytest

from nplint.facts.expressions import short_source
from nplint.rules.keys.repetition import repeated_calls
from tests.helpers.linked import program


def repeated(text: str) -> list[str]:
    linked = program(text)
    (module,) = linked.modules
    return [
        short_source(call.func) + (f" by {loop.mapped}" if loop.mapped else "")
        for call, loop in repeated_calls(linked, module)
        if short_source(call.func) == "draw"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "for i in range(3):\n    x = draw(y)",
        "for i in range(3):\n    if i:\n        xs.append(draw())",
        "x = [draw(y, size=(2,)) for i in range(3)]",
        "x = list(float(draw(y)) for i in range(3))",
        "def f(y):\n    for i in range(3):\n        x = draw(y)",
        "for i in range(3):\n    def f():\n        pass\n    x = draw()",
    ],
)
def test_calls_that_are_the_same_each_time(text: str) -> None:
    assert repeated(text) == ["draw"]


@pytest.mark.parametrize(
    "text",
    [
        "x = draw(y)",
        "for i in range(3):\n    draw(y)",
        "for i in range(3):\n    x = draw(i)",
        "for i in range(3):\n    y = i + 1\n    x = draw(y)",
        "for i in range(3):\n    x = draw(next(y))",
        "for i in draw(y):\n    pass",
        "x = [draw(i) for i in range(3)]",
        "x = [j for i in range(3) for j in draw(i)]",
        "while y:\n    x = draw(y)",
        "for i in range(3):\n    def f():\n        x = draw()",
        "x = jax.vmap(lambda i: draw(i))(y)",
        "x = sorted(y, key=lambda i: draw())",
    ],
)
def test_calls_that_are_made_once_or_differ(text: str) -> None:
    assert repeated(text) == []


def test_lambdas_that_are_mapped() -> None:
    assert repeated("x = jax.vmap(lambda i: draw())(y)") == ["draw by jax.vmap"]
    assert repeated("x = jax.lax.map(lambda i: draw(z), y)") == ["draw by jax.lax.map"]
