from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.plates import TracedPlate, plates_of
from nplint.analyses.site_shapes import RunShapes
from nplint.finding import Finding, Place
from nplint.fixes.repair import Repair
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.numpyro_api.releases import number_of
from nplint.rules.base import Context, TraceRule
from nplint.semantic.call_paths import parting_calls


class PlateNameReused(TraceRule):
    """
    # plate-name-reused (NPL203)

    ## What it finds
    One name for two plates of different sizes in one model, or for plates of different dims in a
    model that an autoguide is made for; a plate called `inner_0` beside a
    `plate_stack("inner", …)`, which makes `inner_0`, `inner_1` and so on, counts.

    ## What happens
    NumPyro keeps a plate by its name, with the indices that it stands for. MCMC and SVI replay a
    trace of the model, and with it the indices of the later plate for the earlier one too: after
    its compilation has begun the run stops with `ValueError: Model and guide shapes disagree at
    site 'x'`, which names a site and not the plate, or `ValueError: Incompatible shapes for
    broadcasting`. Autoguides make each plate once, and stop with `AssertionError: The plate a has
    inconsistent dim or size` also where the sizes agree and only the dims differ; from NumPyro 0.17
    on they look at the plates of latent sites alone. `Predictive` and a seeded call say nothing.

    ## Example
    ```python
    with numpyro.plate("group", 3):
        level = numpyro.sample("level", dist.Normal(0.0, 1.0))
    with numpyro.plate("group", len(y)):
        numpyro.sample("y", dist.Normal(level[group], 1.0), obs=y)
    ```

    ## Fix
    None: the plates need names of their own, which reparametrisations, guides and `dims` of other
    code may know.

    ## When it stays silent
    The same size and dim again, which is how a plate is entered twice; sizes that nplint does not
    know to differ; plates on branches that exclude each other, under `handlers.scope`, or with a
    `subsample_size`; models that no MCMC or SVI is seen to run.

    ## References
    pyro-ppl/numpyro#1045, pyro-ppl/numpyro#2010
    """

    code = "NPL203"
    name = "plate-name-reused"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if not run.is_by("mcmc", "kernel", "svi", "autoguide"):
            return
        plates = sum(site.kind in ("plate", "plate_stack") for site in trace.sites)
        if plates < 2 or context.program.run_calls.are_to_fail(run):
            return
        known: dict[str, list[TracedPlate]] = {}
        shapes = context.program.analysis(RunShapes).of(run)
        for plate in plates_of(context.program.evaluator, shapes, trace):
            if (
                not plate.name
                or plate.site.within(_SCOPE)
                or not plate.site.reaches_run
                or plate.is_subsampled
            ):
                continue
            for earlier in known.get(plate.name, ()):
                difference = _difference(context, run, trace, earlier, plate)
                if difference and not earlier.site.excludes(plate.site):
                    yield self._finding(run, earlier, plate, difference)
                    break
            known.setdefault(plate.name, []).append(plate)

    def _finding(
        self, run: Run, earlier: TracedPlate, plate: TracedPlate, difference: str
    ) -> Finding:
        # The names of a stack are NumPyro's to make, that of a single plate is the author's.
        at, other, label = plate, earlier, _shown(plate)
        if plate.site.kind == "plate_stack" and earlier.site.kind == "plate":
            at, other, label = earlier, plate, _shown(earlier)
        made = f", as NumPyro calls one of the stack `{plate.name}`," * (at is not plate)
        return self.finding(
            at.site.location,
            f"two plates of {run.model_name} are called '{plate.name}'{made} {difference}",
            label=label if at.site.call is not other.site.call else "one name each time",
            related=_other(at, other),
            repair=Repair.none("other code may know the plates by their names"),
            by_hand="Give each plate a name of its own",
        )


_SCOPE = "numpyro.handlers.scope"
# From this release on autoguides make no plates for observed sites.
_OBSERVED_LEFT_OUT = "0.17.0"


def _difference(
    context: Context, run: Run, trace: Trace, one: TracedPlate, other: TracedPlate
) -> str:
    """Return what differs between two plates of a name, and what comes of it; else nothing."""
    sizes = [each.size for each in (one, other) if isinstance(each.size, int)]
    if len({*sizes}) == 2:
        return (
            f"and have {one.size} and {other.size} elements: the indices of one are taken for "
            "those of the other, and the run stops with a `ValueError` about the shape of a site"
        )
    if None in (one.dim, other.dim) or one.dim == other.dim or not run.is_by("autoguide"):
        return ""
    told = (
        f"and have the dims {one.dim} and {other.dim}: the autoguide makes each plate once, and "
        "stops with an `AssertionError`"
    )
    if all(_has_latent(trace, each) for each in (one, other)):
        return told
    path = run.frame.module.path
    old = [
        each
        for each in context.target(path).releases
        if number_of(each) < number_of(_OBSERVED_LEFT_OUT)
    ]
    return f"{told} on NumPyro {old[-1]} and before" if old else ""


def _has_latent(trace: Trace, plate: TracedPlate) -> bool:
    return any(
        site.kind == "sample" and site.observation is Observation.LATENT and plate.holds(site)
        for site in trace.sites
    )


def _other(plate: TracedPlate, other: TracedPlate) -> list[Place]:
    """Return the place of the other plate, or the calls of the helper that makes both."""
    if plate.site.call is not other.site.call:
        return [other.site.location.labelled(_shown(other))]
    calls = parting_calls(other.site.frame, plate.site.frame) or ()
    both = zip(calls, (other, plate), strict=False)
    return [call.location.labelled(f"with {_shown(each)}") for call, each in both]


def _shown(plate: TracedPlate) -> str:
    words = [f"size {plate.size}" * isinstance(plate.size, int)]
    words.append(f"dim {plate.dim}" * (plate.dim is not None))
    return ", ".join(word for word in words if word)
