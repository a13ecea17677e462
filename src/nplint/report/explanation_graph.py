"""A described model as a graph, in the languages that draw or analyse one.

Observed sites are shaded, those that are observed if a value is given have a dashed border, and
deterministic sites, params and factors have shapes of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nplint.description.described_model import DescribedModel, DescribedSite
from nplint.report.explanation import plate_name
from nplint.report.explanation_json import length
from nplint.report.site_labels import SiteLabels
from nplint.report.written_places import Places

_DOT = {
    "sample": "shape=ellipse",
    "deterministic": "shape=ellipse, style=dashed",
    "param": "shape=plain",
    "factor": "shape=box, width=0.2, height=0.2",
}
_OPEN_AND_CLOSE = {
    "sample": ("([", "])"),
    "deterministic": ("{{", "}}"),
    "param": ("[/", "/]"),
    "factor": ("[", "]"),
}


class ModelGraph:
    """The nodes, edges and plates of a model, in order.

    Parameters
    ----------
    model
        The model.
    places
        Gives the source text of names that are computed.
    """

    def __init__(self, model: DescribedModel, places: Places) -> None:
        labels = SiteLabels(model, places)
        self.nodes: dict[str, DescribedSite] = {}
        self.edges: dict[tuple[str, str], None] = {}
        self.sizes: dict[str, str] = {}
        for site in model.sites:
            name = labels.of(site)
            if site.kind == "plate":
                size = length(site.own_plate.size) if site.own_plate is not None else None
                self.sizes[name] = "?" if size is None else str(size)
            else:
                self.nodes.setdefault(name, site)
        for site in model.sites:
            name = labels.of(site)
            for source in labels.sources(site):
                if name in self.nodes and source in self.nodes and source != name:
                    self.edges[source, name] = None

    def plates(self, name: str) -> tuple[str, ...]:
        """Return the names of the plates that a node stands in, outermost first."""
        return tuple(plate_name(each) for each in self.nodes[name].plates)

    def described(self, name: str) -> str:
        """Return a node's name with its distribution."""
        site = self.nodes[name]
        return f"{name} ~ {site.distribution}" if site.distribution else name

    def plate_title(self, plate: str) -> str:
        """Return a plate's name with its size."""
        return f"{plate}: {self.sizes.get(plate, '?')}"


def dot(graph: ModelGraph, title: str) -> Iterator[str]:
    """Yield the lines of a graph for graphviz, in which plates that overlap are nested."""
    yield f"digraph {_quoted(title)} {{"
    for name in graph.nodes:
        site = graph.nodes[name]
        more = [f"label={_quoted(graph.described(name))}", _DOT[site.kind]]
        if site.observed:
            more.append('style=filled, fillcolor="lightgrey"')
        elif site.observed is None:
            more.append("style=dotted")
        yield f"  {_quoted(name)} [{', '.join(more)}];"
    yield from _clusters(graph, [*graph.nodes], 0)
    yield from (f"  {_quoted(one)} -> {_quoted(other)};" for one, other in graph.edges)
    yield "}"


def _clusters(graph: ModelGraph, names: Iterable[str], depth: int) -> Iterator[str]:
    inside: dict[str, list[str]] = {}
    for name in names:
        around = graph.plates(name)
        if len(around) > depth:
            inside.setdefault(around[depth], []).append(name)
    indent = "  " * (depth + 1)
    for plate, members in inside.items():
        yield f"{indent}subgraph {_quoted(f'cluster_{depth}_{plate}')} {{"
        yield f"{indent}  label={_quoted(graph.plate_title(plate))};"
        yield f"{indent}  {' '.join(f'{_quoted(each)};' for each in members)}"
        yield from _clusters(graph, members, depth + 1)
        yield f"{indent}}}"


def mermaid(graph: ModelGraph, title: str) -> Iterator[str]:
    """Yield the lines of a Mermaid flow chart."""
    numbers = {name: f"n{number}" for number, name in enumerate(graph.nodes)}
    yield "---"
    yield f"title: {title}"
    yield "---"
    yield "flowchart TD"
    for name, site in graph.nodes.items():
        opening, closing = _OPEN_AND_CLOSE[site.kind]
        yield f"  {numbers[name]}{opening}{_quoted(graph.described(name), '#quot;')}{closing}"
    yield from _subgraphs(graph, [*graph.nodes], 0, numbers)
    yield from (f"  {numbers[one]} --> {numbers[other]}" for one, other in graph.edges)
    for word, style in (("observed", "fill:#ddd"), ("given", "stroke-dasharray:4")):
        members = [
            numbers[name]
            for name, site in graph.nodes.items()
            if site.observed is (True if word == "observed" else None)
        ]
        if members:
            yield f"  classDef {word} {style}"
            yield f"  class {','.join(members)} {word}"


def _subgraphs(
    graph: ModelGraph, names: Iterable[str], depth: int, numbers: dict[str, str]
) -> Iterator[str]:
    inside: dict[str, list[str]] = {}
    for name in names:
        around = graph.plates(name)
        if len(around) > depth:
            inside.setdefault(around[depth], []).append(name)
    indent = "  " * (depth + 1)
    for plate, members in inside.items():
        title = _quoted(graph.plate_title(plate), "#quot;")
        yield f"{indent}subgraph p{depth}_{numbers[members[0]]} [{title}]"
        yield from (f"{indent}  {numbers[each]}" for each in members)
        yield from _subgraphs(graph, members, depth + 1, numbers)
        yield f"{indent}end"


def dagitty(graph: ModelGraph, title: str) -> Iterator[str]:
    """Yield the lines of a graph for DAGitty, in which sites without a value are latent."""
    yield f"dag {_quoted(title)} {{"
    for name, site in graph.nodes.items():
        is_latent = site.kind == "sample" and not site.observed
        yield f"  {_quoted(name)}{' [latent]' if is_latent else ''}"
    yield from (f"  {_quoted(one)} -> {_quoted(other)}" for one, other in graph.edges)
    yield "}"


def _quoted(text: str, quote: str = '\\"') -> str:
    escaped = text if quote != '\\"' else text.replace("\\", "\\\\")
    return '"' + escaped.replace('"', quote) + '"'
