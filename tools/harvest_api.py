"""Runs inside a lane: prints as JSON every public name of NumPyro, what it is and how called.

    {canonical name: {"kind": …, "parameters": […], "paths": [every other path]}}

The canonical name of an object is the path a reader of the documentation would write.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import sys
import types
import warnings
from typing import Any

import numpyro
import numpyro.distributions as dist
from harvest_recipes import try_to_build
from numpyro import optim
from numpyro.distributions import constraints, transforms
from numpyro.infer import ELBO, MCMC, SVI, Predictive, autoguide, mcmc, reparam
from numpyro.primitives import Messenger

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
_KINDS = inspect.Parameter


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


def _parameters(value: object) -> list[str] | None:
    """A signature as a list: ``["loc=0.0", "*", "validate_args=None"]``.

    A default that is not a literal reads ``…``.
    """
    try:
        signature = inspect.signature(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    written: list[str] = []
    previous = None
    for parameter in signature.parameters.values():
        if previous is _KINDS.POSITIONAL_ONLY and parameter.kind is not previous:
            written.append("/")
        starred = previous in (_KINDS.VAR_POSITIONAL, _KINDS.KEYWORD_ONLY)
        if parameter.kind is _KINDS.KEYWORD_ONLY and not starred:
            written.append("*")
        mark = {_KINDS.VAR_POSITIONAL: "*", _KINDS.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        default = "" if parameter.default is _KINDS.empty else f"={_literal(parameter.default)}"
        written.append(f"{mark}{parameter.name}{default}")
        previous = parameter.kind
    if previous is _KINDS.POSITIONAL_ONLY:
        written.append("/")
    return written


def _literal(default: object) -> str:
    text = repr(default)
    try:
        ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return "…"
    return text


def _rank(path: str, value: object, listed: set[str]) -> tuple[bool, bool, int, int, bool, str]:
    module = path.rpartition(".")[0]
    elsewhere = module != getattr(value, "__module__", module)
    door = _FRONT_DOORS.index(module) if module in _FRONT_DOORS else len(_FRONT_DOORS)
    return (path not in listed, "compat" in path, path.count("."), door, elsewhere, path)


def harvest() -> dict[str, Any]:
    """The release's public names."""
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
    names: dict[str, Any] = {}
    for key, value in objects.items():
        kind = _kind(value)
        if kind is None:
            continue
        canonical, *others = sorted(paths[key], key=lambda path: _rank(path, value, listed))
        entry: dict[str, Any] = {"kind": kind}
        parameters = _parameters(value) if callable(value) else None
        if parameters is not None:
            entry["parameters"] = parameters
        if others:
            entry["paths"] = sorted(others)
        names[canonical] = entry
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
        names[name] = {"kind": "module", **({"paths": aliases} if aliases else {})}
    return dict(sorted(names.items()))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump(harvest(), sys.stdout, ensure_ascii=False)
