"""Runs inside a lane: calls array functions and tells what they give.

Standard input is a JSON list of calls: ``{"name", "how", "positional", "keywords"}``. ``how`` is
``run`` for the values, ``shape`` for what ``jax.eval_shape`` says, ``shape64`` for that with
``jax_enable_x64``. Each call is answered by a line: the shape, dtype, weakness and values of the
result (of the first, if it is a tuple), or ``{"error"}``.
"""

from __future__ import annotations

import importlib
import json
import math
import operator
import sys
import warnings

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_enable_x64", True)
warnings.simplefilter("ignore")
np.seterr(all="ignore")

_OPERATORS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "//": operator.floordiv, "%": operator.mod, "**": operator.pow, "@": operator.matmul,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
    "!=": operator.ne, "&": operator.and_, "|": operator.or_, "^": operator.xor,
    "~": operator.invert, "<<": operator.lshift, ">>": operator.rshift,
    "unary-": operator.neg, "unary+": operator.pos, "not": operator.not_,
}  # fmt: skip


def function(name: str):
    """The callable of a name of the table."""
    if name in _OPERATORS:
        return _OPERATORS[name]
    if name.startswith("at."):
        return lambda array, *rest: getattr(array.at[0], name[3:])(*rest)
    if name.startswith("."):
        return lambda array, *rest, **kw: _method(array, name[1:], rest, kw)
    parts = name.split(".")
    if parts[:2] == ["numpy", "random"] and len(parts) == 4:
        generators = {
            "Generator": np.random.default_rng(1),
            "RandomState": np.random.RandomState(1),
        }
        return getattr(generators[parts[2]], parts[3])
    for end in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:]:
            found = getattr(found, part)
        return found
    raise AttributeError(name)


def _method(array, name, rest, keywords):
    found = getattr(array if hasattr(array, name) else jnp.asarray(array), name)
    return found(*rest, **keywords) if callable(found) else found


def built(told, jax_side: bool, arrays: list | None):
    """An argument; arrays of a shape's question are collected, and stand for themselves."""
    kind, value = told["kind"], told.get("value")
    if kind == "constant":
        return (
            {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}.get(value, value)
            if isinstance(value, str) and told.get("number")
            else value
        )
    if kind == "tuple":
        return tuple(value)
    if kind == "dtype":
        return {"float": float, "int": int, "bool": bool}.get(value) or getattr(
            jnp if jax_side else np, value
        )
    if kind == "key":
        return jax.random.PRNGKey(value)
    if kind == "list":
        return [built(each, jax_side, arrays) for each in value]
    numbers = np.array(value, dtype=told["dtype"]).reshape(told["shape"])
    if arrays is None:
        return jnp.asarray(numbers) if jax_side else numbers
    arrays.append(jax.ShapeDtypeStruct(numbers.shape, jax.dtypes.canonicalize_dtype(numbers.dtype)))
    return _Hole(len(arrays) - 1)


# Newer releases of JAX have it elsewhere.
_enable_x64 = (
    jax.enable_x64
    if hasattr(jax, "enable_x64")
    else importlib.import_module("jax.experimental").enable_x64
)
_programs: dict[str, object] = {}


def compiled(call, fn):
    """What a function of JAX gives, by the program that was compiled for this way of calling it."""
    numbers: list = []
    way = json.dumps(
        [
            call["name"],
            _taken_out(call["positional"], numbers),
            _taken_out(call["keywords"], numbers),
        ]
    )
    if way not in _programs:
        if len(_programs) % 100 == 99:
            jax.clear_caches()

        def run(given):
            rest = iter(given)
            positional = [_put_in(each, rest) for each in call["positional"]]
            return fn(*positional, **{k: _put_in(v, rest) for k, v in call["keywords"].items()})

        _programs[way] = jax.jit(run)
    try:
        return _programs[way](numbers)
    except (jax.errors.ConcretizationTypeError, jax.errors.TracerArrayConversionError):
        rest = iter(numbers)
        positional = [_put_in(each, rest) for each in call["positional"]]
        return fn(*positional, **{k: _put_in(v, rest) for k, v in call["keywords"].items()})


def _taken_out(told, numbers):
    """A way of calling without the numbers in arrays, which are collected."""
    if isinstance(told, list):
        return [_taken_out(each, numbers) for each in told]
    if "kind" not in told:
        return {k: _taken_out(v, numbers) for k, v in told.items()}
    if told["kind"] == "list":
        return {"kind": "list", "value": [_taken_out(each, numbers) for each in told["value"]]}
    if told["kind"] in ("array", "key"):
        numbers.append(built(told, True, None))
        return {k: v for k, v in told.items() if k != "value"}
    return told


def _put_in(told, rest):
    if told["kind"] == "list":
        return [_put_in(each, rest) for each in told["value"]]
    return next(rest) if told["kind"] in ("array", "key") else built(told, True, None)


class _Hole:
    def __init__(self, number: int) -> None:
        self.number = number


def _filled(value, arrays):
    if isinstance(value, _Hole):
        return arrays[value.number]
    return [_filled(each, arrays) for each in value] if isinstance(value, list) else value


def answer(call):
    """What a call gives."""
    name, how = call["name"], call["how"]
    fn = function(name)
    if how == "run" and name.startswith(("jax.", "at.")):
        return told(compiled(call, fn))
    if how == "run":
        positional = [built(each, False, None) for each in call["positional"]]
        keywords = {k: built(each, False, None) for k, each in call["keywords"].items()}
        return told(fn(*positional, **keywords))
    arrays: list = []
    with _enable_x64(how == "shape64"):
        positional = [built(each, True, arrays) for each in call["positional"]]
        keywords = {k: built(each, True, arrays) for k, each in call["keywords"].items()}
        found = jax.eval_shape(
            lambda *given: fn(
                *[_filled(each, given) for each in positional],
                **{k: _filled(each, given) for k, each in keywords.items()},
            ),
            *arrays,
        )
    return told(found)


def told(found):
    """A result as plain data."""
    several = isinstance(found, (tuple, list))
    if several:
        found = found[0]
    weak = bool(getattr(found, "weak_type", False))
    shape, dtype = getattr(found, "shape", None), getattr(found, "dtype", None)
    if isinstance(found, (bool, int, float)):
        shape, dtype = (), np.asarray(found).dtype
    if shape is None or dtype is None:
        return {"other": repr(found)[:100], "value": found if isinstance(found, int) else None}
    row = {"shape": list(shape), "weak": weak, "several": several}
    if jax.dtypes.issubdtype(dtype, jax.dtypes.prng_key):
        return row | {"kind": "KEY", "bits": None}
    dtype = np.dtype(dtype)
    kinds = {"b": "BOOL", "i": "INT", "u": "UINT", "f": "FLOAT", "c": "COMPLEX", "V": "FLOAT"}
    bits = dtype.itemsize * (4 if dtype.kind == "c" else 8)
    row |= {"kind": kinds.get(dtype.kind, "OBJECT"), "bits": bits}
    if not isinstance(found, jax.ShapeDtypeStruct) and dtype.kind in "biuf":
        row["values"] = [float(each) for each in np.asarray(found).ravel()]
    return row


for each in json.load(sys.stdin):
    try:
        line = answer(each)
    except Exception as error:
        line = {"error": f"{type(error).__name__}: {error}"[:200]}
    print(json.dumps(line), flush=True)
