"""Which NumPyro and JAX are installed where the project runs; nothing of them is imported."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from glob import escape, glob
from typing import NamedTuple

# Decides where to look where no setting does; ``none`` looks nowhere.
VARIABLE = "NPLINT_PYTHON"
NONE = "none"

_BESIDE_A_PROJECT = (".venv", "venv", os.path.join(".pixi", "envs", "default"))
_METADATA = re.compile(
    r"(?P<package>numpyro|jax)-(?P<version>\d[^-+]*)(?:[-+].*)?\.(?:dist|egg)-info", re.IGNORECASE
)


class Environment(NamedTuple):
    """A Python environment that has NumPyro.

    Parameters
    ----------
    where
        The words for it in a message: ``.venv``, or its path.
    versions
        The versions of ``numpyro`` and ``jax``, by name.
    """

    where: str
    versions: tuple[tuple[str, str], ...]

    def version(self, package: str) -> str | None:
        """Return the version of a package, None where it is not installed."""
        return dict(self.versions).get(package)


@cache
def environment_of(folder: str, python: str | None) -> Environment | None:
    """Return the environment that the code of a folder runs in, so far as it has NumPyro.

    Parameters
    ----------
    folder
        An absolute path.
    python
        An environment, or the interpreter of one, to look into in place of the usual ones:
        beside the project, the active one, that of nplint itself. ``none`` looks nowhere.
    """
    python = python or os.environ.get(VARIABLE)
    if python == NONE:
        return None
    places = _usual(folder) if not python else [(root_of(python), python)]
    for root, where in places:
        versions = _versions(_site_packages(root) if root else _own_site_packages())
        if "numpyro" in versions:
            return Environment(where, tuple(sorted(versions.items())))
    return None


def root_of(python: str) -> str:
    """Return the folder of an environment, which may be named by its interpreter."""
    return python if os.path.isdir(python) else os.path.dirname(os.path.dirname(python))


def _usual(folder: str) -> Iterator[tuple[str, str]]:
    """Yield environments with the words for them, the first to be asked first."""
    for above in _up_to_repository(folder):
        for name in _BESIDE_A_PROJECT:
            yield os.path.join(above, name), name
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        root = os.environ.get(variable)
        if root:
            yield root, root
    yield "", "the environment of nplint"


def _up_to_repository(folder: str) -> Iterator[str]:
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder or os.path.exists(os.path.join(folder, ".git")):
            return
        folder = above


def _site_packages(root: str) -> list[str]:
    """Return the folders that an environment has its packages in, as they are on any system."""
    unix = os.path.join(escape(root), "lib", "python3*")
    return [
        *sorted(glob(os.path.join(unix, "site-packages"))),
        *sorted(glob(os.path.join(unix, "dist-packages"))),
        os.path.join(root, "Lib", "site-packages"),
    ]


def _own_site_packages() -> list[str]:
    return [each for each in sys.path if each.endswith(("site-packages", "dist-packages"))]


def _versions(folders: list[str]) -> dict[str, str]:
    """Return the versions that stand in the names of the metadata, the first that is found."""
    versions: dict[str, str] = {}
    for folder in folders:
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        for match in filter(None, map(_METADATA.fullmatch, names)):
            versions.setdefault(match["package"].lower(), match["version"])
    return versions
