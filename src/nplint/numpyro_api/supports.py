"""The supports of NumPyro's distributions, as the newest release gives them."""

from __future__ import annotations

import json
from functools import cache

from nplint.numpyro_api.catalogue import DATA


def supports(name: str) -> frozenset[str]:
    """What a distribution's support can be, by the names of constraints; empty if not known.

    A constraint that takes arguments goes by its class: ``Interval``, ``GreaterThanEq``. Which
    one it is may depend on the arguments; whether it is independent over event dimensions is left
    out. Written by ``tools/harvest_supports.py``.
    """
    return frozenset(_supports().get(name, ()))


@cache
def _supports() -> dict[str, list[str]]:
    data: dict[str, list[str]] = json.loads((DATA / "supports.json").read_text(encoding="utf-8"))
    return data
