"""Names of NumPyro and JAX as people type them, and the paths that they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nplint.numpyro_api import Package

# The usual names under which models import modules.
_ALIASES = {
    "jnp": "jax.numpy",
    "jsp": "jax.scipy",
    "jr": "jax.random",
    "jrandom": "jax.random",
    "jrng": "jax.random",
    **dict.fromkeys(
        ("dist", "dists", "npd", "npdist", "ndist", "numdist", "numpyro_dist"),
        "numpyro.distributions",
    ),
    **dict.fromkeys(("npyro", "npr"), "numpyro"),
}


def normalized(typed: str) -> str:
    """Return a dotted path without calls, with the usual alias of a module spelled out."""
    plain = typed.strip().lstrip("@").replace("().", ".").partition("(")[0].strip(" .")
    first, dot, rest = plain.partition(".")
    return f"{_ALIASES.get(first, first)}{dot}{rest}" if dot else plain


def meant(package: Package, name: str) -> tuple[str, ...]:
    """Return the paths of a package that a name may mean.

    Parameters
    ----------
    package
        NumPyro or JAX.
    name
        A path, the end of one, or that of a class with a method behind it, as :func:`normalized`
        gives it. The path of a method is ``numpyro.infer.MCMC().run``.
    """
    found = package.find(name) or package.ending_in(name)
    if found:
        return found
    owner, _, attr = name.rpartition(".")
    owners = meant(package, owner) if owner else ()
    methods = (f"{each}().{attr}" for each in owners)
    return tuple(each for each in methods if any(package.past_signatures(each)))
