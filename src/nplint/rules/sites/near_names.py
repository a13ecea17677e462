"""Names of sites that are nearly the same as another: what a misspelt one was meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

# What NumPyro puts behind the names of sites that it makes itself, beside those of the model.
MADE_BY_NUMPYRO = ("_base", "_decentered", "_centered", "_unconstrained", "_auto_latent")


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """Return the names that a name may be misspelt for, in any case of their letters."""
    known = list(known)
    near = get_close_matches(name.lower(), {each.lower(): None for each in known}, 2, 0.75)
    return [each for each in known if each.lower() in near]
