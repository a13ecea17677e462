"""Runs inside a lane: prints as JSON the public names of JAX that models use, and how to call them.

    {"names": {path: [parameters] or null}, "same": [[path, …], …], "advice": {path: path}}

``same`` lists paths that lead to one object; ``advice`` is what JAX itself says to use instead of
a name, in its deprecation warnings. A module that cannot be imported here is left out.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import pkgutil
import re
import sys
import types
import warnings
from collections import defaultdict
from pathlib import Path
from typing import Any

import jax

sys.path.insert(0, str(Path(__file__).parent))
from harvest_signatures import parameters_of

# The modules that models use. Of all others only is known whether they are there.
_READ = re.compile(
    r"jax(?:\.(?:numpy(?:\.\w+)?|random|lax(?:\.linalg)?|nn(?:\.\w+)?|scipy(?:\.\w+)*|tree|tree_util|ops"
    r"|config|core|lib(?:\.xla_bridge)?|util|linear_util|abstract_arrays|dtypes|flatten_util|debug"
    r"|errors|experimental(?:\.ode)?|example_libraries(?:\.\w+)?|extend(?:\.backend)?))?"
)
# Of these, the ones whose functions are called with keywords.
_CALLED = re.compile(
    r"jax(?:\.(?:numpy(?:\.\w+)?|random|lax|nn|scipy(?:\.\w+)*|tree|tree_util|ops))?"
)
# They take long to import, or tell nothing to a model.
_LEFT_OUT = re.compile(r"\.tools\b|test|\.mosaic|\.pallas|\.jax2tf|\.collect_profile")
_ADVICE = re.compile(
    r"\b(?:use|with|by|to|instead,? use)\s+`*((?:jax|jnp)(?:\.\w+)+)", re.IGNORECASE
)


def modules() -> dict[str, types.ModuleType | None]:
    """Every public module; None for those that are not looked into, or cannot be imported."""
    found: dict[str, types.ModuleType | None] = {"jax": jax}
    for info in pkgutil.walk_packages(jax.__path__, "jax.", onerror=lambda _: None):
        if "._" in info.name:
            continue
        found[info.name] = None
        if not _LEFT_OUT.search(info.name):
            # Optional dependencies fail in their own ways, one of them exits.
            with contextlib.suppress(BaseException):
                found[info.name] = importlib.import_module(info.name)
    return found


def members(module: types.ModuleType) -> dict[str, Any]:
    """A module's public attributes, those included that it only gives with a warning."""
    names = {*vars(module), *getattr(module, "_deprecations", ())}
    found = {}
    for name in sorted(names):
        if name.startswith("_"):
            continue
        try:
            found[name] = getattr(module, name)
        except Exception:  # its removal is announced by a name that raises
            continue
    return found


def advised(path: str, value: object, message: str) -> str | None:
    """What JAX says to use instead, where it says so in so many words."""
    texts = [message]
    if inspect.isfunction(value):
        try:
            source = inspect.getsource(inspect.unwrap(value))
        except (OSError, TypeError):
            source = ""
        texts += re.findall(r'"([^"]*deprecated[^"]*)', source)
    for text in texts:
        for match in _ADVICE.finditer(" ".join(text.split())):
            advice = re.sub(r"^jnp\.", "jax.numpy.", match[1])
            if advice != path:
                return advice
    return None


def _is_foreign(value: object) -> bool:
    """Whether an attribute is not JAX's own."""
    if isinstance(value, types.ModuleType):
        return not value.__name__.startswith("jax")
    home = getattr(value, "__module__", None)
    return not (home is None or home.startswith("jax") or type(value).__module__.startswith("jax"))


def harvest() -> dict[str, Any]:
    """The release's public names."""
    told: dict[str, dict[str, Any]] = {}
    advice: dict[str, str] = {}
    paths: defaultdict[int, list[str]] = defaultdict(list)
    objects: list[object] = []  # kept, or an id could be used twice
    for module_name, module in modules().items():
        if module is None or not _READ.fullmatch(module_name):
            parent, _, name = module_name.rpartition(".")
            if _READ.fullmatch(parent):
                told.setdefault(parent, {})[name] = None
            continue
        messages = getattr(module, "_deprecations", {})
        names = told.setdefault(module_name, {})
        for name, value in members(module).items():
            path = f"{module_name}.{name}"
            message = messages.get(name, ("",))[0] or ""
            foreign = _is_foreign(value)
            if foreign and isinstance(value, types.ModuleType):  # ``jax.numpy.np``
                continue
            called = callable(value) and not foreign and _CALLED.fullmatch(module_name)
            names[name] = parameters_of(value) if called else None
            if not foreign and not isinstance(
                value, (type(None), bool, int, float, complex, str, tuple)
            ):
                objects.append(value)
                paths[id(value)].append(path)
            if found := advised(path, value, message):
                advice[path] = found
        for name, (message, *_) in messages.items():
            if name not in names and (
                found := advised(f"{module_name}.{name}", None, message or "")
            ):
                advice[f"{module_name}.{name}"] = found
    return {
        "names": {
            f"{module}.{name}": signature
            for module, names in told.items()
            for name, signature in names.items()
        },
        "same": sorted(sorted(group) for group in paths.values() if len(group) > 1),
        "advice": advice,
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump(harvest(), sys.stdout, ensure_ascii=False, sort_keys=True)
