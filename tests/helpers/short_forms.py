"""Short forms for what programs about a distribution that traces share have in common.

``PRIOR()`` stands for a distribution that must not be shared, ``RUN()`` and ``RUN_METHOD()`` for
a run of a model by several chains.
"""

from __future__ import annotations

_CHAINS = "num_warmup=1, num_samples=1, num_chains=4, chain_method='vectorized'"
_SHORT = {
    "PRIOR()": "dist.TruncatedNormal(0.0, 1.0, low=0.0)",
    "RUN()": f"MCMC(NUTS(model), {_CHAINS}).run(key)",
    "RUN_METHOD()": f"MCMC(NUTS(Study().model), {_CHAINS}).run(key)",
}


def in_full(text: str) -> str:
    """Return a program with all that its short forms stand for."""
    for short, long in _SHORT.items():
        text = text.replace(short, long)
    return text
