"""NPL003: a sampled value that is stored outside of the trace."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

STORED = """
class Lengths:
    def __init__(self):
        self.mean = None
    def model(self, y, name="mean"):
        self.mean = numpyro.sample({name}, dist.Normal(0.0, 1.0)){mark}
lengths = Lengths()
{before}
{run}
{after}
"""
PREDICTED = "Predictive(lengths.model, num_samples=3)(random.PRNGKey(0), 1.0)"


def stored(
    before: str = "", run: str = PREDICTED, after: str = "", name: str = '"mean"', mark: str = ""
) -> str:
    """Return a model that stores what it samples, and what stands before and after its run."""
    return STORED.format(name=name, mark=mark, before=before, run=run, after=after)


@pytest.mark.parametrize(
    "run",
    [
        "MCMC(NUTS(lengths.model), num_warmup=1, num_samples=1).run(random.PRNGKey(0), 1.0)",
        "kernel = NUTS(lengths.model)",
        "SVI(lengths.model, guide, optimizer, Trace_ELBO()).run(random.PRNGKey(0), 9, 1.0)",
        PREDICTED,
    ],
)
def test_what_a_model_stores_is_a_tracer_whatever_runs_it(run: str) -> None:
    message = "…keeps JAX's placeholder for 'mean' (a tracer)…`lengths.mean` outside of `model`…"
    mark = f"  # NPL003 `self.mean = …`: {message}"
    check("NPL003", stored(run=run, after="lengths.mean + 1.0", mark=mark))


def test_a_site_without_a_constant_name_is_not_named() -> None:
    mark = "  # NPL003: …`self.mean` keeps JAX's placeholder for a number…"
    run, after = "kernel = NUTS(lengths.model)", "jnp.exp(lengths.mean)"
    check("NPL003", stored(name="name", run=run, after=after, mark=mark))


@pytest.mark.parametrize(
    "after",
    [
        "jnp.exp(lengths.mean)",
        "def later():\n    return jnp.exp(lengths.mean)",
        "class Other:\n    pass\nOther().mean = 3.0\njnp.exp(lengths.mean)",
    ],
)
def test_what_is_stored_is_reported_where_its_tracer_is_computed_with(after: str) -> None:
    check("NPL003", stored(after=after, mark="  # NPL003"))


@pytest.mark.parametrize(
    "before, after",
    [
        ("jnp.exp(lengths.mean)", ""),
        ("", "print(lengths.mean)"),
        ("other = Lengths()", "jnp.exp(other.mean)"),
        ("", "lengths.mean = 3.0\njnp.exp(lengths.mean)"),
        ("", "def change(it):\n    it.mean = 3.0\njnp.exp(lengths.mean)"),
    ],
)
def test_what_is_stored_does_no_harm_where_no_tracer_is_computed_with(
    before: str, after: str
) -> None:
    check("NPL003", stored(before, after=after))


def test_a_store_is_told_of_once_with_all_its_sites() -> None:
    mark = "  # NPL003: …`self.mean` keeps JAX's placeholder for 'mean' and 'more'…"
    after = "lengths.mean + 1.0\nlengths.mean * 2.0"
    program = stored(run=f"{PREDICTED}\n" * 2, after=after, mark=mark)
    two = 'dist.Normal()) + numpyro.sample("more", dist.Normal())'
    check("NPL003", program.replace("dist.Normal(0.0, 1.0))", two))


def test_code_of_the_module_is_not_known_to_come_after_a_run_in_a_function() -> None:
    run, after = f"def main():\n    {PREDICTED}\n", "jnp.exp(lengths.mean)"
    check("NPL003", stored(run=run, after=after))
    check("NPL003", stored(run=f"{run}    {after}", mark="  # NPL003"))


def test_other_stores_of_a_model_are_passed_over() -> None:
    check(
        "NPL003",
        """
class Lengths:
    def model(self, y):
        self.count = 3
        self.low: float
        for self.each in range(3):
            pass
        self.rows[0] = y
        del self.each
        self.mean = numpyro.sample("mean", dist.Normal(0.0, 1.0))  # NPL003 `self.mean…`
lengths = Lengths()
kernel = NUTS(lengths.model)
jnp.exp(lengths.count), jnp.exp(lengths.each), jnp.exp(lengths.rows), jnp.exp(lengths.low)
def later():
    return jnp.exp(lengths.mean)
""",
    )


def test_a_tuple_that_is_stored_in_parts_is_not_looked_into() -> None:
    program = stored(run="kernel = NUTS(lengths.model)", after="jnp.exp(lengths.mean)")
    check("NPL003", program.replace("self.mean = numpyro", "self.mean, self.sd = 1.0, numpyro"))
