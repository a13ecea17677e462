"""Runs inside a lane: from what distributions have their shapes, and what they draw.

Each parametrisation is built again with one argument repeated along a new first axis: if the batch
shape grows by it, the axes that the argument had before belong to its event. Then all axes of one
length are made longer, and all numbers that may be a length: an event axis that grows with them has
its length from there.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
from harvest_recipes import recipes

_BATCH = 7
_MORE = 2
# Of these the usual values have axes of one length that need not be.
_OTHER_VALUES: dict[str, dict[str, Any]] = {
    "MatrixNormal": {
        "loc": jnp.full((2, 3), 0.1),
        "scale_tril_row": jnp.eye(2),
        "scale_tril_column": jnp.eye(3),
    },
    "GaussianStateSpace": {"num_steps": 5},
}

_Arguments: TypeAlias = dict[str, Any]
_Build: TypeAlias = Callable[[_Arguments], dist.Distribution]


def shapes(build: _Build, arguments: _Arguments) -> dict[str, Any] | None:
    """Return each argument's rank in the event, whence its lengths are, and what is drawn."""
    instance = build(arguments)
    told = {name: _event_rank(build, arguments, name) for name in arguments}
    ranks = {name: rank for name, rank in told.items() if rank is not None}
    lengths = [_sources(build, arguments, axis) for axis in range(len(instance.event_shape))]
    if instance.batch_shape or not all(lengths):
        return None
    kinds = {_kind(instance), *(_kind(build(_repeated(arguments, name))) for name in ranks)}
    return {
        "ranks": ranks,
        "event": [[f"{name}[{axis}]" if axis else name for name, axis in each] for each in lengths],
        "draws": kinds.pop() if len(kinds) == 1 else "",
    }


def _kind(instance: dist.Distribution) -> str:
    """Return what the numbers are that it draws; nothing where it draws none."""
    try:
        drawn = jax.eval_shape(instance.sample, jax.random.PRNGKey(0))
    except Exception:  # this family cannot
        return ""
    return {"f": "float", "i": "int", "u": "int", "b": "bool"}[jnp.dtype(drawn.dtype).kind]


def _event_rank(build: _Build, arguments: _Arguments, name: str) -> int | None:
    value = arguments[name]
    if not _is_array(value):
        return None
    try:
        instance = build(_repeated(arguments, name))
    except Exception:  # it takes no batch of these
        return None
    keeps_event = instance.event_shape == build(arguments).event_shape
    return np.ndim(value) if keeps_event and instance.batch_shape == (_BATCH,) else None


def _repeated(arguments: _Arguments, name: str) -> _Arguments:
    """Return the arguments with one of them once for each of a batch."""
    value = jnp.asarray(arguments[name])
    return {**arguments, name: jnp.broadcast_to(value, (_BATCH, *value.shape))}


def _sources(build: _Build, arguments: _Arguments, axis: int) -> list[tuple[str, int]]:
    """Return the arguments' axes, or the number, that an event axis grows with."""
    before = build(arguments).event_shape
    length = before[axis]
    for name, value in arguments.items():
        for longer in _longer(value):
            if _grows(build, {**arguments, name: longer}, before, axis):
                return [(name, 0)]
    axes = [
        (name, number - np.ndim(value))
        for name, value in arguments.items()
        if _is_array(value)
        for number, size in enumerate(np.shape(value))
        if size == length
    ]
    changed = dict(arguments)
    for name, number in axes:
        changed[name] = jnp.concatenate([changed[name]] * 2, number)
        kept = [slice(None)] * np.ndim(changed[name])
        kept[number] = slice(length + _MORE)
        changed[name] = changed[name][tuple(kept)]
    return axes if axes and _grows(build, changed, before, axis) else []


def _longer(value: object) -> Iterator[Any]:
    if isinstance(value, int) and not isinstance(value, bool):
        yield value + _MORE
    if isinstance(value, tuple) and value:
        yield (*value[:-1], value[-1] + _MORE)


def _grows(build: _Build, arguments: _Arguments, before: tuple[int, ...], axis: int) -> bool:
    try:
        after = build(arguments).event_shape
    except Exception:  # these do not go together
        return False
    return len(after) == len(before) and after[axis] == before[axis] + _MORE


def _is_array(value: object) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number or isinstance(value, (np.ndarray, jax.Array))


def main() -> None:
    """Print the shapes of all families whose arguments are numbers and arrays."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in sorted(dir(dist)):
        factory = getattr(dist, name)
        if not name[0].isupper() or not callable(factory) or name == "Distribution":
            continue

        def build(arguments: _Arguments, factory: Any = factory) -> dist.Distribution:
            checks = "validate_args" in inspect.signature(factory).parameters
            return factory(**arguments, **({"validate_args": False} if checks else {}))

        for recipe in recipes(name, factory):
            arguments = {**recipe.arguments(), **_OTHER_VALUES.get(name, {})}
            if recipe.variant or recipe.part:
                continue
            if any(isinstance(value, (dist.Distribution, list)) for value in arguments.values()):
                continue  # their shapes come in
            try:
                told = shapes(build, arguments)
            except Exception:  # whatever goes wrong, this parametrisation is not there
                continue
            if told is not None:
                rows = found.setdefault(f"numpyro.distributions.{name}", [])
                rows += [told] if told not in rows else []
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
