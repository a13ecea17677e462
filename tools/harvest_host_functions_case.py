"""Print which functions of Python, NumPy and SciPy cannot take what JAX traces, in one lane.

Each function is given a traced array in every position that its trials have, alone and in a list.
It rejects one if it raises JAX's own error on some trial and runs on none. Functions of JAX are
printed with the parameter by which they are told how long their result is.
"""

from __future__ import annotations

import builtins
import importlib
import inspect
import json
import math
import signal
import warnings
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.errors import (
    ConcretizationTypeError,
    NonConcreteBooleanIndexError,
    TracerArrayConversionError,
    TracerIntegerConversionError,
)

MODULES = ("numpy", "numpy.linalg", "math", "scipy.special", "scipy.stats", "builtins")
# Functions that read files or ask somebody, and those that make a number of any length.
LEFT_OUT = frozenset(
    {"breakpoint", "compile", "eval", "exec", "exit", "fromfile", "fromregex", "genfromtxt", "help",
     "info", "input", "load", "loadtxt", "memmap", "open", "print", "quit", "save", "savetxt",
     "savez", "savez_compressed", "show_config", "show_runtime", "source", "test"}
)  # fmt: skip
LENGTHS = ("size", "length", "total_repeat_length")
ERRORS = (
    ConcretizationTypeError,
    NonConcreteBooleanIndexError,
    TracerArrayConversionError,
    TracerIntegerConversionError,
)
# What follows the first argument; "traced" stands for the traced array.
TRIALS: tuple[tuple[Any, ...], ...] = (
    (), (0,), (2.0,), ("traced",), ((1, -1),), ("traced", "traced"), (0, 1), ([0.0, 1.0],),
)  # fmt: skip


class Slow(Exception):
    """A call takes too long."""


def stop(*_: object) -> None:
    raise Slow


def rejects(
    function: Callable[..., Any], first: list[Any], trials: tuple[tuple[Any, ...], ...] = TRIALS
) -> bool:
    """Tell whether a function takes none of some traced values."""
    seen = set()
    for value in first:
        array = value[0] if isinstance(value, list) else value
        for rest in trials:
            arguments = [array if isinstance(each, str) else each for each in rest]
            signal.setitimer(signal.ITIMER_REAL, 1.0)
            try:
                function(value, *arguments)
                return False
            except ERRORS:
                seen.add("traced")
            except BaseException:
                seen.add("otherwise")
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0.0)
    return "traced" in seen


def rejecting(arrays: list[Any]) -> dict[str, list[str]]:
    """Return the functions, with the forms in which each rejects traced arrays."""
    found = {}
    for module in MODULES:
        names = importlib.import_module(module)
        for name in sorted(dir(names)):
            function = getattr(names, name)
            is_type = inspect.isclass(function) and not issubclass(function, np.generic)
            is_type = is_type and function not in (bool, complex, float, int, range)
            if name.startswith("_") or name in LEFT_OUT or is_type or not callable(function):
                continue
            forms = {"array": arrays, "list": [[each, each] for each in arrays]}
            rejected = [form for form, first in forms.items() if rejects(function, first)]
            found[f"{module}.{name}"] = rejected
    return found


def sized() -> dict[str, str]:
    """Return the functions of JAX that find out how long their result is, unless they are told.

    In a trace they cannot, not of NumPy's arrays either.
    """
    found = {}
    for name in sorted(dir(jnp)):
        function = getattr(jnp, name)
        if name.startswith("_") or inspect.isclass(function) or not callable(function):
            continue
        try:
            parameters = inspect.signature(function).parameters
        except ValueError:
            continue
        for length in LENGTHS:
            has_length = length in parameters and parameters[length].default is None
            alone = [(jnp.array([1, 0, 2]),)] if length == "total_repeat_length" else [()]
            if has_length and rejects(function, [np.array([1, 0, 2])], tuple(alone)):
                found[f"jax.numpy.{name}"] = length
    return found


def main() -> None:
    """Print the outcome as JSON."""
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, stop)
    assert builtins and math
    found: dict[str, list[str]] = {}
    lengths: dict[str, str] = {}

    def trace(scalar: Any, vector: Any, matrix: Any, whole: Any) -> Any:
        found.update(rejecting([scalar, vector, matrix, whole]))
        lengths.update(sized())
        return scalar

    vector = np.array([0.25, 0.5], np.float32)
    jax.make_jaxpr(trace)(vector[0], vector, vector + np.eye(2, dtype=np.float32), np.int32(1))
    rejected = {name: forms for name, forms in found.items() if forms}
    print(json.dumps({"tried": sorted(found), "rejecting": rejected, "sized": lengths}))


if __name__ == "__main__":
    main()
