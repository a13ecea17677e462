"""Programs at the edges of the rules on random keys (NPL5xx)."""

from __future__ import annotations

from tests.edges.pieces import DRAWING, MODEL

PROGRAMS = {
    "NPL501 three draws with one key": """
        a = jax.random.normal(key, (3,))
        b = jax.random.normal(key, (3,))  # here
        c = jax.random.normal(key, (3,))  # here
        print(a + b + c)
        """,
    "NPL501 draws of other shapes": """
        a = jax.random.normal(key, (3,))
        b = jax.random.normal(key, (3, 1))
        print(a + b)
        """,
    "NPL503 a site whose name is not known": """
        def model(name):
            numpyro.sample(name, dist.Normal(0.0, 1.0), rng_key=PRNGKey(1))  # here
        Predictive(model, num_samples=9)(key, name)
        """,
    "NPL503 noise of a key made outside": """
        KEY = PRNGKey(1)  # here
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            numpyro.deterministic("b", a + jax.random.normal(KEY))
        Predictive(model, num_samples=9)
        """,
    "NPL503 noise where NumPyro has no name": """
        from numpyro import deterministic, sample
        numpyro = None
        def model():
            a = sample("a", dist.Normal(0.0, 1.0))
            noise = jax.random.normal(PRNGKey(1))  # here
            deterministic("b", a + noise)
            deterministic(name, a + jax.random.normal(PRNGKey(2)))  # here
        Predictive(model, num_samples=9)
        """,
    "NPL503 a seeded block with names that are not known": """
        def model(name):
            with handlers.seed(rng_seed=0):  # here
                numpyro.sample(name, dist.Normal(0.0, 1.0))
        Predictive(model, num_samples=9)(key, name)
        """,
    "NPL504 a generator made outside": """
        one, two = np.random.default_rng(0), np.random.RandomState(0)
        three, four = np.random.Generator(bits), random.Random(0)
        def model():
            a = one.normal()  # here
            b = two.normal()  # here
            c = three.normal()  # here
            d = four.random()  # here
            numpyro.sample("a", dist.Normal(a + b + c, d))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL504 a kernel alone": """
        def model():
            numpyro.sample("a", dist.Normal(np.random.normal(), 1.0))  # here
        kernel = NUTS(model)
        """,
    "NPL504 clocks": """
        import datetime
        def model():
            a = time.time()  # here
            b = time.time_ns()  # here
            c = time.perf_counter()  # here
            d = time.monotonic()  # here
            e = datetime.datetime.now()  # here
            f = datetime.datetime.utcnow()  # here
            g = datetime.datetime.today()  # here
            h = datetime.date.today()  # here
            numpyro.deterministic("a", (a, b, c, d, e, f, g, h, time.tzname))
        Predictive(model, num_samples=9)
        """,
    "NPL504 a second draw of a site": """
        def model():
            a = np.random.normal()  # here
            b = np.random.normal()  # here
            numpyro.sample("a", dist.Normal(a, 1.0))
            numpyro.sample("b", dist.Normal(a, b))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL504 a site whose name is not known": """
        def model(name):
            numpyro.sample(name, dist.Normal(np.random.normal(), 1.0))  # here
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, name)
        """,
    "NPL504 one draw of two runs": """
        def model():
            numpyro.sample("a", dist.Normal(np.random.normal(), 1.0))  # here
        Predictive(model, num_samples=9)
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL504 what a site's values do not depend on": """
        def model():
            numpyro.param("a", np.random.normal())
            numpyro.sample("b", dist.Normal(0.0, 1.0), infer={"note": np.random.normal()})
            numpyro.factor("c", np.random.normal())  # here
            with numpyro.plate("d", 10, subsample_size=np.random.randint(9)):  # here
                numpyro.sample("e", dist.Normal(0.0, 1.0), obs=np.random.normal())  # here
                numpyro.subsample(np.random.normal(size=10), event_dim=0)  # here
            with numpyro.plate("f", size=np.random.randint(9)):  # here
                numpyro.deterministic("g", value=np.random.normal())  # here
        SVI(model, AutoNormal(model), optim.Adam(0.1), Trace_ELBO())
        """,
    "NPL504 a seed elsewhere": """
        np.random.seed(1)
        def other():
            np.random.seed(2)
        class Model:
            def seed(self, number): ...
            def __call__(self):
                self.seed(3)
                numpyro.sample("a", dist.Normal(np.random.normal(), 1.0))  # here
        MCMC(NUTS(Model()), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL504 the trace seeds NumPy's generator itself": """
        def model():
            np.random.seed(0)
            numpyro.sample("a", dist.Normal(np.random.normal(), 1.0))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL504 the trace seeds Python's generator itself": """
        def model():
            random.seed(0)
            numpyro.sample("a", dist.Normal(random.random(), 1.0))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL504 numbers drawn in the trace": """
        def model():
            a = np.random.normal()  # here
            b = random.random()  # here
            numpyro.sample("a", dist.Normal(a, b))
            numpyro.deterministic("t", time.time())  # here
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL504 a generator made in the trace": """
        def model():
            a = np.random.default_rng(np.random.SeedSequence(0)).normal()
            b = np.random.RandomState(0).normal() + np.random.Generator(bits).normal()
            c = random.Random(0).random()
            numpyro.sample("a", dist.Normal(a + b, c))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL507 a model handed over": f"""{DRAWING}
def simulate(model):
    return [model() for _ in range(9)]  # here
simulate(unknown), simulate(model), simulate(handlers.seed(model, 0))
""",
    "NPL507 a trace of a seeded model": f"""{DRAWING}
traced = handlers.trace(seeded)
for _ in range(9):
    x += traced.get_trace()["a"]["value"]  # here
    x += handlers.trace(seeded).get_trace()["a"]["value"]  # here
    x += seeded.items()
""",
    "NPL507 seeded in the loop, or twice": f"""{DRAWING}
twice = handlers.seed(seeded, 1)
for i in range(9):
    x += handlers.seed(model, i)()
    x += handlers.substitute(seeded, data={{"a": i}})()
    x += twice()
    y = handlers.seed(model, 0)
""",
    "NPL507 what draws nothing new": f"""{DRAWING}
def observed():
    numpyro.sample("a", dist.Normal(0.0, 1.0), obs=1.0)
    numpyro.param("b", 1.0)
def conditioned():
    with handlers.condition(data={{"a": 1.0}}):
        numpyro.sample("a", dist.Normal(0.0, 1.0))
def substituted():
    with handlers.substitute(data={{"a": 1.0}}):
        numpyro.sample("a", dist.Normal(0.0, 1.0))
def by_itself():
    with handlers.seed(rng_seed=next_seed()):
        numpyro.sample("a", dist.Normal(0.0, 1.0))
one, two = handlers.seed(observed, 0), handlers.seed(conditioned, 0)
three, four = handlers.seed(substituted, 0), handlers.seed(by_itself, 0)
for _ in range(9):
    x += one() + two() + three() + four()
    x += seeded()  # here
""",
    "NPL508 a lambda": """
        model = lambda: numpyro.sample("a", dist.Normal(0.0, 1.0))
        Predictive(handlers.seed(model, 0), num_samples=9)  # here
        """,
    "NPL508 other ways to run a model": f"""{MODEL}
seeded = handlers.seed(model, 0)
NUTS(seeded)
SVI(seeded, AutoNormal(model), optim.Adam(0.1), Trace_ELBO())
Predictive(handlers.condition(seeded, data={{"loc": 1.0}}), num_samples=9)  # here
Predictive(model if bare else seeded, num_samples=9)
""",
    "NPL508 one Predictive in a function called twice": f"""{MODEL}
def predict(model):
    return Predictive(handlers.seed(model, 0), num_samples=9)  # here
def other():
    numpyro.sample("b", dist.Normal(0.0, 1.0))
predict(model), predict(other)
Predictive(handlers.seed(lambda: numpyro.sample("a", dist.Normal()), 0), num_samples=9)  # here
""",
}
