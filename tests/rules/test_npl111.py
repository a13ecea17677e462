"""NPL111: numbers and strings in the place of tuples."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import RUN, model

D = "dist.Normal(0.0, 1.0)"


@pytest.mark.parametrize(
    "before, after, message",
    [
        (f"{D}.expand(3)", f"{D}.expand((3,))", "`batch_shape` of `expand` is a number, `3`, …"),
        (f"{D}.expand_by(3)", f"{D}.expand_by((3,))", "`sample_shape` of `expand_by`…`TypeError`"),
        (f"{D}.to_event(0).sample(key, 3)", f"{D}.to_event(0).sample(key, (3,))", "…`TypeError`"),
        (f"{D}.sample(key, sample_shape=(3))", f"{D}.sample(key, sample_shape=(3,))", "…"),
        (f"{D}.expand((3))", f"{D}.expand((3,))", "…"),
        (f"{D}.expand (3)", f"{D}.expand ((3,))", "…"),
        (
            'Predictive(f, num_samples=1, return_sites="y")',
            'Predictive(f, num_samples=1, return_sites=("y",))',
            "`return_sites` of `Predictive` is a string, `'y'`, where NumPyro wants a list or…",
        ),
        (
            'MCMC(NUTS(f)).run(key, extra_fields=("energy"))',
            'MCMC(NUTS(f)).run(key, extra_fields=("energy",))',
            "`extra_fields` of `run` is a string, …an `AssertionError`",
        ),
        (
            "AutoNormal(f).sample_posterior(key, {}, sample_shape=3)",
            "AutoNormal(f).sample_posterior(key, {}, sample_shape=(3,))",
            "…a `TypeError`",
        ),
    ],
)
def test_what_is_written_out(before: str, after: str, message: str) -> None:
    head = "def f(): pass\n"
    check("NPL111", f"{head}z = {before}  # NPL111: {message}\n", f"{head}z = {after}\n")


@pytest.mark.parametrize(
    "before, after, message",
    [
        (
            f'numpyro.sample("a", {D}, sample_shape=3)',
            f'numpyro.sample("a", {D}, sample_shape=(3,))',
            "`sample_shape` of 'a' is a number, …an `AssertionError`",
        ),
        (
            'with numpyro.plate_stack("a", 3): pass',
            'with numpyro.plate_stack("a", (3,)): pass',
            "`sizes` of `plate_stack` is a number, …a `TypeError`",
        ),
    ],
)
def test_sites(before: str, after: str, message: str) -> None:
    check("NPL111", model(f"{before}  # NPL111: {message}"), model(after))


def test_a_number_that_the_model_is_given() -> None:
    site = f'numpyro.sample("a", {D}, sample_shape=name)'
    runs = RUN.replace("data", "data, 20")
    before = model(f"{site}  # NPL111 `name`: …`20`…", runs=runs)
    check("NPL111", before, model(site.replace("=name", "=(name,)"), runs=runs), unsafe=True)
    runs = "Predictive(model, num_samples=3)(key, x, 20)\n"
    check("NPL111", model(f"{site}  # NPL111", runs=runs))


@pytest.mark.parametrize(
    "line",
    [
        f"{D}.expand([3]), {D}.expand((3,)), {D}.expand(x.shape)",
        f"{D}.expand(unknown), {D}.sample(key), {D}.sample(key, ())",
        f"{D}.expand((2,) if x else 3)",
        "np.ones(3).sample(key, 3), unknown.expand(3)",
        'Predictive(f, num_samples=1, return_sites=["y"])',
        "Predictive(f, num_samples=1, return_sites=None)",
        'MCMC(NUTS(f)).run(key, extra_fields=("energy",))',
    ],
)
def test_tuples_and_what_may_be_one(line: str) -> None:
    check("NPL111", f"def f(): pass\nz = {line}\n")
