"""Pieces that programs of several rules are put together from."""

from __future__ import annotations

KERNEL = "kernel = NUTS(model)\n"
RUN = "MCMC(NUTS(model), num_warmup=1, num_samples=1).run(random.PRNGKey(0), data)\n"
CHAINS = (
    "MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=4, chain_method='vectorized')"
    ".run(random.PRNGKey(0))\n"
)
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


def model(*lines: str, runs: str = RUN * 2) -> str:
    """Return a model of some lines, run twice: what is found in it is reported once."""
    body = "\n    ".join(line for each in lines for line in each.split("\n"))
    return f"def model(y, name=None):\n    {body}\n{runs}"


def guide(*lines: str) -> str:
    """Return a guide of some lines, used twice."""
    use = "SVI(other, guide, optimizer, Trace_ELBO()).run(random.PRNGKey(0), 9, data)\n"
    return model(*lines, runs=use * 2).replace("def model", "def guide")
