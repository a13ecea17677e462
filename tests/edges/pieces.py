"""What the small programs begin with, and what a rule finds in one."""

from __future__ import annotations

import textwrap
from pathlib import Path

from nplint.engine import session as engine
from nplint.finding import Finding
from nplint.settings import SettingsTable

HEAD = """\
import random
import time

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax.random import PRNGKey
from numpyro import handlers, infer, optim
from numpyro.infer import HMC, MCMC, NUTS, SVI, Predictive, Trace_ELBO, TraceEnum_ELBO
from numpyro.infer.autoguide import AutoDelta, AutoNormal

key = PRNGKey(0)
x = y = jnp.ones(3)
"""
MODEL = """
def model(y=None):
    loc = numpyro.sample("loc", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(loc, 1.0), obs=y)
"""
TRAINED = f"""{MODEL}
guide = AutoNormal(model)
svi = SVI(model, guide, optim.Adam(0.1), Trace_ELBO())
result = svi.run(key, 9, y)
"""
MIXTURE = """
def mixture(y=None):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    group = numpyro.sample("group", dist.Bernoulli(p), infer={"enumerate": "parallel"})
    numpyro.sample("y", dist.Normal(group, 1.0), obs=y)
mcmc = MCMC(NUTS(mixture), num_warmup=1, num_samples=1)
"""

DRAWING = """
def model():
    return numpyro.sample("a", dist.Normal(0.0, 1.0))
seeded = handlers.seed(model, 0)
"""
GUIDE = """
def guide(y=None):
    group = numpyro.param("group", 0.5)
    numpyro.sample("p", dist.Beta(numpyro.param("a", 1.0), group))
"""
ENUMERATED = f"""
def model(y=None):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    group = numpyro.sample("group", dist.Bernoulli(p))  # GROUP
    numpyro.sample("y", dist.Normal(group, 1.0), obs=y)
{GUIDE}"""

TWO_OBSERVED = """
def model(y, z):
    loc = numpyro.sample("loc", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(loc, 1.0), obs=y)
    numpyro.sample("z", dist.Normal(loc, 1.0), obs=z)
z = jnp.zeros(3)
samples = {"loc": x}
"""


def check(tmp_path: Path, code: str, text: str, target: str = "any") -> list[Finding]:
    """What one rule finds in a program with the usual imports."""
    (tmp_path / "program.py").write_text(HEAD + textwrap.dedent(text))
    table = SettingsTable(isolated=True, select=(code,), target_numpyro=target)
    return list(engine.check([tmp_path], table).findings)
