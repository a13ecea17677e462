"""Runs inside a lane: the attributes in which inference objects keep what they are given."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator
from typing import Any

import numpyro.infer
import numpyro.infer.autoguide
from numpyro.infer import NUTS, Trace_ELBO
from numpyro.optim import Adam

_FUNCTIONS = ("model", "guide")


def _model() -> None:
    """Stand for a model."""


def _guide() -> None:
    """Stand for a guide."""


def _arguments() -> dict[str, Any]:
    """Return an argument for each parameter that a class may ask for."""
    return {
        "model": _model,
        "guide": _guide,
        "optim": Adam(0.1),
        "loss": Trace_ELBO(),
        "inner_kernel": NUTS(_model),
        "gibbs_fn": _guide,
        "gibbs_sites": ["x"],
        "base_dist_model": _model,
    }


def _classes() -> Iterator[tuple[str, Any]]:
    for module in (numpyro.infer, numpyro.infer.autoguide):
        for name, value in sorted(vars(module).items()):
            if inspect.isclass(value) and name[0].isupper() and "numpyro" in value.__module__:
                yield f"{module.__name__}.{name}", value


def main() -> None:
    """Print, by class, the attributes that are an argument, each with its parameter."""
    found: dict[str, dict[str, str]] = {}
    for name, value in _classes():
        parameters = inspect.signature(value).parameters.values()
        arguments = _arguments()
        given = {
            each.name: arguments[each.name]
            for each in parameters
            if each.name in _FUNCTIONS or (each.default is each.empty and each.name in arguments)
        }
        try:
            made = value(**given)
        except Exception:  # whatever goes wrong, it cannot be made of these alone
            continue
        for function in _FUNCTIONS:
            for attribute in dir(made) if function in given else ():
                if not attribute.startswith("_"):
                    if getattr(made, attribute, None) is given[function]:
                        found.setdefault(name, {})[attribute] = function
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
