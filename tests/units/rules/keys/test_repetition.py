"""Calls that a loop, or a mapping of JAX, makes again in the same words."""

from __future__ import annotations

import pytest

from nplint.facts.expressions import short_source
from nplint.rules.keys.repetition import is_only_compared, repeated_calls
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
    assert repeated("x = jax.pmap(lambda i: draw())(y)") == ["draw by jax.pmap"]
    assert repeated("x = jax.jit(lambda i: draw())(y)") == []


@pytest.mark.parametrize(
    "loop, compared",
    [
        ("for i in range(3):\n    assert f(draw()) == y", True),
        ("for i in range(3):\n    x = draw()\n    assert x == y", True),
        ("for i in range(3):\n    x = draw()\n    print(x == y)", True),
        ("for i in range(3):\n    x = draw()\n    print(x != y)", True),
        *((f"for i in range(3):\n    x = draw()\n    np.{name}(x, y)", True) for name in
          ("allclose", "array_equal", "array_equiv", "isclose", "testing.assert_allclose",
           "assertEqual")),
        ("x = [draw() for i in range(3)]\nassert x[0] == x[1]", True),
        ("xs = []\nfor i in range(3):\n    xs.append(draw())\nassert xs[0] == xs[1]", True),
        ("for i in range(3):\n    x = draw()\n    print(x < y)", False),
        ("for i in range(3):\n    x = draw()\n    np.add(x, y)", False),
        ("for i in range(3):\n    x = draw()\n    assert x == y\n    print(x)", False),
        ("for i in range(3):\n    xs.insert(0, draw())\nassert xs[0] == xs[1]", False),
        ("for i in range(3):\n    x = draw()", False),
        ("for i in range(3):\n    x, z = draw()\n    assert x == y", False),
    ],
)  # fmt: skip
def test_values_that_are_compared_and_no_more(loop: str, compared: bool) -> None:
    linked = program(f"xs = []\n{loop}" if "xs = []" not in loop else loop)
    (call,) = linked.index.calls_of("draw")
    assert is_only_compared(call, call.scope) is compared
