"""NPL418: samples by chain where they are taken by draw, and the other way round."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

MODEL = """\
from numpyro.diagnostics import effective_sample_size, gelman_rubin, print_summary
from numpyro.diagnostics import split_gelman_rubin, summary
def model(y=None):
    mu = numpyro.sample("mu", dist.Normal())
    with numpyro.plate("n", 3):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)
mcmc = MCMC(NUTS(model), num_warmup=1, num_samples=1)
"""


@pytest.mark.parametrize("grouped", ["True", "group_by_chain=True"])
def test_predictions_of_grouped_samples(grouped: str) -> None:
    message = "…and the draws of 'mu' do not fit the plate of 'y'"
    call = f"Predictive(model, mcmc.get_samples({grouped}))(key)"
    before = f"{MODEL}{call}  # NPL418 `mcmc.get_samples({grouped})`: {message}\n"
    after = f"{MODEL}{call.replace('))(', '), batch_ndims=2)(')}\n"
    check("NPL418", before, after, unsafe=True)


@pytest.mark.parametrize("name", ["summary", "print_summary"])
def test_summaries_of_samples_by_draw(name: str) -> None:
    before = f"{MODEL}{name}(mcmc.get_samples())  # NPL418: `{name}` takes draws for chains…\n"
    after = f"{MODEL}{name}(mcmc.get_samples(), group_by_chain=False)\n"
    check("NPL418", before, after, unsafe=True)


@pytest.mark.parametrize("name", ["effective_sample_size", "gelman_rubin", "split_gelman_rubin"])
def test_diagnostics_of_samples_by_draw(name: str) -> None:
    text = f"{MODEL}samples = mcmc.get_samples(False)\n{name}(samples['mu'])  # NPL418\n"
    check("NPL418", text, text, unsafe=True, help="Take them from…")


@pytest.mark.parametrize(
    "use",
    [
        "Predictive(model, mcmc.get_samples(True), batch_ndims=2)(key)",
        "Predictive(model, mcmc.get_samples(grouped))(key)",
        "Predictive(model, mcmc.get_samples())(key)",
        "Predictive(model, {k: v[0] for k, v in mcmc.get_samples(True).items()})(key)",
        "summary(mcmc.get_samples(True)), print_summary(mcmc.get_samples(), 0.9, False)",
        "summary(mcmc.get_samples(), group_by_chain=False), summary(other.get_samples())",
        "effective_sample_size(mcmc.get_samples(True)['mu'])",
        "effective_sample_size(mcmc.get_samples()['mu'][None])",
    ],
)
def test_what_may_be_right(use: str) -> None:
    check("NPL418", f"{MODEL}{use}\n")


@pytest.mark.parametrize("likelihood", ["dist.Normal(0.0, 1.0)", "dist.Normal(group, 1.0)"])
def test_models_that_fit(likelihood: str) -> None:
    check(
        "NPL418",
        f"""
        def model(y=None):
            mu = numpyro.sample("mu", dist.Normal())
            with numpyro.plate("n", 3):
                group = numpyro.sample("group", dist.Normal())
                numpyro.sample("y", {likelihood}, obs=y)
        mcmc = MCMC(NUTS(model), num_warmup=1, num_samples=1)
        Predictive(model, mcmc.get_samples(True))(key)
        """,
    )


def test_an_error_that_is_waited_for() -> None:
    text = "import pytest\nwith pytest.raises(AssertionError):\n    summary(mcmc.get_samples())\n"
    check("NPL418", f"{MODEL}{text}")
