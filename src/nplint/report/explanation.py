"""A described model in words: what is known of each site, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nplint.description.described_model import DescribedModel, DescribedPlate, DescribedSite
from nplint.domains.shape import Length, Shape
from nplint.model.runs import Run
from nplint.report.explanation_json import length
from nplint.report.site_labels import SiteLabels
from nplint.report.written_places import Places

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
    rows: list[tuple[str, str, str]] = []
    for site in model.sites:
        name = labels.of(site)
        if site.kind == "plate" and site.own_plate is not None:
            rows.append((f"{name} plate", _length(site.own_plate.size), ""))
        elif site.kind == "sample":
            batch, event = site.batch_shape, site.event_shape
            whole = (*batch, *event) if batch is not None and event is not None else None
            rows.append((f"{name} dist", _lengths(batch), _lengths(event)))
            rows.append(("value", _lengths(whole), ""))
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    yield f"Trace Shapes of {model.run.model.function.name}:"
    for title, left, right in rows:
        yield f"{title.rjust(widths[0])}  {left.rjust(widths[1])} | {right}".rstrip()


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows with their cells in columns; columns in which nothing stands are left out."""
    kept = [n for n in range(len(rows[0])) if any(row[n] for row in rows if row[0] != _HEAD[0])]
    widths = [max(len(row[n]) for row in rows) for n in kept]
    for row in rows:
        cells = [row[n].ljust(width) for n, width in zip(kept, widths, strict=True)]
        yield "  ".join(cells).rstrip()


def _runs(model: DescribedModel, places: Places) -> Iterator[str]:
    if not model.runs:
        yield "no run of it is seen"
    yield from dict.fromkeys(_run(run, chains, places) for run, chains in model.runs)


def _run(run: Run, number: int | None, places: Places) -> str:
    assert run.runner is not None and run.location is not None
    kernel = f" with {run.kernel.short_name}" if run.kernel is not None else ""
    chains = f", {number} chains" if (number or 1) > 1 else ""
    through = ", ".join(each.short_name for each in run.model.wrappers)
    behind = f", through {through}" if through else ""
    by = run.runner.short_name
    return f"{run.role} of {by}{kernel}, {places.at(run.location)}{chains}{behind}"


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
