"""NPL504: numbers that are drawn outside of NumPyro, once for a whole run."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def test_a_generator_made_outside() -> None:
    check(
        "NPL504",
        """
        import random
        one, two = np.random.default_rng(0), np.random.RandomState(0)
        three, four = np.random.Generator(bits), random.Random(0)
        def model():
            a = one.normal()  # NPL504
            b = two.normal()  # NPL504
            c = three.normal()  # NPL504
            d = four.random()  # NPL504
            numpyro.sample("a", dist.Normal(a + b + c, d))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


def test_a_kernel_alone() -> None:
    check(
        "NPL504",
        """
        def model():
            numpyro.sample("a", dist.Normal(np.random.normal(), 1.0))  # NPL504
        kernel = NUTS(model)
        """,
    )


def test_clocks() -> None:
    check(
        "NPL504",
        """
        import datetime
        def model():
            a = time.time()  # NPL504: …'a' gets the same number in every draw of this Predictive
            b = time.time_ns()  # NPL504
            c = time.perf_counter()  # NPL504
            d = time.monotonic()  # NPL504
            e = datetime.datetime.now()  # NPL504
            f = datetime.datetime.utcnow()  # NPL504
            g = datetime.datetime.today()  # NPL504
            h = datetime.date.today()  # NPL504
            numpyro.deterministic("a", (a, b, c, d, e, f, g, h, time.tzname))
        Predictive(model, num_samples=9)
        """,
    )


def test_a_second_draw_of_a_site() -> None:
    check(
        "NPL504",
        """
        def model():
            a = np.random.normal()  # NPL504
            b = np.random.normal()  # NPL504
            numpyro.sample("a", dist.Normal(a, 1.0))
            numpyro.sample("b", dist.Normal(a, b))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


def test_a_site_whose_name_is_not_known() -> None:
    said = "…constant from then on: a site sees one and the same…"
    check(
        "NPL504",
        f"""
        def model(name):
            numpyro.sample(name, dist.Normal(np.random.normal(), 1.0))  # NPL504: {said}
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, name)
        """,
    )


def test_one_draw_of_two_runs() -> None:
    check(
        "NPL504",
        """
        def model():
            numpyro.sample("a", dist.Normal(np.random.normal(), 1.0))  # NPL504
        Predictive(model, num_samples=9)
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


def test_what_a_sites_values_do_not_depend_on() -> None:
    check(
        "NPL504",
        """
        def model():
            numpyro.param("a", np.random.normal())
            numpyro.sample("b", dist.Normal(0.0, 1.0), infer={"note": np.random.normal()})
            numpyro.factor("c", np.random.normal())  # NPL504
            with numpyro.plate("d", 10, subsample_size=np.random.randint(9)):  # NPL504
                numpyro.sample("e", dist.Normal(0.0, 1.0), obs=np.random.normal())  # NPL504
                numpyro.subsample(np.random.normal(size=10), event_dim=0)  # NPL504
            with numpyro.plate("f", size=np.random.randint(9)):  # NPL504
                numpyro.deterministic("g", value=np.random.normal())  # NPL504
        SVI(model, AutoNormal(model), optim.Adam(0.1), Trace_ELBO())
        """,
    )


def test_a_seed_elsewhere() -> None:
    check(
        "NPL504",
        """
        np.random.seed(1)
        def other():
            np.random.seed(2)
        class Model:
            def seed(self, number): ...
            def __call__(self):
                self.seed(3)
                numpyro.sample("a", dist.Normal(np.random.normal(), 1.0))  # NPL504
        MCMC(NUTS(Model()), num_warmup=1, num_samples=1).run(key)
        """,
    )


def test_the_trace_seeds_numpys_generator_itself() -> None:
    check(
        "NPL504",
        """
        def model():
            np.random.seed(0)
            numpyro.sample("a", dist.Normal(np.random.normal(), 1.0))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


def test_the_trace_seeds_pythons_generator_itself() -> None:
    check(
        "NPL504",
        """
        import random
        def model():
            random.seed(0)
            numpyro.sample("a", dist.Normal(random.random(), 1.0))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


def test_numbers_drawn_in_the_trace() -> None:
    check(
        "NPL504",
        """
        import random
        def model():
            a = np.random.normal()  # NPL504
            b = random.random()  # NPL504
            numpyro.sample("a", dist.Normal(a, b))
            numpyro.deterministic("t", time.time())  # NPL504
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


def test_a_generator_made_in_the_trace() -> None:
    check(
        "NPL504",
        """
        import random
        def model():
            a = np.random.default_rng(np.random.SeedSequence(0)).normal()
            b = np.random.RandomState(0).normal() + np.random.Generator(bits).normal()
            c = random.Random(0).random()
            numpyro.sample("a", dist.Normal(a + b, c))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


SITES = {
    "fn": "numpyro.sample('a', dist.Normal(DRAWN, 1.0))",
    "obs": "numpyro.sample('a', dist.Normal(0.0, 1.0), obs=DRAWN)",
    "value": "numpyro.deterministic('a', DRAWN)",
    "log_factor": "numpyro.factor('a', DRAWN)",
    "size": "numpyro.plate('a', DRAWN)",
    "subsample_size": "numpyro.plate('a', 9, DRAWN)",
    "data": "numpyro.subsample(DRAWN, 1)",
}


@pytest.mark.parametrize("parameter", SITES)
def test_what_a_site_depends_on(parameter: str) -> None:
    site = SITES[parameter].replace("DRAWN", "np.random.randint(3)")
    check(
        "NPL504",
        f"""
        def model():
            {site}  # NPL504 `np.random.randint(3)`
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


@pytest.mark.parametrize(
    "site",
    ["numpyro.param('a', np.random.normal())",
     "numpyro.sample(f'a{np.random.normal()}', dist.Normal())",
     "numpyro.sample('a', dist.Normal(), sample_shape=(np.random.randint(3),))",
     "print(np.random.normal())"],
)  # fmt: skip
def test_what_no_site_depends_on(site: str) -> None:
    check(
        "NPL504",
        f"""
        def model():
            {site}
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )


@pytest.mark.parametrize(
    "before",
    ["np.random.seed(0)", "random.seed(0)", "rng = np.random.default_rng(0)",
     "rng = np.random.RandomState(0)", "rng = np.random.Generator(bits)",
     "rng = random.Random(0)", "rng = np.random.default_rng(np.random.SeedSequence(0))"],
)  # fmt: skip
def test_what_a_model_seeds_itself_is_meant(before: str) -> None:
    drawn = "rng.normal()" if before.startswith("rng") else "np.random.normal()"
    check(
        "NPL504",
        f"""
        import random
        def model():
            {before}
            numpyro.sample("a", dist.Normal({drawn}, 1.0))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    )
