"""What NumPyro is, release by release: names, signatures, and who leaks. NumPyro is never imported.

The facts are harvested by ``tools/harvest.py``, which runs the releases themselves.
"""

from __future__ import annotations

from nplint.numpyro_api.catalogue import (
    Entry,
    Parameter,
    lookup,
    names_of_kinds,
    names_taking_models,
    public_names,
    supported_releases,
)
from nplint.numpyro_api.leaks import (
    Leak,
    leak,
    leak_through,
    leaking_releases,
    was_seen_to_leak,
)
from nplint.numpyro_api.supports import supports

__all__ = [
    "Entry",
    "Leak",
    "Parameter",
    "leak",
    "leak_through",
    "leaking_releases",
    "lookup",
    "names_of_kinds",
    "names_taking_models",
    "public_names",
    "supported_releases",
    "supports",
    "was_seen_to_leak",
]
