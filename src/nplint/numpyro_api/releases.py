"""The NumPyro releases that were run, and what a release decides by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from nplint.numpyro_api.data import table


@dataclass(frozen=True, slots=True)
class Release:
    """A NumPyro release.

    Parameters
    ----------
    numpyro
        Its version.
    jax
        The JAX it was run with: one that works with it, not the only one.
    validation
        Whether distributions check their arguments unless told otherwise.
    needs
        The JAX releases that its package asks for, such as ``>=0.4.25``.
    """

    numpyro: str
    jax: str
    validation: bool
    needs: str


@cache
def releases() -> tuple[Release, ...]:
    """Every release that was run, oldest first."""
    return tuple(Release(**row) for row in table("releases")["releases"])


@cache
def supported_releases() -> tuple[str, ...]:
    """The NumPyro releases nplint supports, oldest first."""
    return tuple(release.numpyro for release in releases())


@cache
def jax_releases() -> tuple[str, ...]:
    """The JAX releases nplint knows, oldest first."""
    return tuple(table("jax")["releases"])


@cache
def number_of(release: str) -> int:
    """The place of a release in :func:`supported_releases`.

    Raises
    ------
    ValueError
        It is none of them.
    """
    return supported_releases().index(release)
