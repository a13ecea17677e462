from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import short_source
from nplint.finding import Finding, Place, Span
from nplint.libraries.numpyro import bind_call, entry_of
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.shapes.minibatches import Minibatches, Step, parameters_read
from nplint.semantic.values import BoundExpr, CallResult

_PLATE = "numpyro.plate"
_SCALE = "numpyro.handlers.scale"
_HELP = (
    "Weigh each batch, by a plate for all data with `subsample_size`, or by `handlers.scale`; "
    "nplint does not, because it cannot tell how many data there are."
)


class MinibatchWithoutSubsampleSize(TraceRule):
    """
    # minibatch-without-subsample-size (NPL207)

    ## What it finds
    `svi.update(state, batch)` with another part of the data in each step, where the model observes
    `batch` as if it were all: in `plate("N", len(batch))`, or in no plate. Beside it the model has
    latents that belong to all data.

    ## What happens
    A step weighs the prior of such a latent against the likelihood of one batch. The posterior is
    that of a single batch: with 1000 data in batches of 50 its standard deviation is √20 times too
    large, and a strong prior pulls 20 times as hard. Nothing is raised, on any release; the loss
    goes down as it should. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0
    (`docs/evidence.md`).

    ## Example
    ```python
    def model(batch):
        mu = numpyro.sample("mu", dist.Normal(0.0, 10.0))
        with numpyro.plate("N", len(batch)):
            numpyro.sample("y", dist.Normal(mu, 1.0), obs=batch)

    for start in range(0, 1000, 50):
        state, loss = svi.update(state, y[start : start + 50])
    ```

    ## Fix
    None, as the model cannot know the number of all data. Given that, the plate weighs each batch:
    `numpyro.plate("N", 1000, subsample_size=len(batch))`; so does `handlers.scale`.

    ## When it stays silent
    All latents stand in the plate, or are drawn with the shape of the batch, as in an autoencoder;
    the plate has a `subsample_size`; `handlers.scale` weighs the site or the model; every step
    gets all data; every round of the loop starts an optimisation of its own.

    ## References
    https://num.pyro.ai/en/stable/primitives.html#plate, pyro-ppl/pyro#1437
    """

    code = "NPL207"
    name = "minibatch-without-subsample-size"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if run.role != "model" or not run.is_by("svi") or run.runner is None:
            return
        for step in context.program.analysis(Minibatches).steps(run.runner, run.model):
            for site in context.program.sites(run).sites:
                plates = _plates(site)
                place = plates[-1].call if plates else site.call
                if place in self.told or not _observes_part(context, run, step, site):
                    continue
                latents = _of_all_data(context, run, step, site)
                if latents:
                    self.told.add(place)
                    yield self._finding(step, site, latents)

    def _finding(self, step: Step, site: Site, latents: list[Site]) -> Finding:
        shown = ", ".join(sorted({f"'{each.name}'" for each in latents if each.name})[:3])
        batch = short_source(site.arguments["obs"].expr)
        shown_batch = f" `{batch}`" if batch != "…" else ""
        plates = _plates(site)
        call, path = site.call, site.frame.module.path
        label = "observed as if it were all data"
        if plates:
            call, path = plates[-1].call, plates[-1].frame.module.path
            label = "a plate without `subsample_size`"
        return Finding(
            code=self.code,
            name=self.name,
            message=(
                f"each step takes its part{shown_batch} for all the data: the posterior of "
                f"{shown or 'the latents'} comes out as wide as that of a single batch"
            ),
            path=path,
            span=Span(call.start, call.end),
            label=label,
            related=(
                Place(
                    step.frame.module.path,
                    Span(step.call.start, step.call.end),
                    "gets another part of the data each time",
                ),
            ),
            help=(_HELP,),
        )


def _observes_part(context: Context, run: Run, step: Step, site: Site) -> bool:
    """Whether a site observes a part of the data that nothing weighs."""
    obs = site.arguments.get("obs")
    if obs is None or site.observation is Observation.LATENT:
        return False
    if any(isinstance(each, CallResult) and _weighs(context, each) for each in site.contexts):
        return False
    return _reads_part(context, run, step, obs)


def _weighs(context: Context, made: CallResult) -> bool:
    entry = entry_of(made)
    if entry is None or entry.name != _PLATE:
        return made.name == _SCALE
    bound = bind_call(context.program.evaluator, entry, made.call, made.frame)
    return "subsample_size" in bound.given(context.program.evaluator) or not bound.complete


def _of_all_data(context: Context, run: Run, step: Step, observed: Site) -> list[Site]:
    """The latents that do not belong to single data."""
    plates = {plate.call for plate in _plates(observed)}
    return [
        site
        for site in context.program.sites(run).sites
        if site.kind == "sample"
        and site.observation is Observation.LATENT
        and not plates.intersection(plate.call for plate in _plates(site))
        and not _reads_part(context, run, step, site.arguments.get("fn"))
    ]


def _reads_part(context: Context, run: Run, step: Step, thunk: BoundExpr | None) -> bool:
    if thunk is None:
        return False
    read = parameters_read(context.program.evaluator, thunk.expr, thunk.frame, run.root)
    return not read.isdisjoint(step.parts)


def _plates(site: Site) -> list[CallResult]:
    return list(site.contexts_by(_PLATE))
