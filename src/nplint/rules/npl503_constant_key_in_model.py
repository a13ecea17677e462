from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TypeGuard

from nplint.facts.expressions import Operation, spelling
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.fixes.spelled import spelled
from nplint.program.numpyro_calls import bind_call, entry_of
from nplint.program.observation import Observation
from nplint.program.random_keys import MAKING, SPLITTING, constant_key
from nplint.program.runs import Run
from nplint.program.sites import Site
from nplint.program.surroundings import assigned_name
from nplint.rules.base import Context, Rule
from nplint.values.kinds import Computed, Literal, Made, Thunk, Value

_SEED = "numpyro.handlers.seed"
# Handlers that leave it to those further out, or in, which numbers a site draws.
_NEUTRAL = frozenset(
    {"numpyro.plate", "numpyro.handlers.scale", "numpyro.handlers.mask", "numpyro.handlers.scope"}
)
_DEEPEST = 12


class ConstantKeyInModel(Rule):
    """
    # constant-key-in-model (NPL503)

    ## What it finds
    In a model that `Predictive` runs, or in a guide: a latent site with `rng_key=` of a constant
    key, or under `handlers.seed(rng_seed=0)`; and noise of `jax.random` with a constant key that
    is added to what a deterministic site records.

    ## What happens
    `Predictive` and `SVI` give each site a new key each time. A key inside has the last word: the
    site draws the same number in every draw, with a spread of zero, and the noise of a guide is
    frozen, so that SVI maximises the ELBO for one draw of it. Nothing is raised, on any release.
    Measured with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model():
        loc = numpyro.sample("loc", dist.Normal(0.0, 3.0), rng_key=random.PRNGKey(0))
        numpyro.deterministic("y", loc + random.normal(random.PRNGKey(1)))
    ```

    ## Fix
    `rng_key=` goes. A key that noise is drawn with becomes `numpyro.prng_key()`, which is a new
    one each time. Unsafe, as it changes the numbers. A block under `seed` is for the author to
    unwrap.

    ## When it stays silent
    Keys that are arguments or come from `numpyro.prng_key()`; sites in models that MCMC runs, where
    a key gives no more than the start; sites that the posterior samples may give; observed sites;
    draws that are not plain noise, such as random features and initial values, which may well be
    the same by intent. Models seeded as a whole are NPL508's, draws by a distribution's `sample`
    are NPL105's.
    """

    code = "NPL503"
    name = "constant-key-in-model"
    releases = "all"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        told: set[object] = set()
        for run, _ in context.program.traces:
            if not run.is_by("predictive") and not (run.is_by("svi") and run.role == "guide"):
                continue
            for site in context.program.sites(run).sites:
                for place, finding in _of_site(context, run, site):
                    if place not in told:
                        told.add(place)
                        yield finding


def _of_site(context: Context, run: Run, site: Site) -> Iterator[tuple[object, Finding]]:
    if site.kind == "sample" and _is_drawn(context, run, site):
        key = site.arguments.get("rng_key")
        if key is not None and _is_constant(context, key):
            yield site.call, _keyed(context, run, site, key)
        seed = _seed_around(context, run, site)
        if seed is not None:
            yield seed.call, _seeded(run, site, seed)
    if site.kind == "deterministic" and run.is_by("predictive"):
        value = site.arguments.get("value")
        for draw in _noise(context, value, 0) if value is not None else ():
            constant = _key_of(context, draw)
            if constant is not None:
                yield draw.call, _noisy(context, site, draw, constant)


def _is_drawn(context: Context, run: Run, site: Site) -> bool:
    """Whether the run draws the site: it is not observed, and no samples are given for it."""
    if site.observation is Observation.OBSERVED:
        return False
    if site.observation is Observation.EITHER:
        obs = site.arguments.get("obs")
        values = context.program.evaluator.thunk(obs) if obs is not None else ()
        # A parameter that is None by default is one that a prediction leaves out.
        return any(isinstance(value, Literal) and value.value is None for value in values)
    if run.role == "guide":
        return True
    entry = entry_of(run.runner) if run.runner is not None else None
    if entry is None or run.runner is None:
        return False
    bound = bind_call(context.program.evaluator, entry, run.runner.call, run.runner.frame)
    return bound.complete and not {"posterior_samples", "guide"} & bound.given(
        context.program.evaluator
    )


def _is_constant(context: Context, seed: Thunk) -> bool:
    """Whether a seed is a number, or a key made of one."""
    evaluator = context.program.evaluator
    literals = evaluator.literals(seed.expr, seed.frame)
    if literals is not None:
        return all(isinstance(each, int) for each in literals)
    values = evaluator.thunk(seed)
    return bool(values) and all(constant_key(evaluator, value) is not None for value in values)


def _seed_around(context: Context, run: Run, site: Site) -> Made | None:
    """The constant seed in the model around a site, if it alone decides what the site draws."""
    deciding = [
        each for each in site.contexts if not (isinstance(each, Made) and each.name in _NEUTRAL)
    ]
    seed = deciding[-1] if len(deciding) == 1 else None
    if not isinstance(seed, Made) or seed.name != _SEED or not seed.frame.inside:
        return None
    if any(seed.call is wrapper.call for wrapper in run.model.wrappers):
        return None
    entry = entry_of(seed)
    if entry is None:
        return None
    bound = bind_call(context.program.evaluator, entry, seed.call, seed.frame)
    rng_seed = bound.arguments.get("rng_seed")
    return seed if rng_seed is not None and _is_constant(context, rng_seed) else None


def _noise(context: Context, thunk: Thunk, depth: int) -> Iterator[Made]:
    """The draws that are added to a value, by themselves or times something."""
    if depth > _DEEPEST:
        return
    for value in context.program.evaluator.thunk(thunk):
        if _is_draw(value):
            yield value
        elif isinstance(value, Computed) and isinstance(value.expr, Operation):
            if value.expr.operator in ("+", "-", "*"):
                for operand in value.expr.operands:
                    yield from _noise(context, Thunk(operand, value.frame), depth + 1)


def _is_draw(value: Value) -> TypeGuard[Made]:
    return (
        isinstance(value, Made)
        and value.frame.inside
        and value.name.startswith("jax.random.")
        and value.name not in MAKING | SPLITTING
    )


def _key_of(context: Context, draw: Made) -> Made | None:
    """The constant key of a draw."""
    evaluator = context.program.evaluator
    key = evaluator.argument(draw.call, 0, "key")
    values = evaluator.values(key, draw.frame) if key is not None else ()
    return constant_key(evaluator, values[0]) if len(values) == 1 else None


def _consequence(run: Run) -> str:
    if run.is_by("predictive"):
        return "is the same number in every draw of this Predictive, with a spread of zero"
    return "is frozen: SVI optimises the guide for one draw of its noise"


def _keyed(context: Context, run: Run, site: Site, key: Thunk) -> Finding:
    what = f"'{site.name}'" if site.name is not None else "this site"
    return Finding(
        code=ConstantKeyInModel.code,
        name=ConstantKeyInModel.name,
        message=f"{what} has a key of its own and {_consequence(run)}",
        path=site.frame.module.path,
        span=Span(site.call.start, site.call.end),
        label=f"`{spelling(key.expr)}` is the same each time",
        related=(_run_here(run),),
        fix=_without_key(context, site),
    )


def _seeded(run: Run, site: Site, seed: Made) -> Finding:
    what = f"'{site.name}'" if site.name is not None else "each site"
    return Finding(
        code=ConstantKeyInModel.code,
        name=ConstantKeyInModel.name,
        message=f"{what} is drawn under a constant seed and {_consequence(run)}",
        path=seed.frame.module.path,
        span=Span(seed.call.start, seed.call.end),
        label=f"seeds a part of `{run.model.function.name}` anew each time",
        related=(
            Place(site.frame.module.path, Span(site.call.start, site.call.end), "drawn under it"),
            _run_here(run),
        ),
        help=("Take the sites out of the seeded block: whoever runs the model seeds it.",),
    )


def _noisy(context: Context, site: Site, draw: Made, key: Made) -> Finding:
    name = assigned_name(draw)
    what = f"`{name}`" if name is not None else f"`{spelling(draw.call)}`"
    dependent = f"'{site.name}'" if site.name is not None else "a deterministic site"
    return Finding(
        code=ConstantKeyInModel.code,
        name=ConstantKeyInModel.name,
        message=(
            f"the noise {what} in {dependent} is the same number in every draw of this Predictive: "
            f"its key is always `{spelling(key.call)}`"
        ),
        path=key.frame.module.path,
        span=Span(key.call.start, key.call.end),
        label="the same key each time",
        related=(
            Place(draw.frame.module.path, Span(draw.call.start, draw.call.end), "drawn with it"),
            Place(site.frame.module.path, Span(site.call.start, site.call.end), "recorded here"),
        ),
        fix=_own_key(context, key),
    )


def _run_here(run: Run) -> Place:
    assert run.runner is not None
    call = run.runner.call
    return Place(run.runner.frame.module.path, Span(call.start, call.end), "run here")


def _without_key(context: Context, site: Site) -> Fix | None:
    arguments, path = site.call.arguments, site.frame.module.path
    text = context.workshop.layout(site.frame.module).text
    for before, argument in pairwise(arguments):
        if argument.keyword != "rng_key":
            continue
        between = text[before.end : argument.start]
        bare = text[argument.start : argument.value.start]
        if re.fullmatch(r"\s*,\s*", between) and re.fullmatch(r"rng_key\s*=\s*", bare):
            edit = Edit(path, Span(before.end, argument.end), "")
            return Fix("Leave the key to the run", Applicability.UNSAFE, (edit,))
    return None


def _own_key(context: Context, key: Made) -> Fix | None:
    fresh = spelled(context.program, "numpyro.prng_key", key.frame.scope)
    if fresh is None or not key.frame.inside:
        return None
    edit = Edit(key.frame.module.path, Span(key.call.start, key.call.end), f"{fresh}()")
    return Fix(f"Draw it with `{fresh}()`", Applicability.UNSAFE, (edit,))
