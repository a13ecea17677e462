"""A model with one line of arithmetic in it."""

from __future__ import annotations

from nplint.model.program import Program
from tests.helpers.linked import RUN, program


def traced(line: str, head: str = "") -> Program:
    """Return a program whose model computes a line from latents, parameters and constants."""
    return program(
        f"""
{head}
def model(n=jnp.ones(3), p=jnp.ones(3)):
    x = numpyro.sample("x", dist.Normal(0.0, 1.0))
    z = numpyro.sample("z", dist.Normal(0.0, 1.0))
    s = numpyro.sample("s", dist.HalfNormal(1.0))
    y = {line}

{RUN}
"""
    )
