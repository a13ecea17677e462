"""NPL312: a Multinomial without its total."""

from __future__ import annotations

from tests.helpers.programs import check


def test_a_name_that_the_model_has() -> None:
    before = """
def model(votes):
    p = numpyro.sample("p", dist.Dirichlet(jnp.ones(3)))
    numpyro.sample("v", dist.Multinomial(probs=p), obs=votes)  # NPL312: `votes` at 'v' counts…
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, jnp.ones(3))
"""
    after = before.replace("probs=p)", "probs=p, total_count=votes.sum(-1))").replace(
        "  # NPL312: `votes` at 'v' counts…", ""
    )
    check("NPL312", before, after, unsafe=True)


def test_observations_without_a_name_or_that_may_be_none() -> None:
    before = """
def model(votes=None):
    p = numpyro.sample("p", dist.Dirichlet(jnp.ones(3)))
    numpyro.sample("v", dist.MultinomialProbs(p), obs=votes)  # NPL312
    numpyro.sample("w", dist.Multinomial(logits=p).to_event(0), obs=jnp.array([2, 3, 4]))  # NPL312
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, jnp.ones(3))
"""
    check("NPL312", before, before, unsafe=True)


def test_a_total_and_one_hot_rows() -> None:
    check(
        "NPL312",
        """
def model(votes, kind):
    p = numpyro.sample("p", dist.Dirichlet(jnp.ones(3)))
    numpyro.sample("a", dist.Multinomial(9, p), obs=votes)
    numpyro.sample("b", dist.Multinomial(probs=p, **settings), obs=votes)
    numpyro.sample("c", dist.Multinomial(probs=p), obs=jax.nn.one_hot(kind, 3))
    numpyro.sample("d", dist.Binomial(probs=p[0]), obs=kind)
    numpyro.sample("e", dist.Multinomial(probs=p))
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, jnp.ones(3), 0)
""",
    )
