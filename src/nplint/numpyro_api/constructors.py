"""The distributions that compute when they are built, which JAX may round anew in a model."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from nplint.numpyro_api.catalogue import canonical
from nplint.numpyro_api.data import table


def constructor_computes(name: str, given: Collection[str]) -> bool:
    """Tell whether the bits of what a constructor keeps may depend on where it runs.

    Parameters
    ----------
    name
        The family's canonical name.
    given
        The parameters that the call gives.
    """
    return any(parameters <= set(given) for parameters in _by_name().get(name, ()))


@cache
def _by_name() -> dict[str, list[frozenset[str]]]:
    families = table("constructors")["families"].items()
    return {canonical(name) or name: [*map(frozenset, given)] for name, given in families}
