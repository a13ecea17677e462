"""A described model as a picture: layers of sites from top to bottom, plates around them.

Sites of the same plates share a column, and the columns are put in an order in which those of each
plate stand side by side, so that plates may overlap. Where there is no such order, a plate is drawn
around each run of columns that has it. The layout follows from the model alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from nplint.report.explanation_graph import ModelGraph

_ROW, _CHARACTER, _HEIGHT, _GAP, _MARGIN = 84, 7.2, 34, 24, 28
_STYLE = (
    "text{font:13px sans-serif;text-anchor:middle;dominant-baseline:central}"
    ".plate{fill:none;stroke:#777}.plate-name{font-size:11px;text-anchor:end;fill:#555}"
    ".node{fill:#fff;stroke:#222}.observed{fill:#ccc}.given{fill:url(#hatch)}"
    ".deterministic{stroke-dasharray:5 3}.edge{stroke:#222;fill:none;marker-end:url(#arrow)}"
)
_DEFINITIONS = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7"'
    ' markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker>'
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
    '<line x1="0" y1="0" x2="0" y2="6" stroke="#bbb" stroke-width="3"/></pattern></defs>'
)


def svg(graph: ModelGraph, title: str) -> Iterator[str]:
    """Yield the lines of the picture."""
    layout = _Layout(graph)
    size = f'width="{layout.width:.0f}" height="{layout.height:.0f}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    yield f"<title>{escape(title)}</title><style>{_STYLE}</style>{_DEFINITIONS}"
    yield from layout.plates()
    yield from layout.edges()
    yield from layout.nodes()
    yield "</svg>"


class _Layout:
    """The places of the nodes."""

    def __init__(self, graph: ModelGraph) -> None:
        self._graph = graph
        self._rows = _layers(graph)
        self._columns = _ordered({graph.plates(name): None for name in graph.nodes})
        self._center: dict[str, tuple[float, float]] = {}
        self._span: list[tuple[float, float]] = []
        left: float = _MARGIN
        for column in self._columns:
            left = self._place(column, left)
        self.width = left + _MARGIN
        self.height = (max(self._rows.values(), default=0) + 1) * _ROW + 2 * _MARGIN

    def _place(self, column: tuple[str, ...], left: float) -> float:
        """Place the nodes of a column, those of one layer side by side; return where it ends."""
        rows: dict[int, list[str]] = {}
        for name, row in self._rows.items():
            if self._graph.plates(name) == column:
                rows.setdefault(row, []).append(name)
        inset = _GAP * (1 + len(column))
        widths = {
            row: sum(self._width(name) + _GAP for name in names) for row, names in rows.items()
        }
        wide = max(widths.values(), default=0) - _GAP
        for row, names in rows.items():
            at = left + inset + (wide - widths[row] + _GAP) / 2
            for name in names:
                width = self._width(name)
                self._center[name] = (at + width / 2, _MARGIN + row * _ROW + _ROW / 2)
                at += width + _GAP
        end = left + wide + 2 * inset
        self._span.append((left, end))
        return end

    def _width(self, name: str) -> float:
        return _CHARACTER * max(len(part) for part in self._lines(name)) + 24

    def _lines(self, name: str) -> list[str]:
        site = self._graph.nodes[name]
        return [name, site.distribution] if site.distribution else [name]

    def nodes(self) -> Iterator[str]:
        """Yield the nodes: params without a border, factors as boxes, the others as ovals."""
        for name, site in self._graph.nodes.items():
            x, y = self._center[name]
            width = self._width(name)
            look = {True: " observed", None: " given", False: ""}[site.observed]
            kind = f'class="node {site.kind}{look if site.kind == "sample" else ""}"'
            if site.kind == "factor":
                yield (
                    f'<rect {kind} x="{x - width / 2:.1f}" y="{y - _HEIGHT / 2:.1f}"'
                    f' width="{width:.1f}" height="{_HEIGHT}"/>'
                )
            elif site.kind != "param":
                yield f'<ellipse {kind} cx="{x:.1f}" cy="{y:.1f}" rx="{width / 2:.1f}" ry="22"/>'
            lines = self._lines(name)
            for number, line in enumerate(lines):
                at = y + 15 * (number - (len(lines) - 1) / 2)
                yield f'<text x="{x:.1f}" y="{at:.1f}">{escape(line)}</text>'

    def edges(self) -> Iterator[str]:
        """Yield the edges, from the lower border of a node to the upper one of another."""
        for one, other in self._graph.edges:
            (x, y), (u, v) = self._center[one], self._center[other]
            start, end = (y + 22, v - 22) if v > y else (y - 22, v + 22)
            bend = (start + end) / 2
            yield (
                f'<path class="edge" d="M{x:.1f} {start:.1f}C{x:.1f} {bend:.1f}'
                f' {u:.1f} {bend:.1f} {u:.1f} {end:.1f}"/>'
            )

    def plates(self) -> Iterator[str]:
        """Yield a frame around the sites of each plate, the outer ones further out."""
        names = dict.fromkeys(plate for column in self._columns for plate in column)
        for plate in names:
            for first, last in _stretches([plate in column for column in self._columns]):
                yield from self._frame(plate, first, last)

    def _frame(self, plate: str, first: int, last: int) -> Iterator[str]:
        columns = self._columns[first : last + 1]
        rows = [row for name, row in self._rows.items() if self._graph.plates(name) in columns]
        depth = max(column.index(plate) for column in columns)
        inset = _GAP * (depth + 1) / 2
        left, right = self._span[first][0] + inset, self._span[last][1] - inset
        top = _MARGIN + min(rows) * _ROW + inset / 3
        bottom = _MARGIN + (max(rows) + 1) * _ROW + 12 - inset / 3
        yield (
            f'<rect class="plate" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}"'
            f' height="{bottom - top:.1f}" rx="8"/>'
        )
        title = escape(self._graph.plate_title(plate))
        yield f'<text class="plate-name" x="{right - 6:.1f}" y="{bottom - 8:.1f}">{title}</text>'


def _layers(graph: ModelGraph) -> dict[str, int]:
    """Return the layer of each node: one below the lowest that it depends on, loops left out."""
    order = {name: number for number, name in enumerate(graph.nodes)}
    layers: dict[str, int] = {}
    for name in graph.nodes:
        above = [layers[one] + 1 for one, other in graph.edges if other == name and one in layers]
        layers[name] = max(above, default=0)
    assert len(layers) == len(order)
    return layers


def _ordered(columns: dict[tuple[str, ...], None]) -> list[tuple[str, ...]]:
    """Return sets of plates in an order that keeps those which share plates side by side."""
    waiting = [*columns]
    placed: list[tuple[str, ...]] = []
    while waiting:
        last = set(placed[-1]) if placed else set()
        best = max(waiting, key=lambda each: (len(last & set(each)), -len(each)))
        waiting.remove(best)
        placed.append(best)
    return placed


def _stretches(held: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield the first and last place of each unbroken run of True."""
    start: int | None = None
    for number, each in enumerate([*held, False]):
        if each and start is None:
            start = number
        elif not each and start is not None:
            yield start, number - 1
            start = None
