"""Small programs that are checked in this process, and what is said of them."""

from __future__ import annotations

import textwrap
from pathlib import Path

import nplint
from nplint.settings import SettingsTable

MODULE = Path("/no-such-folder/program.py")
HEAD = """\
import functools
import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import lax, random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS, SVI, Predictive, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal
"""
RUN = "MCMC(NUTS(model), num_warmup=1, num_samples=1).run(random.PRNGKey(0), data)\n"
KERNEL = "kernel = NUTS(model)\n"
CHAINS = (
    "MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=4, chain_method='vectorized')"
    ".run(random.PRNGKey(0))\n"
)


def findings(text: str, target: str = "any") -> tuple[str, list[nplint.Finding]]:
    """A program with the usual imports, and what is found in it."""
    text = HEAD + textwrap.dedent(text)
    table = SettingsTable(target_numpyro=target, isolated=True)
    result = nplint.check([MODULE], table, texts={MODULE: text.encode()})
    assert not result.errors
    return text, result.findings


def told(text: str, code: str, target: str = "any") -> list[tuple[str, str]]:
    """What the findings of a rule point at, and what they say."""
    text, found = findings(text, target)
    return [
        (text[each.span.start : each.span.end], each.message) for each in found if each.code == code
    ]


def places(text: str, code: str, target: str = "any") -> list[str]:
    """What the findings of a rule point at."""
    return [place for place, _ in told(text, code, target)]


def edits(text: str, code: str) -> list[dict[str, str] | None]:
    """What the fixes of a rule's findings put in the place of what; none where there is none."""
    text, found = findings(text)
    return [
        {text[edit.span.start : edit.span.end]: edit.replacement for edit in each.fix.edits}
        if each.fix is not None
        else None
        for each in found
        if each.code == code
    ]


def helps(text: str, code: str) -> list[str]:
    """What the findings of a rule advise."""
    return [line for each in findings(text)[1] if each.code == code for line in each.help]


def model(*lines: str, runs: str = RUN * 2) -> str:
    """A model of some lines, that is run twice: what is told of, is told of once."""
    body = "\n    ".join(line for each in lines for line in each.split("\n"))
    return f"def model(y, name=None):\n    {body}\n{runs}"


def guide(*lines: str) -> str:
    """A guide of some lines, that is used twice."""
    use = "SVI(other, guide, optimizer, Trace_ELBO()).run(random.PRNGKey(0), 9, data)\n"
    return model(*lines, runs=use * 2).replace("def model", "def guide")
