from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from nplint.facts.expressions import short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.fixes.repair import Repair
from nplint.fixes.spelled import spelled
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.keys.frozen_draws import FrozenNoise, KeyedSite, SeededSite, frozen_draws
from nplint.semantic.values import CallResult
from nplint.semantic.variables import assigned_name


class ConstantKeyInModel(TraceRule):
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
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        program = context.program
        for frozen in frozen_draws(program.evaluator, run, program.sites):
            if frozen.call in self.told:
                continue
            self.told.add(frozen.call)
            if isinstance(frozen, KeyedSite):
                yield _keyed(context, frozen)
            elif isinstance(frozen, SeededSite):
                yield _seeded(frozen)
            else:
                yield _noisy(context, frozen)


def _consequence(run: Run) -> str:
    if run.is_by("predictive"):
        return "is the same number in every draw of this Predictive, with a spread of zero"
    return "is frozen: SVI optimises the guide for one draw of its noise"


def _keyed(context: Context, frozen: KeyedSite) -> Finding:
    run, site = frozen.run, frozen.site
    what = f"'{site.name}'" if site.name is not None else "this site"
    repair = _without_key(context, site)
    return Finding(
        code=ConstantKeyInModel.code,
        name=ConstantKeyInModel.name,
        message=f"{what} has a key of its own and {_consequence(run)}",
        path=site.frame.module.path,
        span=Span(site.call.start, site.call.end),
        label=f"`{short_source(frozen.key.expr)}` is the same each time",
        related=(_run_here(run),),
        help=repair.help("Leave the key out, so that the run gives the site new ones"),
        fix=repair.fix,
    )


def _seeded(frozen: SeededSite) -> Finding:
    run, site, seed = frozen.run, frozen.site, frozen.seed
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


def _noisy(context: Context, frozen: FrozenNoise) -> Finding:
    site, draw, key = frozen.site, frozen.draw, frozen.key
    name = assigned_name(draw)
    what = f"`{name}`" if name is not None else f"`{short_source(draw.call)}`"
    dependent = f"'{site.name}'" if site.name is not None else "a deterministic site"
    repair = _own_key(context, key)
    return Finding(
        code=ConstantKeyInModel.code,
        name=ConstantKeyInModel.name,
        message=(
            f"the noise {what} in {dependent} is the same number in every draw of this Predictive: "
            f"its key is always `{short_source(key.call)}`"
        ),
        path=key.frame.module.path,
        span=Span(key.call.start, key.call.end),
        label="the same key each time",
        related=(
            Place(draw.frame.module.path, Span(draw.call.start, draw.call.end), "drawn with it"),
            Place(site.frame.module.path, Span(site.call.start, site.call.end), "recorded here"),
        ),
        help=repair.help("Draw it in the model with `numpyro.prng_key()`"),
        fix=repair.fix,
    )


def _run_here(run: Run) -> Place:
    assert run.runner is not None
    call = run.runner.call
    return Place(run.runner.frame.module.path, Span(call.start, call.end), "run here")


def _without_key(context: Context, site: Site) -> Repair:
    arguments, path = site.call.arguments, site.frame.module.path
    text = context.fix_context.layout(site.frame.module).text
    for before, argument in pairwise(arguments):
        if argument.keyword != "rng_key":
            continue
        between = text[before.end : argument.start]
        bare = text[argument.start : argument.value.start]
        if re.fullmatch(r"\s*,\s*", between) and re.fullmatch(r"rng_key\s*=\s*", bare):
            edit = Edit(path, Span(before.end, argument.end), "")
            return Repair(Fix("Leave the key to the run", Applicability.UNSAFE, (edit,)))
    return Repair(None, "the key is not all that would go")


def _own_key(context: Context, key: CallResult) -> Repair:
    if not key.frame.inside:
        return Repair(None, "the key is made outside of it")
    fresh = spelled("numpyro.prng_key", key.frame.scope, key.call.start)
    if fresh is None:
        return Repair(None, "NumPyro has no name there")
    edit = Edit(key.frame.module.path, Span(key.call.start, key.call.end), f"{fresh}()")
    return Repair(Fix(f"Draw it with `{fresh}()`", Applicability.UNSAFE, (edit,)))
