from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import quoted
from nplint.finding import Finding
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.shapes.minibatches import Minibatches, Step
from nplint.semantic.values import CallResult

_PLATE = "numpyro.plate"
_SCALE = "numpyro.handlers.scale"


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
    the plate has a `subsample_size`; `handlers.scale` weighs the site or the model, or the
    latents, as by the share of the batch; every step gets all data, or as many drawn from them with
    replacement, as in a bootstrap; every round of the loop starts an optimisation of its own.

    ## References
    https://num.pyro.ai/en/stable/primitives.html#plate, pyro-ppl/pyro#1437
    """

    code = "NPL207"
    name = "minibatch-without-subsample-size"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if run.role != "model" or not run.is_by("svi"):
            return
        batches = context.program.analysis(Minibatches)
        for step in batches.steps(run):
            for site in trace.sites:
                if _observes_part(context, batches, step, site):
                    latents = _of_all_data(batches, step, site, trace.sites)
                    if latents:
                        yield self._finding(step, site, latents)

    def _finding(self, step: Step, site: Site, latents: list[Site]) -> Finding:
        names = ", ".join(sorted({f"'{each.name}'" for each in latents if each.name})[:3])
        part = f"its part {quoted(site.arguments['obs'].expr, otherwise='')}".rstrip()
        plates = _plates(site)
        label = "a plate without `subsample_size`" if plates else "observed as if it were all data"
        return self.finding(
            plates[-1].location if plates else site.location,
            f"each step takes {part} for all the data: the posterior of {names or 'the latents'} "
            "comes out as wide as that of a single batch",
            label=label,
            related=[step.location.labelled("gets another part of the data each time")],
            by_hand=(
                "Weigh each batch, by a plate of all N data, `numpyro.plate(name, N, "
                "subsample_size=…)`, or by `handlers.scale`; nplint does not, because it cannot "
                "tell how many data there are"
            ),
        )


def _observes_part(context: Context, batches: Minibatches, step: Step, site: Site) -> bool:
    """Tell whether a site observes a part of the data that nothing weighs."""
    return (
        site.observation is not Observation.LATENT
        and site.reaches_run
        and not site.weightless
        and not any(_weighs(context, each) for each in site.contexts_by(_PLATE, _SCALE))
        and batches.reads_part(step, site.arguments.get("obs"))
    )


def _weighs(context: Context, made: CallResult) -> bool:
    if made.name == _SCALE:
        return True
    plate = context.arguments(made)
    return "subsample_size" in plate.given(context.program.evaluator) or not plate.complete


def _of_all_data(batches: Minibatches, step: Step, observed: Site, sites: list[Site]) -> list[Site]:
    """Return the latents that do not belong to single data."""
    plates = {plate.call for plate in _plates(observed)}
    return [
        site
        for site in sites
        if site.kind == "sample"
        and site.observation is Observation.LATENT
        and site.reaches_run
        and not site.weightless
        and not site.within(_SCALE)
        and not plates.intersection(plate.call for plate in _plates(site))
        and not batches.reads_part(step, site.arguments.get("fn"))
    ]


def _plates(site: Site) -> list[CallResult]:
    return list(site.contexts_by(_PLATE))
