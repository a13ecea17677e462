"""NPL503: a key that is the same in each trace of a model."""

from __future__ import annotations

from tests.helpers.programs import check, matches


def test_a_site_whose_name_is_not_known() -> None:
    said = "this site has a key…"
    check(
        "NPL503",
        f"""
        def model(name):
            numpyro.sample(name, dist.Normal(0.0, 1.0), rng_key=PRNGKey(1))  # NPL503: {said}
        Predictive(model, num_samples=9)(key, name)
        """,
    )


def test_noise_of_a_key_made_outside() -> None:
    check(
        "NPL503",
        """
        KEY = PRNGKey(1)  # NPL503
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            numpyro.deterministic("b", a + jax.random.normal(KEY))
        Predictive(model, num_samples=9)
        """,
        help="…does not, because the key is made outside of it.",
    )


def test_noise_where_numpyro_has_no_name() -> None:
    found = check(
        "NPL503",
        """
        from numpyro import deterministic, sample
        numpyro = None
        def model():
            a = sample("a", dist.Normal(0.0, 1.0))
            noise = jax.random.normal(PRNGKey(1))  # NPL503
            deterministic("b", a + noise)
            deterministic(name, a + jax.random.normal(PRNGKey(2)))  # NPL503
        Predictive(model, num_samples=9)
        """,
    )
    assert matches("\n".join(found[0].help), "…does not, because NumPyro has no name there.")


def test_a_seeded_block_with_names_that_are_not_known() -> None:
    check(
        "NPL503",
        """
        def model(name):
            with handlers.seed(rng_seed=0):  # NPL503: each site is drawn under…
                numpyro.sample(name, dist.Normal(0.0, 1.0))
        Predictive(model, num_samples=9)(key, name)
        """,
    )


def test_the_key_is_taken_away() -> None:
    before, after = (
        f"""
def model():
    numpyro.sample("a", dist.Normal(){key})
Predictive(model, num_samples=9)
"""
        for key in (", rng_key = PRNGKey(1)", "")
    )
    check("NPL503", before.replace("(1))", "(1))  # NPL503"), after, unsafe=True)


def test_a_key_beside_a_comment_stays() -> None:
    program = """
        def model():
            numpyro.sample("a", dist.Normal(), # why  # NPL503
                rng_key=PRNGKey(1))
        Predictive(model, num_samples=9)
        """
    advice = "…because the key is not all that would go."
    check("NPL503", program, program, unsafe=True, help=advice)


def test_keys_that_are_arguments_of_the_model() -> None:
    model = """
def model(key, other=None):
    first, second = random.split(key)
    numpyro.sample("a", dist.Normal(0.0, 1.0), rng_key=first){mark}
    numpyro.sample("b", dist.Normal(0.0, 1.0), rng_key=random.fold_in(second, 3)){mark}
    numpyro.sample("c", dist.Normal(0.0, 1.0), rng_key=other)
    numpyro.sample("d", dist.Normal(0.0, 1.0), rng_key=numpyro.prng_key())
"""
    drawn = "Predictive(model, num_samples=9)(key, key)\n"
    check("NPL503", model.format(mark="  # NPL503") + drawn)
    check("NPL503", model.format(mark="") + drawn.replace("=9", "=1"))
    check("NPL503", model.format(mark="") + drawn.replace("(key, key)", ""))
    run = "MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, key)\n"
    check("NPL503", model.format(mark="") + run)
