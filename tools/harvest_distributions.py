"""Runs inside a lane: prints as JSON what every distribution and transform is.

    harvest_distributions.py FAMILY … -- TRANSFORM …

    {"constraints": {name: event dimensions},
     "distributions": {name: {"parameters": {name: constraint}, "reparametrized": […],
                              "alternatives": […], "cases": [{"given": […], "support": …,
                                                              "keeps": […], …}]}},
     "transforms": {name: {"domain": constraint, "codomain": constraint}}}

A constraint is written as a call of its public name. Where it takes its bounds from the
arguments of the distribution, it names the parameters: ``interval(low, high)``. What could not be
told reads ``…``. An instance ``keeps`` an attribute if what one trace computes for it is what the
next trace gets.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jax
import numpy as np
import numpyro.distributions as dist  # noqa: TC002 - runs as it stands
from numpyro.distributions import constraints

sys.path.insert(0, str(Path(__file__).parent))
from harvest_recipes import Recipe, recipes

_UNTOLD = "…"
_SINGLETONS = {
    id(value): name
    for name, value in sorted(vars(constraints).items(), reverse=True)
    if isinstance(value, constraints.Constraint) and not name.startswith("_")
}
_CLASSES = {
    value: name
    for name, value in sorted(vars(constraints).items(), reverse=True)
    if isinstance(value, type)
    and issubclass(value, constraints.Constraint)
    and not name.startswith("_")
    and name != "Constraint"
}


def distribution(path: str) -> dict[str, Any]:
    """What a family is, as its instances show it in every parametrisation."""
    factory = _at(path)
    cases: list[dict[str, Any]] = []
    parameters: dict[str, str] = {}
    reparametrized: set[str] = set()
    built: list[Recipe] = []
    for recipe in recipes(path.rpartition(".")[2], factory):
        if recipe.variant or recipe.part:
            continue
        arguments = recipe.arguments()
        try:
            instance = factory(**arguments)
        except Exception:  # this parametrisation does not exist here
            continue
        built.append(recipe)
        facts = _case(instance, arguments)
        if keeps := [each for each in _attributes(instance) if _keeps(factory, recipe, each)]:
            facts["keeps"] = keeps
        cases.append({"given": list(recipe.given), **facts})
        for name, constraint in instance.arg_constraints.items():
            parameters.setdefault(name, written(constraint, arguments))
        reparametrized.update(getattr(instance, "reparametrized_params", ()))
    told: dict[str, Any] = {
        "parameters": parameters,
        "reparametrized": sorted(reparametrized),
        "alternatives": _alternatives(factory, built),
        "cases": cases,
    }
    return {key: value for key, value in told.items() if value}


def _case(instance: dist.Distribution, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What one instance is."""
    facts: dict[str, Any] = {"support": written(_support(instance), arguments)}
    if instance.is_discrete:
        facts["discrete"] = True
    if instance.has_enumerate_support:
        facts["enumerable"] = True
    if instance.event_shape:
        facts["event_dim"] = len(instance.event_shape)
    return facts


def _attributes(instance: dist.Distribution) -> list[str]:
    """The public attributes that an instance computes when they are read."""
    found = []
    for name in dir(type(instance)):
        member = inspect.getattr_static(type(instance), name)
        plain = isinstance(member, (classmethod, staticmethod, type)) or inspect.isfunction(member)
        if hasattr(member, "__get__") and not name.startswith("_") and not plain:
            found.append(name)
    return found


def _keeps(factory: Any, recipe: Recipe, attribute: str) -> bool:
    """Whether reading an attribute in two traces hands the tracers of the first to the second."""
    instance = factory(**recipe.arguments())
    try:
        for _ in range(2):
            jax.eval_shape(lambda: _touched(getattr(instance, attribute)))
    except jax.errors.UnexpectedTracerError:
        return True
    except Exception:  # not defined here, or no number
        return False
    return False


def _touched(value: object) -> list[Any]:
    """What a value is made of, computed with."""
    return [
        jax.numpy.logical_not(leaf)
        for leaf in jax.tree_util.tree_leaves(value)
        if isinstance(leaf, jax.Array)
    ]


def _support(instance: dist.Distribution) -> object:
    try:
        return instance.support
    except Exception:  # only defined in terms of something else
        return None


def transform(path: str) -> dict[str, str]:
    """The domain and codomain that a class of transforms declares for all its instances.

    What follows from the instance's arguments is no constraint of the class.
    """
    return {
        side: written(inspect.getattr_static(_at(path), side, None), {})
        for side in ("domain", "codomain")
    }


def written(constraint: object, arguments: Mapping[str, Any]) -> str:
    """A constraint as text; its own arguments by the parameter they came from."""
    if not isinstance(constraint, constraints.Constraint):
        return _UNTOLD
    _note_event_dim(constraint)
    if id(constraint) in _SINGLETONS:
        return _SINGLETONS[id(constraint)]
    kind = type(constraint)
    name = _CLASSES.get(kind)
    if name is None:
        return _UNTOLD
    inner = []
    for parameter in inspect.signature(kind.__init__).parameters.values():
        if parameter.name == "self" or parameter.kind in (
            inspect.Parameter.VAR_POSITIONAL,
            inspect.Parameter.VAR_KEYWORD,
        ):
            continue
        inner.append(_value(getattr(constraint, parameter.name, None), arguments))
    return f"{name}({', '.join(inner)})" if inner else name


# Of each constraint met, by its bare name; ``independent`` adds what it says itself.
event_dims: dict[str, int] = {}


def _note_event_dim(constraint: constraints.Constraint) -> None:
    name = _SINGLETONS.get(id(constraint)) or _CLASSES.get(type(constraint))
    if name is None or name == "independent":
        return
    try:
        event_dims[name] = constraint.event_dim
    except Exception:  # only known of an instance of what depends on it
        return


def _value(value: object, arguments: Mapping[str, Any]) -> str:
    if isinstance(value, constraints.Constraint):
        return written(value, arguments)
    for name, argument in arguments.items():
        if argument is value or _same_numbers(argument, value):
            return name
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return repr(value)
    if isinstance(value, (np.ndarray, np.generic, jax.Array)) and np.ndim(value) == 0:
        return repr(np.asarray(value).item())
    return _UNTOLD


def _same_numbers(argument: object, value: object) -> bool:
    """Whether a bound is an argument's value; 0 and 1 are too common to tell."""
    numbers = (int, float, np.ndarray, np.generic, jax.Array)
    if not isinstance(argument, numbers) or not isinstance(value, numbers):
        return False
    one, other = np.asarray(argument, float), np.asarray(value, float)
    if one.size == 0 or np.isin(one, (0.0, 1.0)).all():
        return False
    try:
        return bool(np.allclose(one, other)) and one.size >= other.size
    except ValueError:
        return False


def _alternatives(factory: Any, built: list[Recipe]) -> list[dict[str, Any]]:
    """The groups of parameters of which a call gives exactly one, and what it does otherwise.

    ``none`` and ``both`` are what happens when none or two of them are given: the exception's
    class, or empty where an instance comes out all the same.
    """
    names = sorted({name for recipe in built for name in recipe.given})
    by_name = {name: recipe for recipe in built for name in reversed(recipe.given)}
    groups: list[list[str]] = []
    for name in names:
        partners = [
            other
            for other in names
            if other != name and not any({name, other} <= set(r.given) for r in built)
        ]
        group = sorted([name, *partners])
        if partners and group not in groups:
            groups.append(group)
    told = []
    for group in groups:
        without = _outcome(factory, _arguments(by_name[group[0]], drop=group))
        if not without:
            continue  # none of them is fine too
        pairs = {
            _outcome(factory, {**_arguments(by_name[one]), **_arguments(by_name[other])})
            for one in group
            for other in group
            if one < other
        }
        told.append({"one_of": group, "none": without, "both": "|".join(sorted(pairs))})
    return told


def _arguments(recipe: Recipe, drop: list[str] | None = None) -> dict[str, Any]:
    return {k: v for k, v in recipe.arguments().items() if k not in (drop or ())}


def _outcome(factory: Any, arguments: dict[str, Any]) -> str:
    try:
        factory(**arguments)
    except Exception as error:
        return type(error).__name__
    return ""


def _at(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    divide = sys.argv.index("--")
    told = {
        "distributions": {path: distribution(path) for path in sys.argv[1:divide]},
        "transforms": {path: transform(path) for path in sys.argv[divide + 1 :]},
    }
    for name, value in vars(constraints).items():
        if isinstance(value, constraints.Constraint) and not name.startswith("_"):
            _note_event_dim(value)
    json.dump({"constraints": event_dims, **told}, sys.stdout, ensure_ascii=False, sort_keys=True)
