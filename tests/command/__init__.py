"""Runs the command as a user does, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BAD_MODEL = """\
import jax
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

prior = dist.TruncatedNormal(0.0, 1.0, low=0.0)


def model(y):
    scale = numpyro.sample("scale", prior)
    numpyro.sample("y", dist.Normal(0.0, scale), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=9, num_samples=9, num_chains=2, chain_method="vectorized")
mcmc.run(jax.random.PRNGKey(0), jax.numpy.ones(3))
"""

GOOD_MODEL = """\
import jax
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS


def model(y):
    prior = dist.TruncatedNormal(0.0, 1.0, low=0.0)
    scale = numpyro.sample("scale", prior)
    numpyro.sample("y", dist.Normal(0.0, scale), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=9, num_samples=9, num_chains=2, chain_method="vectorized")
mcmc.run(jax.random.PRNGKey(0), jax.numpy.ones(3))
"""
# A name that somebody may import stays where nobody can be asked, as of unnamed standard input.
KEPT_MODEL = GOOD_MODEL.replace(
    "\n\n\ndef model", "\n\nprior = dist.TruncatedNormal(0.0, 1.0, low=0.0)\n\n\ndef model"
)


def nplint(
    *arguments: str | Path, cwd: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """``nplint ARGUMENTS`` in the folder, with what it printed and its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "nplint", *map(str, arguments)],
        cwd=cwd,
        env={**plain_environment(), **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=120,
        check=False,
    )


def plain_environment() -> dict[str, str]:
    """The environment without what would switch colours on or off."""
    return {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
