"""Runs inside a lane: how the array functions of the table are called, by dotted name.

The names come as JSON on standard input; a name without a module in front (``.sum``) is a method of
arrays of JAX, or else of NumPy.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
import sys

import jax
import jax.numpy as jnp
import numpy as np
from harvest_signatures import parameters_of

jax.config.update("jax_platforms", "cpu")
# NumPy says less of it than JAX.
_VAGUE = frozenset({"numpy.einsum"})
_FIRST_LINE = re.compile(r"\w+\((?P<parameters>[^)]*)\)")


def _found(name: str) -> object:
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:]:
            found = getattr(found, part)
        return found
    raise AttributeError(name)


def words(name: str) -> list[str] | None:
    """How a name is called, as the data files keep signatures."""
    if name.startswith("."):
        return _of_method(name[1:])
    if name in _VAGUE:
        return None
    try:
        found = _found(name)
    except AttributeError:
        return None
    method = isinstance(getattr(found, "__objclass__", None), type) or ".Generator." in name
    if isinstance(found, np.ufunc):
        return [f"x{place}" for place in range(1, found.nin + 1)] + ["/", "out=None"]
    if isinstance(found, type):
        return ["x"] if ".numpy" in name or name.startswith("numpy.") else parameters_of(found)
    told = parameters_of(found) or _of_docstring(found)
    if told and told[0] == "self":
        told = told[1:]
    return told if told is not None or not method else None


def _of_method(name: str) -> list[str] | None:
    for kind in (jnp.zeros((1, 1)), np.zeros((1, 1))):
        if not hasattr(kind, name):
            continue
        found = getattr(type(kind), name, None)
        of_jax = not isinstance(kind, np.ndarray)
        if (of_jax and isinstance(found, property)) or not callable(getattr(kind, name)):
            return ["self"]
        told = parameters_of(getattr(kind, name)) or _of_docstring(getattr(kind, name))
        if told is not None:
            return ["self", *told]
    return None


def _of_docstring(found: object) -> list[str] | None:
    """A signature as the first line of a docstring writes it: ``normal(loc=0.0, size=None)``."""
    match = _FIRST_LINE.match((getattr(found, "__doc__", "") or "").strip())
    if match is None or "[" in match["parameters"] or "(" in match["parameters"]:
        return None
    try:
        parsed = ast.parse(f"def f({match['parameters']}): pass").body[0]
    except SyntaxError:
        return None
    namespace: dict[str, object] = {}
    exec(ast.unparse(parsed), {"inf": np.inf}, namespace)
    return parameters_of(namespace["f"])


print(json.dumps({name: told for name in json.load(sys.stdin) if (told := words(name))}))
