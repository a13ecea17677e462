"""Makes notebooks to check and fix."""

from __future__ import annotations

import json
from typing import Any

PYTHON = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
IMPORTS = """\
import jax
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS"""
PRIOR = "prior = dist.TruncatedNormal(0.0, 1.0, low=0.0)"
MODEL = """\
def model(y):
    scale = numpyro.sample("scale", prior)
    numpyro.sample("y", dist.Normal(0.0, scale), obs=y)"""
FIXED_MODEL = MODEL.replace(":\n", f":\n    {PRIOR}\n", 1)
RUN = """\
mcmc = MCMC(NUTS(model), num_warmup=9, num_samples=9, num_chains=2, chain_method="vectorized")
mcmc.run(jax.random.PRNGKey(0), jax.numpy.ones(3))"""


def document(*cells: str | dict[str, Any], metadata: Any = PYTHON) -> dict[str, Any]:
    """A notebook of code cells; other cells are given as they stand in the document."""
    return {
        "cells": [code(cell) if isinstance(cell, str) else cell for cell in cells],
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def code(text: str, **more: Any) -> dict[str, Any]:
    """A code cell."""
    cell = {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": []}
    return {**cell, "source": text.splitlines(keepends=True), **more}


def markdown(text: str) -> dict[str, Any]:
    """A cell of text."""
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def written(document: dict[str, Any], indent: int | str | None = 1) -> bytes:
    """The bytes of a notebook as Jupyter writes them."""
    return (json.dumps(document, indent=indent, ensure_ascii=False) + "\n").encode()


def sources(data: bytes) -> list[str]:
    """The texts of a notebook's cells."""
    return ["".join(cell["source"]) for cell in json.loads(data)["cells"]]
