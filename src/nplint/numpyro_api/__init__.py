"""NumPyro, release by release: names, signatures, and what may not be shared.

NumPyro is never imported. The facts are harvested by ``tools/harvest.py``, which runs the releases
themselves.
"""

from __future__ import annotations

from nplint.numpyro_api.catalogue import (
    Entry,
    EntryKind,
    lookup,
    lookup_on,
    names_taking,
    public_names,
)
from nplint.numpyro_api.constructors import constructor_computes
from nplint.numpyro_api.distribution_shapes import AxisSource, ShapeFacts, shape_facts
from nplint.numpyro_api.families import (
    Alternatives,
    Constraint,
    Family,
    TransformFacts,
    family,
    kept_attributes,
    read_constraint,
    transform,
)
from nplint.numpyro_api.host_functions import TracedForm, length_parameter, rejects_traced
from nplint.numpyro_api.keepers import kept_parameter
from nplint.numpyro_api.leaks import (
    Leak,
    SeenLeak,
    leak,
    leak_through,
    leaking_releases,
    seen_leaks,
    tried_releases,
    was_seen_to_leak,
)
from nplint.numpyro_api.methods import ancestors, method, methods_of, methods_taking
from nplint.numpyro_api.packages import Package, Successor, packages
from nplint.numpyro_api.releases import Release, jax_releases, releases, supported_releases
from nplint.numpyro_api.signatures import (
    Bound,
    Misfit,
    Parameter,
    Signature,
    bind,
    by_position,
    renamed,
    written,
)

__all__ = [
    "Alternatives",
    "AxisSource",
    "Bound",
    "Constraint",
    "Entry",
    "EntryKind",
    "Family",
    "Leak",
    "Misfit",
    "Package",
    "Parameter",
    "Release",
    "SeenLeak",
    "ShapeFacts",
    "Signature",
    "Successor",
    "TracedForm",
    "TransformFacts",
    "ancestors",
    "bind",
    "by_position",
    "constructor_computes",
    "family",
    "jax_releases",
    "kept_attributes",
    "kept_parameter",
    "leak",
    "leak_through",
    "leaking_releases",
    "length_parameter",
    "lookup",
    "lookup_on",
    "method",
    "methods_of",
    "methods_taking",
    "names_taking",
    "packages",
    "public_names",
    "read_constraint",
    "rejects_traced",
    "releases",
    "renamed",
    "seen_leaks",
    "shape_facts",
    "supported_releases",
    "transform",
    "tried_releases",
    "was_seen_to_leak",
    "written",
]
