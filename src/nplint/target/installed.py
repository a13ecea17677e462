"""The NumPyro and JAX installed where the project runs; nothing of them is imported."""

from __future__ import annotations

import os
import re
import sys
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
    if python:
        return _environment(root_of(python), python)
    return _beside(folder) or _active_or_own()


def root_of(python: str) -> str:
    """Return the folder of an environment, which may be named by its interpreter."""
    return python if os.path.isdir(python) else os.path.dirname(os.path.dirname(python))


def forget() -> None:
    """Look at every environment afresh from now on."""
    for each in (environment_of, _beside, _active_or_own, _environment):
        each.cache_clear()


@cache
def _beside(folder: str) -> Environment | None:
    """Return the environment in a folder, or in one above it in its repository."""
    for name in _BESIDE_A_PROJECT:
        found = _environment(os.path.join(folder, name), name)
        if found is not None:
            return found
    above = os.path.dirname(folder)
    if above == folder or os.path.exists(os.path.join(folder, ".git")):
        return None
    return _beside(above)


@cache
def _active_or_own() -> Environment | None:
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        root = os.environ.get(variable)
        found = _environment(root, root) if root else None
        if found is not None:
            return found
    return _environment("", "the environment of nplint")


@cache
def _environment(root: str, where: str) -> Environment | None:
    """Return an environment with the words for it, if it has NumPyro; no root is nplint's own."""
    if root and not os.path.isdir(root):
        return None
    versions = _versions(_site_packages(root) if root else _own_site_packages())
    return Environment(where, tuple(sorted(versions.items()))) if "numpyro" in versions else None


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
