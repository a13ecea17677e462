"""Runs inside a lane: builds distributions and prints what they are."""

from __future__ import annotations

import json
import sys
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro.distributions import constraints


def facts(text: str) -> dict[str, Any] | None:
    """Return the shapes, bounds and dtype of a distribution; None if it cannot be built."""
    try:
        instance = eval(text, {"dist": dist, "jnp": jnp})
    except Exception:  # not on this release
        return None
    found: dict[str, Any] = {"batch": instance.batch_shape, "event": instance.event_shape}
    try:
        support = instance.support
        found["bounds"] = [_bound(support, "lower_bound"), _bound(support, "upper_bound")]
    except Exception:  # there is none that can be told
        found["bounds"] = None
    try:
        drawn = jax.eval_shape(instance.sample, jax.random.PRNGKey(0))
        found["dtype"] = jnp.dtype(drawn.dtype).kind
    except Exception:  # nothing can be drawn from it
        found["dtype"] = None
    return found


def _bound(support: Any, name: str) -> float | None:
    while isinstance(support, constraints.independent):
        support = support.base_constraint
    value = getattr(support, name, None)
    if value is None or np.size(value) == 0:
        return None
    numbers = np.unique(np.asarray(value))
    return float(numbers[0]) if numbers.size == 1 else None


if __name__ == "__main__":
    numpyro.enable_validation(False)
    json.dump([facts(text) for text in json.load(sys.stdin)], sys.stdout)
