"""Programs with a distribution that a fix moves into the models that use it.

Three short forms stand for what most of them have: ``PRIOR()`` for a distribution that must not
be shared by traces, ``RUN()`` and ``RUN_METHOD()`` for a run of a model by several chains.
"""

from __future__ import annotations

from tests.helpers.programs import SHORT_HEAD, check

_SHORT = {
    "PRIOR()": "dist.TruncatedNormal(0.0, 1.0, low=0.0)",
    "RUN()": "MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=4).run(key)",
    "RUN_METHOD()": "MCMC(NUTS(Study().model), num_warmup=1, num_samples=1, num_chains=4).run(key)",
}


def in_full(text: str) -> str:
    """Return a program with all that its short forms stand for."""
    for short, long in _SHORT.items():
        text = text.replace(short, long)
    return text


def assert_moved(before: str, after: str, newline: str = "\n") -> None:
    """Assert that `nplint fix` moves what is marked in a program."""
    check("NPL001", in_full(before), in_full(after), head=SHORT_HEAD, newline=newline)


def assert_stays(program: str, reason: str) -> None:
    """Assert that nothing of a program is moved, and that its finding says why."""
    advice = f"Build the distribution inside the model; nplint does not, because {reason}."
    check("NPL001", in_full(program), in_full(program), help=advice, head=SHORT_HEAD)


def assert_moved_on_demand(program: str, reason: str) -> None:
    """Assert that a program has an unsafe fix, and that its finding says why."""
    advice = f"The fix is unsafe because {reason}."
    check("NPL001", in_full(program), in_full(program), help=advice, head=SHORT_HEAD)
