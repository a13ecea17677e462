"""Runs inside a lane: prints as JSON every public name of NumPyro, what it is and how called.

    {"names": {canonical name: {"kind": …, "parameters": […], "paths": [every other path]}},
     "methods": {canonical name of a class: {"bases": […], "methods": {name: […]}}},
     "jax": …, "validation": …, "needs": …}

The canonical name of an object is the path a reader of the documentation would write. A module that
cannot be imported here has the kind ``unseen``: nothing is known of what it holds.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
import sys
import types
import warnings
from importlib import metadata
from typing import Any

import jax
import numpyro
import numpyro.distributions as dist
from harvest_recipes import try_to_build
from harvest_signatures import parameters_of
from numpyro import optim
from numpyro.distributions import constraints, transforms
from numpyro.infer import ELBO, MCMC, SVI, Predictive, autoguide, mcmc, reparam
from numpyro.primitives import Messenger

# Before anything else is imported: some modules turn it on.
_VALIDATION = bool(dist.Distribution._validate_args)
# The first ancestor that fits names the kind.
_ANCESTORS: tuple[tuple[type, str], ...] = (
    (dist.Distribution, "distribution"),
    (transforms.Transform, "transform"),
    (constraints.Constraint, "constraint"),
    (mcmc.MCMCKernel, "kernel"),
    (MCMC, "mcmc"),
    (SVI, "svi"),
    (Predictive, "predictive"),
    (ELBO, "elbo"),
    (autoguide.AutoGuide, "autoguide"),
    (reparam.Reparam, "reparam"),
    (optim._NumPyroOptim, "optimizer"),
    (Messenger, "handler"),
)
# Where users find things, before the modules that define them.
_FRONT_DOORS = (
    "numpyro",
    "numpyro.distributions",
    "numpyro.infer",
    "numpyro.handlers",
    "numpyro.optim",
    "numpyro.diagnostics",
    "numpyro.util",
)


def _modules() -> dict[str, types.ModuleType | None]:
    """Every public module of the release; None where it wants a package that is not here."""
    found: dict[str, types.ModuleType | None] = {"numpyro": numpyro}
    for info in pkgutil.walk_packages(numpyro.__path__, "numpyro.", onerror=lambda _: None):
        if "._" in info.name:
            continue
        try:
            found[info.name] = importlib.import_module(info.name)
        except Exception:  # optional dependencies fail in their own ways
            found[info.name] = None
    return found


def _kind(value: object) -> str | None:
    """What an object is; None for what is not NumPyro's own or not worth a name."""
    described = value if isinstance(value, type) or inspect.isroutine(value) else type(value)
    if not (getattr(described, "__module__", None) or "").startswith("numpyro"):
        return None
    if isinstance(value, type):
        return next((kind for base, kind in _ANCESTORS if issubclass(value, base)), "class")
    if isinstance(value, constraints.Constraint):
        return "constraint"
    if not callable(value):
        return None
    module = getattr(value, "__module__", "")
    if module.startswith("numpyro.distributions") and try_to_build(value):
        return "distribution"
    return "function"


def _is_value(value: object) -> bool:
    """Whether a module's attribute is an object of its own: no module, class or plain function.

    Functions under a decorator that makes something else of them are among them.
    """
    return (
        _kind(value) is None
        and not isinstance(value, (types.ModuleType, type))
        and not inspect.isroutine(value)
        and not type(value).__module__.startswith(("__future__", "typing"))
    )


def _methods(value: type) -> dict[str, Any]:
    """What a class of NumPyro's adds to those it inherits from: its bases and public methods."""
    own = {}
    for name, member in vars(value).items():
        function = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
        if (name == "__call__" or not name.startswith("_")) and inspect.isfunction(function):
            written = parameters_of(function)
            if written is not None:
                bound = not isinstance(member, staticmethod)
                own[name] = [word for word in written if word != "/"][1:] if bound else written
    bases = [
        f"{base.__module__}.{base.__qualname__}"
        for base in value.__bases__
        if base.__module__.startswith("numpyro")
    ]
    return {**({"bases": bases} if bases else {}), **({"methods": own} if own else {})}


def _rank(path: str, value: object, listed: set[str]) -> tuple[bool, bool, int, int, bool, str]:
    module = path.rpartition(".")[0]
    elsewhere = module != getattr(value, "__module__", module)
    door = _FRONT_DOORS.index(module) if module in _FRONT_DOORS else len(_FRONT_DOORS)
    return (path not in listed, "compat" in path, path.count("."), door, elsewhere, path)


def _jax_needed() -> str:
    """Return the JAX releases that NumPyro's package asks for: ``>=0.4.25``."""
    for requirement in metadata.requires("numpyro") or ():
        found = re.fullmatch(r"jax *\(?([<>=!~][^();]*)\)?", requirement)
        if found is not None:
            return found[1].replace(" ", "")
    return ""


def harvest() -> dict[str, Any]:
    """What the release is."""
    modules = _modules()
    paths: dict[int, list[str]] = {}
    objects: dict[int, object] = {}
    listed: set[str] = set()
    for name, module in modules.items():
        if module is None:
            continue
        listed.update(f"{name}.{public}" for public in getattr(module, "__all__", ()))
        for attribute, value in vars(module).items():
            if attribute.startswith("_") or isinstance(value, types.ModuleType):
                continue
            objects[id(value)] = value
            paths.setdefault(id(value), []).append(f"{name}.{attribute}")
    names: dict[str, Any] = {
        f"{name}.{attribute}": {"kind": "value"}
        for name, module in modules.items()
        for attribute, value in (vars(module).items() if module is not None else ())
        if not attribute.startswith("_") and _is_value(value)
    }
    methods: dict[str, Any] = {}
    known_as: dict[str, str] = {}
    for key, value in objects.items():
        kind = _kind(value)
        if kind is None:
            continue
        canonical, *others = sorted(paths[key], key=lambda path: _rank(path, value, listed))
        entry: dict[str, Any] = {"kind": kind}
        parameters = parameters_of(value) if callable(value) else None
        if parameters is not None:
            entry["parameters"] = parameters
        if others:
            entry["paths"] = sorted(others)
        names[canonical] = entry
        if isinstance(value, type):
            known_as[f"{value.__module__}.{value.__qualname__}"] = canonical
            if told := _methods(value):
                methods[canonical] = told
    for told in methods.values():
        if "bases" in told:
            told["bases"] = [known_as.get(base, base) for base in told["bases"]]
    # `numpyro.distributions.constraints` is also an attribute of other modules.
    for name, module in modules.items():
        if name in names:  # a package that gives its submodule's name to a function of it
            continue
        aliases = sorted(
            f"{other}.{attribute}"
            for other, holder in modules.items()
            if holder is not None
            for attribute, value in vars(holder).items()
            if value is module
            and module is not None
            and f"{other}.{attribute}" not in modules
            and not attribute.startswith("_")
        )
        kind = "unseen" if module is None else "module"
        names[name] = {"kind": kind, **({"paths": aliases} if aliases else {})}
    return {
        "names": dict(sorted(names.items())),
        "methods": dict(sorted(methods.items())),
        "jax": jax.__version__,
        "validation": _VALIDATION,
        "needs": _jax_needed(),
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump(harvest(), sys.stdout, ensure_ascii=False)
