"""One module, read and linked to a `Program`, for tests of what lies below the rules."""

from __future__ import annotations

import textwrap
from pathlib import Path

from nplint.facts.read_facts import read_facts
from nplint.model.program import Program
from nplint.source import read_source

HEAD = """
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS, SVI, Predictive, Trace_ELBO
"""
RUN = "MCMC(NUTS(model), num_warmup=1, num_samples=1).run(random.PRNGKey(0))"


def program(text: str) -> Program:
    """Return the program of one module, with the usual imports in front of the text."""
    source = read_source(Path("model.py"), (HEAD + textwrap.dedent(text)).encode())
    return Program([read_facts(source)[0]])
