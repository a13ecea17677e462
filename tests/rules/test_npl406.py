"""NPL406: a Predictive of a model with a discrete site that was summed over."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

MIXTURE = """
def mixture(y=None):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    group = numpyro.sample("group", dist.Bernoulli(p), infer={"enumerate": "parallel"})
    numpyro.sample("y", dist.Normal(group, 1.0), obs=y)
mcmc = MCMC(NUTS(mixture), num_warmup=1, num_samples=1)
"""


def test_another_site_is_read() -> None:
    check(
        "NPL406",
        f"""{MIXTURE}
Predictive(mixture, mcmc.get_samples())(key, y)["p"]
""",
    )


def test_a_site_whose_name_is_not_known() -> None:
    check(
        "NPL406",
        """
        def mixture(name, y=None):
            group = numpyro.sample(name, dist.Bernoulli(0.5), infer={"enumerate": "parallel"})
            numpyro.sample("y", dist.Normal(group, 1.0), obs=y)
        mcmc = MCMC(NUTS(mixture), num_warmup=1, num_samples=1)
        Predictive(mixture, mcmc.get_samples())(key, name, y)["group"]
        """,
    )


def test_asked_not_to_infer() -> None:
    check(
        "NPL406",
        f"""{MIXTURE}
Predictive(mixture, mcmc.get_samples(), infer_discrete=False)(key, y)["group"]  # NPL406
Predictive(mixture, mcmc.get_samples(), infer_discrete=flag)(key, y)["group"]
Predictive(mixture, mcmc.get_samples(), **more)(key, y)["group"]
""",
    )


def test_one_predictive_called_twice() -> None:
    check(
        "NPL406",
        f"""{MIXTURE}
predictive = Predictive(mixture, mcmc.get_samples())  # NPL406
predictive(key, y)["group"], predictive(other_key, y)["group"]
""",
    )


def test_enumerated_by_a_handler() -> None:
    check(
        "NPL406",
        """
        from numpyro.contrib.funsor import config_enumerate
        @config_enumerate
        def mixture(y=None):
            group = numpyro.sample("group", dist.Bernoulli(0.5))
            numpyro.sample("y", dist.Normal(group, 1.0), obs=y)
        mcmc = MCMC(NUTS(mixture), num_warmup=1, num_samples=1)
        Predictive(mixture, mcmc.get_samples())(key, y)["group"]  # NPL406
        """,
    )


def test_two_sites_of_one_predictive() -> None:
    check(
        "NPL406",
        """
        def mixture(y=None):
            a = numpyro.sample("a", dist.Bernoulli(0.5), infer={"enumerate": "parallel"})
            b = numpyro.sample("b", dist.Bernoulli(0.5), infer={"enumerate": "parallel"})
            numpyro.sample("y", dist.Normal(a + b, 1.0), obs=y)
        mcmc = MCMC(NUTS(mixture), num_warmup=1, num_samples=1)
        drawn = Predictive(mixture, mcmc.get_samples())(key, y)  # NPL406
        drawn["a"], drawn["b"]
        """,
    )


def test_nothing_is_observed_through_it() -> None:
    check(
        "NPL406",
        """
        def mixture(y=None):
            group = numpyro.sample("group", dist.Bernoulli(0.5), infer={"enumerate": "parallel"})
            numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
            numpyro.deterministic("twice", 2 * group)
        mcmc = MCMC(NUTS(mixture), num_warmup=1, num_samples=1)
        Predictive(mixture, mcmc.get_samples())(key, y)["group"]
        """,
    )


def test_discrete_sites_are_inferred() -> None:
    before, after = (
        f'Predictive(mixture, mcmc.get_samples(), infer_discrete={flag})(key, y)["group"]{mark}'
        for flag, mark in (("False", "  # NPL406"), ("True", ""))
    )
    check("NPL406", f"{MIXTURE}\n{before}\n", f"{MIXTURE}\n{after}\n", unsafe=True)


def test_discrete_sites_are_inferred_where_the_argument_is_written() -> None:
    before, after = (
        f"""{MIXTURE}
given = {{"infer_discrete": {flag}}}
Predictive(mixture, mcmc.get_samples(), **given)(key, y)["group"]{mark}
"""
        for flag, mark in (("False", "  # NPL406"), ("True", ""))
    )
    check("NPL406", before, after, unsafe=True)


@pytest.mark.parametrize(
    "kernel, mark",
    [("NUTS", "  # NPL406"), ("HMC", "  # NPL406"), ("numpyro.infer.SA", ""),
     ("numpyro.infer.HMCECS", "  # NPL406"), ("numpyro.infer.DiscreteHMCGibbs", ""),
     ("unknown", "")],
)  # fmt: skip
def test_kernels_that_sum_over_discrete_sites(kernel: str, mark: str) -> None:
    text = MIXTURE.replace("NUTS(mixture)", f"{kernel}(mixture)")
    check("NPL406", f'{text}\nPredictive(mixture, mcmc.get_samples())(key, y)["group"]{mark}\n')
