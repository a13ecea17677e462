"""Runs a program as ``__main__`` once with each of several seeds: ``python seeded.py PROGRAM 0 1``.

Each seed that it, or NumPyro for it, makes a key or a generator from is moved by the same amount,
a multiple of the number. So a program names its seeds as its readers would, and still shows whether
what it measures hangs on them. 0 leaves them as they are. Before what it prints stands ``seed 0``.

One process does it for all of them: what JAX compiled for the first serves the others.
"""

from __future__ import annotations

import contextlib
import os
import random
import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jax
import numpy as np

_STEP = 1000  # no program names seeds as far apart, so that those of two numbers never meet


@contextlib.contextmanager
def moved_seeds(number: int) -> Iterator[None]:
    """Let whatever takes a seed take one that lies ``number`` steps further."""
    by = number * _STEP
    state: type[np.random.RandomState] = np.random.RandomState

    class RandomState(state):  # type: ignore[valid-type, misc]
        def __init__(self, seed: Any = None) -> None:
            super().__init__(None if seed is None else seed + by)

    replaced: list[tuple[Any, str, Any]] = [(np.random, "RandomState", RandomState)]
    for module, name in (
        (jax.random, "PRNGKey"),
        (jax.random, "key"),
        (np.random, "seed"),
        (np.random, "default_rng"),
        (random, "seed"),
    ):
        replaced.append((module, name, _moved(getattr(module, name), by)))
    before = [(module, name, getattr(module, name)) for module, name, _ in replaced]
    for module, name, value in replaced:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


def _moved(made: Callable[..., Any], by: int) -> Callable[..., Any]:
    def moved(seed: Any = None, *args: Any, **options: Any) -> Any:
        # A generator that is handed over in place of a seed stays what it is.
        is_number = hasattr(seed, "__add__") and not isinstance(seed, (str, bytes))
        return made(seed + by if is_number else seed, *args, **options)

    return moved


def main() -> None:
    """Run the program of the command line; the modules beside it are read each time anew."""
    program, numbers = Path(sys.argv[1]).resolve(), sys.argv[2:]
    folder = str(program.parent)
    sys.argv = [str(program)]
    sys.path[0] = folder
    before = set(sys.modules)
    for number in numbers:
        print("seed", number)
        try:
            with moved_seeds(int(number)):
                runpy.run_path(str(program), run_name="__main__")
        finally:
            for name in set(sys.modules) - before:
                if (getattr(sys.modules[name], "__file__", None) or "").startswith(folder + os.sep):
                    del sys.modules[name]


if __name__ == "__main__":
    main()
