"""Values of every kind, as they show themselves to who looks for a mistake."""

from __future__ import annotations

import pytest

from nplint.semantic.values import Value
from tests.helpers.linked import program

HEAD = """
import dataclasses, typing
class A:
    def f(self): pass
class B(typing.NamedTuple):
    x: int
def g(x): return x
"""


def value(text: str) -> Value:
    linked = program(f"{HEAD}\nmade = {text}\n")
    (module,) = linked.modules
    expr = module.scope.bindings["made"][0].value
    assert expr is not None
    (found,) = linked.evaluator.values(expr, linked.evaluator.module_frame(module))
    return found


@pytest.mark.parametrize(
    "text, shown",
    [
        ("1", "<Literal 1>"),
        ("'a'", "<Literal 'a'>"),
        ("dist.Normal", "<External numpyro.distributions.Normal>"),
        ("dist.Normal(0, 1)", "<CallResult numpyro.distributions.Normal"),
        ("dist.Normal(0, 1).expand([3])", "<MethodResult "),
        ("dist.Normal(0, 1).mean", "<ExternalAttribute "),
        ("jnp.ones(3) + 1", "<OperatorResult "),
        ("[1, 2]", "<Container "),
        ("g", "<FunctionValue <Function g at model.py:"),
        ("A", "<ClassValue <Class A at model.py:"),
        ("A()", "<Instance "),
        ("B(1)", "<Instance "),
        ("undefined()", "<CallResult builtins.undefined at model.py:"),
        ("(yield)", "<Unknown"),
        ("jax.tree", "<External jax.tree>"),
    ],
)
def test_a_value_shows_its_kind(text: str, shown: str) -> None:
    assert repr(value(text)).startswith(shown)
