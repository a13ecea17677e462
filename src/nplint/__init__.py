"""nplint: a static analyser for NumPyro models."""

from __future__ import annotations

__version__ = "0.1.0"
