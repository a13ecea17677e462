"""Runs inside a lane: which constructors of distributions compute, so that a trace may round anew.

Building an instance runs operations of JAX. Those that move data, compare, or round once and
alone give the same bits wherever they run. A logarithm, a factorization, or several roundings in
a row may not: what is compiled as a whole need not be what is computed step by step.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import jax
import numpyro.distributions as dist
from harvest_recipes import recipes
from jax.interpreters.partial_eval import dce_jaxpr

_ROUNDING_ONCE = frozenset({"add", "sub", "mul", "div", "integer_pow"})
_EXACT = frozenset(
    {"abs", "and", "broadcast_in_dim", "concatenate", "convert_element_type", "copy", "device_put",
     "dynamic_slice", "eq", "expand_dims", "gather", "ge", "gt", "iota", "is_finite", "le", "lt",
     "max", "min", "ne", "neg", "not", "or", "pad", "reduce_and", "reduce_max", "reduce_min",
     "reduce_or", "reshape", "rev", "scatter", "select_n", "sign", "slice", "squeeze", "stack",
     "stop_gradient", "transpose"}
)  # fmt: skip


def _operations(jaxpr: Any) -> Iterator[str]:
    """Yield the operations of a program, those of its parts included."""
    for equation in jaxpr.eqns:
        parts = [getattr(each, "jaxpr", each) for each in equation.params.values()]
        inner = [part for part in parts if hasattr(part, "eqns")]
        for part in inner:
            yield from _operations(part)
        if not inner:
            yield equation.primitive.name


def _computes(factory: Any, arguments: dict[str, Any]) -> bool:
    def arrays() -> list[Any]:
        kept = jax.tree_util.tree_leaves(vars(factory(**arguments)))
        return [value for value in kept if isinstance(value, jax.Array)]

    program = jax.make_jaxpr(arrays)().jaxpr
    # What is only computed to validate the arguments changes nothing.
    program, _ = dce_jaxpr(program, [True] * len(program.outvars))
    found = [name for name in _operations(program) if name not in _EXACT]
    return len(found) > 1 or any(name not in _ROUNDING_ONCE for name in found)


def _families() -> Iterator[tuple[str, Any]]:
    for name in sorted(dir(dist)):
        factory = getattr(dist, name)
        if name[0].isupper() and callable(factory) and name != "Distribution":
            yield name, factory


def main() -> None:
    """Print, by family, the parameters that make its constructor compute."""
    found: dict[str, list[list[str]]] = {}
    for name, factory in _families():
        for recipe in recipes(name, factory):
            try:
                computes = _computes(factory, recipe.arguments())
            except Exception:  # whatever goes wrong, this cannot be built alone
                continue
            given = sorted(recipe.given)
            if computes and given not in found.setdefault(f"numpyro.distributions.{name}", []):
                found[f"numpyro.distributions.{name}"].append(given)
    json.dump({name: sorted(given) for name, given in found.items() if given}, sys.stdout)


if __name__ == "__main__":
    main()
