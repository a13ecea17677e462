"""A chart of bars on a logarithmic scale, as an SVG file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

_ROW, _LABEL, _WIDTH, _MARGIN = 26, 190, 760, 12


def bars(title: str, unit: str, values: Sequence[tuple[str, float]]) -> str:
    """Draw one bar for each value, the smallest first; those of nplint stand out."""
    ordered = sorted(values, key=lambda value: value[1])
    low = math.floor(math.log10(max(ordered[0][1], 1e-3)))
    high = math.ceil(math.log10(ordered[-1][1]) + 1e-9)
    room = _WIDTH - _LABEL - 90

    def place(value: float) -> float:
        return _LABEL + room * (math.log10(max(value, 10.0**low)) - low) / (high - low)

    bottom = 44 + _ROW * len(ordered)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{bottom + 28}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDTH}" height="{bottom + 28}" fill="white"/>',
        f'<text x="{_MARGIN}" y="22" font-size="15">{escape(title)}</text>',
    ]
    for power in range(low, high + 1):
        x = place(10.0**power)
        parts.append(f'<line x1="{x:.0f}" x2="{x:.0f}" y1="36" y2="{bottom}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{x:.0f}" y="{bottom + 18}" text-anchor="middle" fill="#666">'
            f"{10.0**power:g} {escape(unit)}</text>"
        )
    for number, (name, value) in enumerate(ordered):
        y = 40 + _ROW * number
        color = "#2a6f97" if name.startswith("nplint") else "#b8c4cc"
        width = max(place(value) - _LABEL, 1.0)
        parts.append(f'<text x="{_LABEL - 8}" y="{y + 15}" text-anchor="end">{escape(name)}</text>')
        parts.append(
            f'<rect x="{_LABEL}" y="{y}" width="{width:.0f}" height="{_ROW - 8}" fill="{color}"/>'
        )
        text = f"{value:.2g}" if value < 10 else f"{value:.0f}"
        parts.append(f'<text x="{_LABEL + width + 6:.0f}" y="{y + 15}">{text}</text>')
    return "\n".join([*parts, "</svg>", ""])
