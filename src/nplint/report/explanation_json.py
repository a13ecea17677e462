"""A described model as JSON, in NumPyro's own terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nplint.description.described_model import DescribedModel, DescribedPlate, DescribedSite
from nplint.domains.shape import Length, Shape
from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.model.runs import Run
from nplint.report.site_labels import SiteLabels
from nplint.report.written_places import Places


def model_as_json(model: DescribedModel, places: Places) -> dict[str, Any]:
    """Return what is known of a model as plain data.

    ``relations`` has the keys of ``numpyro.infer.inspect.get_model_relations``. A length that is
    not a number is a symbol, or null where nothing is known of it.
    """
    function = model.run.model.function
    labels = SiteLabels(model, places)
    return {
        "file": str(function.module.path),
        "model": function.name,
        "line": places.line(function.location),
        "parameters": [each.name for each in function.parameters],
        "runs": [_run(run, chains, places) for run, chains in model.runs],
        "complete": not model.unseen,
        "unseen": [
            {"file": str(each.location.path), "line": places.line(each.location), "why": each.why}
            for each in model.unseen
        ],
        "sites": [_site(each, labels, places) for each in model.sites],
        "relations": _relations(model, labels),
    }


def _run(run: Run, chains: int | None, places: Places) -> dict[str, Any]:
    assert run.runner is not None and run.location is not None
    return {
        "file": str(run.location.path),
        "line": places.line(run.location),
        "by": run.runner.short_name,
        "kernel": run.kernel.short_name if run.kernel is not None else None,
        "role": run.role,
        "num_chains": chains,
        "handlers": [each.short_name for each in run.model.wrappers],
    }


def _site(site: DescribedSite, labels: SiteLabels, places: Places) -> dict[str, Any]:
    found: dict[str, Any] = {"type": site.kind, "name": site.name}
    if site.name is None:
        found["name_pattern"] = labels.of(site)
    found["line"] = places.line(site.site.location)
    if site.made_from is not None:
        found["from"], found["reparam"] = site.made_from
    arguments = site.site.arguments
    if site.kind == "plate":
        own = site.own_plate
        found["size"] = length(own.size) if own is not None else None
        found["size_source"] = places.written(arguments.get("size"))
        found["subsample_size"] = places.written(arguments.get("subsample_size"))
        found["dim"] = own.dim if own is not None else None
        return found
    if site.kind == "param":
        found["constraint"] = places.written(arguments.get("constraint"))
    if site.kind == "sample":
        found["fn"] = site.distribution
        found["fn_source"] = places.written(arguments.get("fn"))
        found["wrapped_in"] = list(site.wrapped_in)
        found["support"] = site.support
        found["is_observed"] = site.observed
        found["obs"] = places.written(site.obs)
        found["batch_shape"] = shape(site.batch_shape)
        found["event_shape"] = shape(site.event_shape)
    found["cond_indep_stack"] = [plate(each, labels) for each in site.plates]
    if site.unknown_contexts:
        found["unknown_contexts"] = True
    found["depends_on"] = labels.sources(site)
    if site.site.repeated:
        found["repeated"] = True
    when = [*_when(site, places)]
    if when:
        found["when"] = when
    return found


def plate(described: DescribedPlate, labels: SiteLabels) -> dict[str, Any]:
    """Return a plate around a site as plain data."""
    own = described.plate
    return {
        "name": described.name,
        "dim": own.dim if own is not None else None,
        "size": length(own.size) if own is not None else None,
    }


def shape(known: Shape | None) -> list[int | str | None] | None:
    """Return a shape as plain data; None where not even its rank is known."""
    return [length(each) for each in known] if known is not None else None


def length(known: Length) -> int | str | None:
    """Return a length: a number, a symbol, or None."""
    if known is None or isinstance(known, int):
        return known
    text = repr(known)
    return None if text == "MANY" else text


def _when(site: DescribedSite, places: Places) -> Iterator[dict[str, Any]]:
    """Yield the branches that lead to a site."""
    for branch, number in site.site.arms:
        node, frame = branch if isinstance(branch, tuple) else (branch, None)
        if frame is None or not hasattr(node, "start"):
            continue
        test: str | None = None
        if isinstance(node, (st.If, ex.Conditional)):
            test = places.text(node.test, frame)
        told = f"the {'call' if isinstance(node, ex.Call) else 'statement'} there"
        yield {
            "line": places.line(frame.locate(node)),
            "test": test if test is not None else told,
            "is": number == 0 if test is not None else number,
        }


def _relations(model: DescribedModel, labels: SiteLabels) -> dict[str, Any]:
    kinds = {labels.of(site): site.kind for site in model.sites}
    drawn = {labels.of(s): s for s in model.sites if s.kind in ("sample", "deterministic")}
    sources = {name: labels.sources(site) for name, site in drawn.items()}
    by_plate: dict[str, list[str]] = {}
    for name, site in drawn.items():
        for each in site.plates:
            by_plate.setdefault(each.name or "?", []).append(name)
    return {
        "sample_sample": {
            name: [each for each in found if kinds.get(each) != "param"]
            for name, found in sources.items()
        },
        "sample_param": {
            name: params
            for name, found in sources.items()
            if (params := [each for each in found if kinds.get(each) == "param"])
        },
        "sample_dist": {
            name: "Deterministic" if site.kind == "deterministic" else site.distribution
            for name, site in drawn.items()
        },
        "plate_sample": by_plate,
        "observed": [name for name, site in drawn.items() if site.observed],
    }
