"""A described model in words: what is known of each site, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nplint.analyses.described_model import DescribedModel, DescribedPlate, DescribedSite
from nplint.domains.shape import Length, Shape
from nplint.model.runs import Run
from nplint.report.explanation_json import length
from nplint.report.places import Places
from nplint.report.site_labels import SiteLabels

_HEAD = ("site", "distribution", "support", "shape", "plates", "value", "depends on")
_OBSERVED = {True: "observed", False: "latent", None: "observed if given"}


def explanation(model: DescribedModel, places: Places) -> Iterator[str]:
    """Yield the lines that tell of a model: its runs, its sites in order, and what is not seen."""
    function = model.run.model.function
    labels = SiteLabels(model, places)
    yield f"{function.name} ({places.at(function.location)})"
    yield from (f"  {line}" for line in _runs(model, places))
    if not model.sites:
        yield "  no sites are seen"
    else:
        yield ""
        rows = [_HEAD, *(_row(site, labels) for site in model.sites)]
        yield from (f"  {line}" for line in aligned(rows))
    if model.unseen:
        yield ""
        yield "  There may be more sites than these:"
        told = {(places.at(each.location), each.why): None for each in model.unseen}
        yield from (f"    {at}: {why}" for at, why in told)


def shapes_table(model: DescribedModel, places: Places) -> Iterator[str]:
    """Yield the table of ``numpyro.util.format_shapes``, with ``?`` where a length is not known."""
    labels = SiteLabels(model, places)
    for title, kinds in (("Param Sites:", ("param",)), ("Plates:", ("plate",))):
        rows = [[labels.of(site), _dist_cell(site)] for site in model.sites if site.kind in kinds]
        if rows:
            yield title
            yield from aligned(rows)
    yield "Sample Sites:"
    rows = []
    for site in model.sites:
        if site.kind == "sample":
            batch, event = _lengths(site.batch_shape), _lengths(site.event_shape)
            rows.append([f"{labels.of(site)} dist", batch, "|", event])
    yield from aligned(rows)


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows with their cells in columns; columns in which nothing stands are left out."""
    kept = [n for n in range(len(rows[0])) if any(row[n] for row in rows if row[0] != _HEAD[0])]
    widths = [max(len(row[n]) for row in rows) for n in kept]
    for row in rows:
        cells = [row[n].ljust(width) for n, width in zip(kept, widths, strict=True)]
        yield "  ".join(cells).rstrip()


def _runs(model: DescribedModel, places: Places) -> Iterator[str]:
    seen = [run for run in model.runs if run.runner is not None]
    if not seen:
        yield "no run of it is seen"
    yield from dict.fromkeys(_run(run, places) for run in seen)


def _run(run: Run, places: Places) -> str:
    assert run.runner is not None and run.location is not None
    kernel = f" with {run.kernel.short_name}" if run.kernel is not None else ""
    chains = f", {run.count.number} chains" if (run.count.number or 1) > 1 else ""
    through = ", ".join(each.short_name for each in run.model.wrappers)
    behind = f", through {through}" if through else ""
    return (
        f"{run.role} of {run.runner.short_name}{kernel}, {places.at(run.location)}{chains}{behind}"
    )


def _row(site: DescribedSite, labels: SiteLabels) -> list[str]:
    is_sample = site.kind == "sample"
    return [
        labels.of(site),
        (site.distribution or "?") if is_sample else site.kind,
        (site.support or "?") if is_sample else "",
        _shape_cell(site) if is_sample else _dist_cell(site) if site.kind == "plate" else "",
        ", ".join(plate_name(each) for each in site.plates) + "?" * site.unknown_contexts,
        _OBSERVED[site.observed] if is_sample else "",
        ", ".join(labels.sources(site)),
    ]


def plate_name(plate: DescribedPlate) -> str:
    """Return a plate's name; ``?`` where it is not known."""
    return plate.name or "?"


def _shape_cell(site: DescribedSite) -> str:
    if site.batch_shape is None or site.event_shape is None:
        return "?"
    return f"{_tuple(site.batch_shape)} {_tuple(site.event_shape)}"


def _dist_cell(site: DescribedSite) -> str:
    if site.kind != "plate" or site.own_plate is None:
        return ""
    return f"size {_length(site.own_plate.size)}"


def _tuple(shape: Shape) -> str:
    comma = "," if len(shape) == 1 else ""
    return f"({', '.join(map(_length, shape))}{comma})"


def _lengths(shape: Shape | None) -> str:
    return "?" if shape is None else " ".join(map(_length, shape))


def _length(known: Length) -> str:
    told = length(known)
    return "?" if told is None else str(told)
