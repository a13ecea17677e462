"""Draws of a run that give the same numbers each time, where the run would give new keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from nplint.facts.expressions import Call, Operation
from nplint.libraries.jax_keys import constant_key, is_constant_seed, is_draw, key_of
from nplint.libraries.numpyro import bind_call, entry_of
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.records import record
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import BoundExpr, CallResult, Literal, OperatorResult

_SEED = "numpyro.handlers.seed"
# Handlers that leave it to those further out, or in, which numbers a site draws.
_NEUTRAL = frozenset(
    {"numpyro.plate", "numpyro.handlers.scale", "numpyro.handlers.mask", "numpyro.handlers.scope"}
)
_DEEPEST = 12


@record
class KeyedSite:
    """A site that the run draws, with a constant ``rng_key`` of its own."""

    run: Run
    site: Site
    key: BoundExpr

    @property
    def call(self) -> Call:
        """The call that draws."""
        return self.site.call


@record
class SeededSite:
    """A site that the run draws, under a constant seed that the model itself sets."""

    run: Run
    site: Site
    seed: CallResult

    @property
    def call(self) -> Call:
        """The call that seeds, one for all sites under it."""
        return self.seed.call


@record
class FrozenNoise:
    """A draw of ``jax.random`` with a constant key, added to what a deterministic site records."""

    run: Run
    site: Site
    draw: CallResult
    key: CallResult

    @property
    def call(self) -> Call:
        """The call that draws."""
        return self.draw.call


FrozenDraw: TypeAlias = KeyedSite | SeededSite | FrozenNoise


def frozen_draws(
    evaluator: Evaluator, run: Run, sites: Callable[[Run], Trace]
) -> Iterator[FrozenDraw]:
    """What never changes among the draws of a prediction or of a guide.

    Models that MCMC runs have none: there a key gives no more than the start.

    Parameters
    ----------
    sites
        The sites of a run's trace; asked only of runs that draw anew each time.
    """
    if run.is_by("predictive") or (run.is_by("svi") and run.role == "guide"):
        for site in sites(run).sites:
            yield from _of_site(evaluator, run, site)


def _of_site(evaluator: Evaluator, run: Run, site: Site) -> Iterator[FrozenDraw]:
    if site.kind == "sample" and _is_drawn(evaluator, run, site):
        key = site.arguments.get("rng_key")
        if key is not None and is_constant_seed(evaluator, key):
            yield KeyedSite(run, site, key)
        seed = _seed_around(evaluator, run, site)
        if seed is not None:
            yield SeededSite(run, site, seed)
    if site.kind == "deterministic" and run.is_by("predictive"):
        value = site.arguments.get("value")
        for draw in _noise(evaluator, value) if value is not None else ():
            made_with = key_of(evaluator, draw)
            constant = constant_key(evaluator, made_with) if made_with is not None else None
            if constant is not None:
                yield FrozenNoise(run, site, draw, constant)


def _is_drawn(evaluator: Evaluator, run: Run, site: Site) -> bool:
    """Whether the run draws the site: it is not observed, and no samples are given for it."""
    if site.observation is Observation.OBSERVED:
        return False
    if site.observation is Observation.EITHER:
        obs = site.arguments.get("obs")
        values = evaluator.thunk(obs) if obs is not None else ()
        # A parameter that is None by default is one that a prediction leaves out.
        return any(isinstance(value, Literal) and value.value is None for value in values)
    if run.role == "guide":
        return True
    entry = entry_of(run.runner) if run.runner is not None else None
    if entry is None or run.runner is None:
        return False
    bound = bind_call(evaluator, entry, run.runner.call, run.runner.frame)
    return bound.complete and not {"posterior_samples", "guide"} & bound.given(evaluator)


def _seed_around(evaluator: Evaluator, run: Run, site: Site) -> CallResult | None:
    """The constant seed in the model around a site, if it alone decides what the site draws."""
    deciding = [
        each
        for each in site.contexts
        if not (isinstance(each, CallResult) and each.name in _NEUTRAL)
    ]
    seed = deciding[-1] if len(deciding) == 1 else None
    if not isinstance(seed, CallResult) or seed.name != _SEED or not seed.frame.inside:
        return None
    if any(seed.call is wrapper.call for wrapper in run.model.wrappers):
        return None
    entry = entry_of(seed)
    if entry is None:
        return None
    rng_seed = bind_call(evaluator, entry, seed.call, seed.frame).arguments.get("rng_seed")
    return seed if rng_seed is not None and is_constant_seed(evaluator, rng_seed) else None


def _noise(evaluator: Evaluator, thunk: BoundExpr, depth: int = 0) -> Iterator[CallResult]:
    """The draws that are added to a value, by themselves or times something."""
    if depth > _DEEPEST:
        return
    for value in evaluator.thunk(thunk):
        if isinstance(value, CallResult) and is_draw(value) and value.frame.inside:
            yield value
        elif isinstance(value, OperatorResult) and isinstance(value.expr, Operation):
            if value.expr.operator in ("+", "-", "*"):
                for operand in value.expr.operands:
                    yield from _noise(evaluator, BoundExpr(operand, value.frame), depth + 1)
