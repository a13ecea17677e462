"""Which call traces a model first, and what lies between two of them."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from nplint.facts.read_facts import read_facts
from nplint.model.program import Program
from nplint.rules.traces.outer_variables import bound_at, outer_variables
from nplint.rules.traces.trace_calls import TraceCalls
from nplint.source import read_source

HEAD = """
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.handlers import seed
from numpyro.infer import MCMC, NUTS, SVI, Predictive, Trace_ELBO

def model(n=1):
    numpyro.sample("y", dist.Normal(data, 1.0))

key = random.PRNGKey(0)
"""
MCMC = "mcmc = MCMC(NUTS(model), num_warmup=1, num_samples=1)"


def linked(text: str) -> Program:
    """A module with a model that reads `data`."""
    source = read_source(Path("model.py"), (HEAD + textwrap.dedent(text)).encode())
    return Program([read_facts(source)[0]])


def keeps(text: str, parameters: tuple[str, ...] = ()) -> bool:
    """Whether some pass leaves tracers that another one meets."""
    program = linked(text)
    runs = program.runs
    return program.analysis(TraceCalls).keeping(runs, (), parameters) is not None


def is_stale(text: str) -> bool:
    """Whether an MCMC is run again with another `data`, and not compiled again."""
    program = linked(text)
    return any(
        program.analysis(TraceCalls).not_recompiled(run, moment) is not None
        for run, trace in program.traces
        for variable in outer_variables(program.evaluator, trace)
        for moment in bound_at(program, variable)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Predictive(model, num_samples=3)(key)", False),
        ("Predictive(model, num_samples=3)(key); Predictive(model, num_samples=3)(key)", True),
        ("Predictive(model, num_samples=1)(key); Predictive(model, num_samples=3)(key)", False),
        (
            "p = Predictive(model, num_samples=3)\nfor k in range(3):\n    p(random.PRNGKey(k))",
            True,
        ),
        ("p = Predictive(model, num_samples=3)\n[p(random.PRNGKey(k)) for k in range(3)]", True),
        (f"{MCMC}\nPredictive(model, num_samples=3)(key); mcmc.run(key)", True),
        (f"{MCMC}\nmcmc.run(key)\nfor _ in 0, 1: Predictive(model, num_samples=3)(key)", False),
        ("seed(model, key)()\nfor _ in 0, 1: Predictive(model, num_samples=3)(key)", False),
        (
            f"""
            def fit():
                {MCMC}
                mcmc.run(key)
            def prior(): return Predictive(model, num_samples=3)(key)
            prior()
            fit()
            """,
            True,
        ),
        (
            f"""
            def fit():
                {MCMC}
                mcmc.run(key)
            def prior(): return Predictive(model, num_samples=3)(key)
            fit()
            prior()
            prior()
            """,
            False,
        ),
        (
            f"""
            def fit():
                {MCMC}
                mcmc.run(key)
            def prior(): return Predictive(model, num_samples=3)(key)
            """,
            False,  # which comes first is not seen
        ),
        (
            f"""
            import sys
            {MCMC}
            if sys.argv[1:]:
                Predictive(model, num_samples=3)(key)
            else:
                mcmc.run(key)
            """,
            False,
        ),
    ],
)
def test_a_pass_of_predictive_leaves_tracers_unless_a_plain_trace_comes_first(
    text: str, expected: bool
) -> None:
    assert keeps(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{MCMC}\ndata = 1.0\nmcmc.run(key)\ndata = 2.0\nmcmc.run(key)", True),
        (f"{MCMC}\ndata = 1.0\ndata = 2.0\nmcmc.run(key)\nmcmc.run(key)", False),
        (f"{MCMC}\ndata = 1.0\nmcmc.run(key)\nmcmc.run(key)\ndata = 2.0", False),
        (f"{MCMC}\ndata = 1.0\nmcmc.run(key, 1)\ndata = 2.0\nmcmc.run(key, 1)", True),
        (f"{MCMC}\ndata = 1.0\nmcmc.run(key, 1)\ndata = 2.0\nmcmc.run(key, 2)", False),
        (f"{MCMC}\ndata = 1.0\nmcmc.run(key)\n{MCMC}\ndata = 2.0\nmcmc.run(key)", False),
        (f"{MCMC}\nfor data in 1.0, 2.0:\n    mcmc.run(key)", True),
        (f"for data in 1.0, 2.0:\n    {MCMC}\n    mcmc.run(key)", False),
        (f"{MCMC}\nfor n in 1, 2:\n    data = 1.0 * n\n    mcmc.run(key, n)", False),
        (f"{MCMC}\ndata = 1.0\nfor n in 1, 2:\n    mcmc.run(key)", False),
        (
            f"""
            {MCMC}
            def fit(n): mcmc.run(key, n)
            for n in 1, 2:
                data = 1.0 * n
                fit(n)
            """,
            False,
        ),
        (
            f"""
            {MCMC}
            def fit(): mcmc.run(key)
            data = 1.0
            fit()
            data = 2.0
            fit()
            """,
            True,
        ),
    ],
)
def test_an_mcmc_object_is_stale_where_it_is_run_again_with_the_same_arguments(
    text: str, expected: bool
) -> None:
    assert is_stale(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p(key, 3); p(key, 3)", True),
        ("p(key, 3); p(key, n=3)", True),
        ("p(key); p(key)", True),
        ("p(key, 3); p(key, 4)", False),
        ("p(key, 3); p(key)", False),
        ("size = 3\np(key, size); p(key, size)", True),
        ("size = len(key)\np(key, size); p(key, size)", True),
        ("size = len(key)\np(key, size)\nsize = len(key)\np(key, size)", False),
        ("for size in range(3): p(key, size)", False),
        ("for _ in range(3): p(key, 3)", True),
        (f"{MCMC}\np(key, 3); mcmc.run(key, 3)", True),
        (f"{MCMC}\np(key, 3); mcmc.run(rng_key=key, n=3)", True),
        (f"{MCMC}\np(key, 3); mcmc.run(key, 4, extra_fields=())", False),
    ],
)
def test_passes_meet_where_they_are_given_the_same(text: str, expected: bool) -> None:
    assert keeps(f"p = Predictive(model, num_samples=3)\n{text}", ("n",)) is expected
