"""NPL007: a list or dict outside of the model that a trace puts its values into."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import RUN

PUT = """
means = {container}
class Kept:
    means = means
def model(y):
    mean = numpyro.sample("mean", dist.Normal(0.0, 10.0))
    {put}{mark}
{run}
{after}
"""


def kept(
    put: str = "means.append(mean)",
    *,
    container: str = "[]",
    run: str = RUN,
    after: str = "",
    mark: str = "",
) -> str:
    """Return a model that puts a value into a container, and what stands after its run."""
    return PUT.format(container=container, put=put, run=run, after=after, mark=mark)


@pytest.mark.parametrize(
    "container, put",
    [
        ("[]", "means.append(mean)"),
        ("[]", "means.insert(0, mean)"),
        ("{}", "means.setdefault('mean', mean)"),
        ("{}", "means['mean'] = mean"),
    ],
)
def test_what_puts_a_value_into_a_container(container: str, put: str) -> None:
    message = "…`means` collects JAX's placeholder for 'mean' (a tracer)…after the run raises…"
    mark = f"  # NPL007 `{put}`: {message}"
    program = kept(put, container=container, run=RUN * 2, after="jnp.stack(means)", mark=mark)
    check("NPL007", program)


@pytest.mark.parametrize(
    "put",
    [
        "means.count(mean)",
        "means.append(y)",
        "Kept.means.append(mean)",  # of which is not seen what empties it
        "means.append",
        "means.append()",
        "means = [mean]",
    ],
)
def test_what_puts_no_value_of_the_trace_into_it(put: str) -> None:
    check("NPL007", kept(put, run=RUN * 2, after="jnp.stack(means)"))


@pytest.mark.parametrize(
    "run",
    [
        "kernel = NUTS(model)",
        "SVI(model, guide, optimizer, Trace_ELBO()).init(random.PRNGKey(0), 1.0)",
        "Predictive(model, num_samples=3)(random.PRNGKey(0), 1.0)",
    ],
)
def test_a_container_is_read_in_the_next_trace_whatever_runs_the_model(run: str) -> None:
    mark = "  # NPL007: …computing with it when `model` runs again raises…"
    check("NPL007", kept("means.append(mean); jnp.stack(means)", run=run, mark=mark))


@pytest.mark.parametrize(
    "after",
    [
        "print(means)",
        "means.clear()\njnp.stack(means)",
        "means.pop()\njnp.stack(means)",
        "means.popitem()\njnp.stack(means)",
        "def other(means):\n    return jnp.stack(means)",
        "def other():\n    return jnp.stack(means)",  # which may be called before
    ],
)
def test_a_container_that_is_not_surely_computed_with_is_not_told_of(after: str) -> None:
    check("NPL007", kept(after=after))


@pytest.mark.parametrize(
    "put, sites",
    [
        ("means.append(mean)", "'mean'"),
        ("means.append(mean + numpyro.sample('more', dist.Normal()))", "'mean' and 'more'"),
        ("means.append(numpyro.sample(str(y), dist.Normal()))", "a number"),
    ],
)
def test_the_sites_of_what_is_kept_are_named(put: str, sites: str) -> None:
    mark = f"  # NPL007: `means` collects JAX's placeholder for {sites} (a tracer)…"
    check("NPL007", kept(put, after="jnp.stack(means)", mark=mark))


def test_a_container_is_full_after_the_run_not_before() -> None:
    check("NPL007", kept(run=f"jnp.stack(means)\n{RUN}"))
