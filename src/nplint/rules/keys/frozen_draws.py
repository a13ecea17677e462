"""Draws of a run that give the same numbers each time, where the run would give new keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from nplint.facts.expressions import Name, Operation, Subscript
from nplint.libraries.jax_keys import SPLITTING, constant_key, is_constant_seed, is_draw, key_of
from nplint.libraries.numpyro import family_of
from nplint.model.observation import Observation
from nplint.model.predictions import Predictions
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.records import record
from nplint.rules.base import Context
from nplint.rules.keys.repetition import repetition_of
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Container,
    Element,
    Literal,
    OperatorResult,
    Value,
)

_SEED = "numpyro.handlers.seed"
# Handlers that leave it to those further out, or in, which numbers a site draws.
_NEUTRAL = frozenset(
    {"numpyro.plate", "numpyro.handlers.scale", "numpyro.handlers.mask", "numpyro.handlers.scope"}
)
_DEEPEST = 12


@record
class KeyedSite:
    """A site that the run draws, with a constant ``rng_key`` of its own."""

    site: Site
    key: BoundExpr


@record
class SeededSite:
    """A site that the run draws, under a constant seed that the model itself sets."""

    site: Site
    seed: CallResult


@record
class FrozenNoise:
    """A draw of ``jax.random`` with a constant key, added to what a deterministic site records."""

    site: Site
    draw: CallResult
    key: CallResult


FrozenDraw: TypeAlias = KeyedSite | SeededSite | FrozenNoise


def draws_anew(run: Run) -> bool:
    """Tell whether a run gives its sites new keys each time, as predictions and guides have it.

    In models that MCMC runs a key gives no more than the start.
    """
    return run.is_by("predictive") or (run.is_by("svi") and run.role == "guide")


def is_drawn_by_seed(context: Context, run: Run, site: Site) -> bool:
    """Tell whether a seed around the model decides on what a site of a run is."""
    if site.kind != "sample" or site.observation is Observation.OBSERVED:
        return False
    if "rng_key" in site.arguments or context.values(site.arguments.get("fn")).all(_is_delta):
        return False
    if run.role == "guide":
        return True
    assert run.runner is not None
    given = context.arguments(run.runner)
    if site.observation is Observation.EITHER:
        return True  # a prediction of data that it is not given
    if "guide" in given:
        return False
    samples = given.get("posterior_samples")
    if samples is None:
        return True
    # Samples of which the names are not seen are those of all latent sites.
    names = names_given(context, samples)
    return names is not None and site.name not in names


def _is_delta(value: Value) -> bool:
    made = family_of(value)
    return made is not None and made.name == "numpyro.distributions.Delta"


def names_given(context: Context, samples: BoundExpr) -> set[object] | None:
    """Return the names in a dict of samples by site; None unless all are seen."""
    only, containers = context.values(samples).only, context.program.evaluator.containers
    if not isinstance(only, Container) or containers.may_grow(only):
        return None
    return {key for key, _ in containers.entries(only)}


def is_single_draw(context: Context, predictive: CallResult) -> bool:
    """Tell whether a ``Predictive`` makes one draw, and that once."""
    given = context.arguments(predictive)
    if not given.complete or {"posterior_samples", "guide"} & given.arguments.keys():
        return False
    if context.values(given.get("num_samples")).literals != [1]:
        return False
    calls = {
        each.call
        for each in context.program.analysis(Predictions).all
        if each.predictive.call is predictive.call
    }
    return len(calls) == 1 and not any(repetition_of(each, each.scope) for each in calls)


def frozen_draws(context: Context, run: Run, trace: Trace) -> Iterator[FrozenDraw]:
    """Yield what never changes among the draws of a prediction or of a guide."""
    if draws_anew(run):
        for site in trace.sites:
            if site.kind == "sample" and _is_drawn(context, run, site):
                yield from _of_sample(context, run, site)
            elif site.kind == "deterministic" and run.is_by("predictive"):
                yield from _of_deterministic(context, site)


def _of_sample(context: Context, run: Run, site: Site) -> Iterator[FrozenDraw]:
    key, seed = site.arguments.get("rng_key"), _seed_around(context, run, site)
    if key is not None and (
        is_constant_seed(context.program.evaluator, key) or _is_argument(context, run, key)
    ):
        yield KeyedSite(site, key)
    if seed is not None:
        yield SeededSite(site, seed)


def _is_argument(context: Context, run: Run, key: BoundExpr, depth: int = 0) -> bool:
    """Tell whether a key is made of an argument of the model, which all draws share."""
    expr = key.expr
    if isinstance(expr, Name):
        owner, _ = context.program.evaluator.find_name(expr.id, expr.start, key.frame)
        function = run.model.function
        if owner is not None and owner.scope is function.scope and function.parameter(expr.id):
            return len(function.scope.bindings[expr.id]) == 1 and _is_given(context, run, expr.id)
    if depth > _DEEPEST:
        return False
    return context.values(key).all(lambda value: _is_part(context, run, value, depth))


def _is_given(context: Context, run: Run, parameter: str) -> bool:
    """Tell whether a run of several draws or steps surely gives a parameter something."""
    roots = [run.root]
    if run.is_by("predictive"):
        assert run.runner is not None
        if context.values(context.arguments(run.runner).get("num_samples")).literals == [1]:
            return False
        found = context.program.analysis(Predictions).all
        roots = [each.root for each in found if each.predictive.call is run.runner.call]
    return any(
        not context.values(argument).may_be_none
        for root in roots
        for argument in root.arguments.get(parameter, ())
    )


def _is_part(context: Context, run: Run, value: Value, depth: int) -> bool:
    """Tell whether a value is a key that an argument of the model is split into."""
    while isinstance(value, Element):
        value = value.owner
    if isinstance(value, OperatorResult) and isinstance(value.expr, Subscript):
        return _is_argument(context, run, BoundExpr(value.expr.value, value.frame), depth + 1)
    if not isinstance(value, CallResult) or value.name not in SPLITTING:
        return False
    arguments = value.call.arguments
    constant = all(
        context.program.evaluator.literals(each.value, value.frame) is not None
        for each in arguments[1:]
    )
    first = BoundExpr(arguments[0].value, value.frame) if arguments and constant else None
    return first is not None and _is_argument(context, run, first, depth + 1)


def _of_deterministic(context: Context, site: Site) -> Iterator[FrozenDraw]:
    evaluator = context.program.evaluator
    for draw in _noise(context, site.arguments.get("value")):
        drawn_with = key_of(evaluator, draw)
        key = constant_key(evaluator, drawn_with) if drawn_with is not None else None
        if key is not None:
            yield FrozenNoise(site, draw, key)


def _is_drawn(context: Context, run: Run, site: Site) -> bool:
    """Tell whether the run draws a site: it is not observed, and no samples are given for it."""
    if site.observation is Observation.OBSERVED:
        return False
    if site.observation is Observation.EITHER:
        # A parameter that is None by default is one that a prediction leaves out.
        values = context.values(site.arguments.get("obs"))
        return any(isinstance(value, Literal) and value.value is None for value in values)
    if run.role == "guide":
        return True
    assert run.runner is not None
    call = context.arguments(run.runner)
    given = call.given(context.program.evaluator)
    return call.complete and given.isdisjoint({"posterior_samples", "guide"})


def _seed_around(context: Context, run: Run, site: Site) -> CallResult | None:
    """Return the constant seed in the model that alone decides what a site draws."""
    deciding = [
        each
        for each in site.contexts
        if not (isinstance(each, CallResult) and each.name in _NEUTRAL)
    ]
    seed = deciding[0] if len(deciding) == 1 else None
    if not isinstance(seed, CallResult) or seed.name != _SEED or not seed.frame.in_trace:
        return None
    if any(seed.call is wrapper.call for wrapper in run.model.wrappers):
        return None
    number = context.arguments(seed).get("rng_seed")
    is_constant = number is not None and is_constant_seed(context.program.evaluator, number)
    return seed if is_constant else None


def _noise(context: Context, value: BoundExpr | None, depth: int = 0) -> Iterator[CallResult]:
    """Yield the draws that are added to a value, by themselves or times something."""
    if depth > _DEEPEST:
        return
    for each in context.values(value):
        if isinstance(each, CallResult) and is_draw(each) and each.frame.in_trace:
            yield each
        elif isinstance(each, OperatorResult) and isinstance(each.expr, Operation):
            if each.expr.operator in ("+", "-", "*"):
                for operand in each.expr.operands:
                    yield from _noise(context, BoundExpr(operand, each.frame), depth + 1)
