from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import short_source
from nplint.finding import Finding
from nplint.fixes.delete_argument import delete_argument
from nplint.fixes.local_name import local_name
from nplint.fixes.repair import Repair
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.keys.frozen_draws import FrozenNoise, KeyedSite, SeededSite, frozen_draws
from nplint.semantic.values import CallResult
from nplint.semantic.variables import quoted_name


class ConstantKeyInModel(TraceRule):
    """
    # constant-key-in-model (NPL503)

    ## What it finds
    In a model that `Predictive` runs, or in a guide: a latent site with `rng_key=` of a constant
    key, or of one that is an argument of the model, which is the same for all draws; a latent site
    under `handlers.seed(rng_seed=0)`; and noise of `jax.random` with a constant key that
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
    Keys that come from `numpyro.prng_key()`, or are made of what changes from draw to draw; a
    `Predictive` of one draw, which may be mapped over keys; sites in models that MCMC runs, where a
    key gives no more than the start; sites that the posterior samples may give; observed sites;
    draws that are not plain noise, such as random features and initial values, which may well be
    the same by intent. Models seeded as a whole are NPL508's, draws by a distribution's `sample`
    are NPL105's.
    """

    code = "NPL503"
    name = "constant-key-in-model"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        for frozen in frozen_draws(context, run, trace):
            if isinstance(frozen, KeyedSite):
                yield self._keyed(context, run, frozen)
            elif isinstance(frozen, SeededSite):
                yield self._seeded(run, frozen)
            else:
                yield self._noisy(frozen)

    def _keyed(self, context: Context, run: Run, frozen: KeyedSite) -> Finding:
        site = frozen.site
        return self.finding(
            site.location,
            f"{site.described('this site')} has a key of its own and {_consequence(run)}",
            label=f"`{short_source(frozen.key.expr)}` is the same each time",
            related=run.labelled("run here"),
            repair=_without_key(context, site),
            by_hand="Leave the key out, so that the run gives the site new ones",
        )

    def _seeded(self, run: Run, frozen: SeededSite) -> Finding:
        site = frozen.site
        return self.finding(
            frozen.seed.location,
            f"{site.described('each site')} is drawn under a constant seed and {_consequence(run)}",
            label=f"seeds a part of {run.model_name} anew each time",
            related=[site.location.labelled("drawn under it"), *run.labelled("run here")],
            by_hand="Take the sites out of the seeded block: whoever runs the model seeds it",
        )

    def _noisy(self, frozen: FrozenNoise) -> Finding:
        site, draw, key = frozen.site, frozen.draw, frozen.key
        return self.finding(
            key.location,
            f"the noise {quoted_name(draw)} in {site.described('a deterministic site')} is the "
            "same number in every draw of this Predictive: its key is always "
            f"`{short_source(key.call)}`",
            label="the same key each time",
            related=[
                draw.location.labelled("drawn with it"),
                site.location.labelled("recorded here"),
            ],
            repair=_own_key(key),
            by_hand="Draw it in the model with `numpyro.prng_key()`",
        )


def _consequence(run: Run) -> str:
    if run.is_by("predictive"):
        return "is the same number in every draw of this Predictive, with a spread of zero"
    return "is frozen: SVI optimises the guide for one draw of its noise"


def _without_key(context: Context, site: Site) -> Repair:
    for argument in site.call.arguments[1:]:
        if argument.keyword == "rng_key":
            gone = delete_argument(context.fix_context, site.call, argument)
            if gone is not None:
                return Repair.unsafe("Leave the key to the run", gone)
    return Repair.none("the key is not all that would go")


def _own_key(key: CallResult) -> Repair:
    if not key.frame.in_trace:
        return Repair.none("the key is made outside of it")
    fresh = local_name("numpyro.prng_key", key.frame.scope, key.call.start)
    if fresh is None:
        return Repair.none("NumPyro has no name there")
    return Repair.unsafe(f"Draw it with `{fresh}()`", key.location.replaced_by(f"{fresh}()"))
