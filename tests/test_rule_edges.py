"""Small programs beside those of the fixtures: where a rule speaks, and where it does not.

A line that a finding starts on ends with ``# here``; a program without one is clean.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from nplint import engine
from nplint.finding import Finding
from nplint.settings import SettingsTable

HEAD = """\
import random
import time

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax.random import PRNGKey
from numpyro import handlers, infer, optim
from numpyro.infer import HMC, MCMC, NUTS, SVI, Predictive, Trace_ELBO, TraceEnum_ELBO
from numpyro.infer.autoguide import AutoDelta, AutoNormal

key = PRNGKey(0)
x = y = jnp.ones(3)
"""
MODEL = """
def model(y=None):
    loc = numpyro.sample("loc", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(loc, 1.0), obs=y)
"""


def check(tmp_path: Path, code: str, text: str, target: str = "any") -> list[Finding]:
    """What one rule finds in a program with the usual imports."""
    (tmp_path / "program.py").write_text(HEAD + textwrap.dedent(text))
    table = SettingsTable(isolated=True, select=(code,), target_numpyro=target)
    return list(engine.check([tmp_path], table).findings)


TRAINED = f"""{MODEL}
guide = AutoNormal(model)
svi = SVI(model, guide, optim.Adam(0.1), Trace_ELBO())
result = svi.run(key, 9, y)
"""
MIXTURE = """
def mixture(y=None):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    group = numpyro.sample("group", dist.Bernoulli(p), infer={"enumerate": "parallel"})
    numpyro.sample("y", dist.Normal(group, 1.0), obs=y)
mcmc = MCMC(NUTS(mixture), num_warmup=1, num_samples=1)
"""

DRAWING = """
def model():
    return numpyro.sample("a", dist.Normal(0.0, 1.0))
seeded = handlers.seed(model, 0)
"""
GUIDE = """
def guide(y=None):
    group = numpyro.param("group", 0.5)
    numpyro.sample("p", dist.Beta(numpyro.param("a", 1.0), group))
"""
ENUMERATED = f"""
def model(y=None):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    group = numpyro.sample("group", dist.Bernoulli(p))  # GROUP
    numpyro.sample("y", dist.Normal(group, 1.0), obs=y)
{GUIDE}"""

TWO_OBSERVED = """
def model(y, z):
    loc = numpyro.sample("loc", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(loc, 1.0), obs=y)
    numpyro.sample("z", dist.Normal(loc, 1.0), obs=z)
z = jnp.zeros(3)
samples = {"loc": x}
"""

PROGRAMS = {
    "NPL001 chains that are not known": """
        PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)  # here
        def model():
            numpyro.sample("a", PRIOR)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=n).run(key)
        """,
    "NPL001 a lambda": """
        PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)  # here
        model = lambda: numpyro.sample("a", PRIOR)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=2).run(key)
        """,
    "NPL401 a guide whose names are not known": """
        def model(y, name):
            numpyro.sample(name, dist.Normal(0.0, 1.0), obs=y)
        def guide(y, name):
            numpyro.sample(name, dist.Normal(0.0, 1.0), obs=y)
        SVI(model, guide, optim.Adam(0.1), Trace_ELBO())
        """,
    "NPL401 a guide that draws what the model observes": f"""{MODEL}
def guide(y=None):
    numpyro.sample("loc", dist.Normal(numpyro.param("m", 0.0), 1.0))
    numpyro.sample("y", dist.Normal(0.0, 1.0))
    numpyro.deterministic("z", y)
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
""",
    "NPL401 a guide that fixes what the model draws": f"""{MODEL}
def guide(y=None):
    numpyro.sample("loc", dist.Normal(0.0, 1.0), obs=numpyro.param("m", 0.0))
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
""",
    "NPL401 a guide that is the model": f"""{MODEL}
SVI(model, model, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
""",
    "NPL401 one guide of two runs": f"""{MODEL}
def guide(y=None):
    numpyro.sample("loc", dist.Normal(numpyro.param("m", 0.0), 1.0))
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)  # here
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
SVI(model, guide, optim.Adam(0.01), Trace_ELBO()).run(key, 9, y)
""",
    "NPL405 one Predictive in a function for two results": f"""{TRAINED}
def predict(params):
    return Predictive(model, params=params, num_samples=9)(key)["y"]  # here
predict(result.params), predict(svi.get_params(state))
""",
    "NPL405 one Predictive of two models": f"""{TRAINED}
def other(y=None):
    numpyro.sample("loc", dist.Normal(0.0, 2.0))
Predictive(model if plain else other, params=result.params, num_samples=9)  # here
""",
    "NPL405 an SVI whose guide is not seen": f"""{MODEL}
svi = SVI(model, *rest)
Predictive(model, params=svi.run(key, 9, y).params, num_samples=9)
""",
    "NPL405 the guide may be given": f"""{TRAINED}
Predictive(model, params=result.params, num_samples=9, **more)
""",
    "NPL405 no guide and no params": f"""{TRAINED}
Predictive(model, num_samples=9)
Predictive(model, params=result.params, num_samples=9)  # here
""",
    "NPL405 params of one SVI or another": f"""{TRAINED}
other = SVI(model, AutoDelta(model), optim.Adam(0.1), Trace_ELBO())
params = result.params if wide else other.run(key, 9, y).params
Predictive(model, params=params, num_samples=9)
""",
    "NPL405 a guide without latents": f"""{MODEL}
def guide(y=None):
    numpyro.param("unused", 0.0)
svi = SVI(model, guide, optim.Adam(0.1), Trace_ELBO())
Predictive(model, params=svi.run(key, 9, y).params, num_samples=9)
""",
    "NPL405 an earlier Predictive with its guide": f"""{TRAINED}
Predictive(model, guide=guide, params=result.params, num_samples=9)
Predictive(model, params=result.params, num_samples=9)  # here
""",
    "NPL406 another site is read": f"""{MIXTURE}
Predictive(mixture, mcmc.get_samples())(key, y)["p"]
""",
    "NPL406 a site whose name is not known": """
        def mixture(name, y=None):
            group = numpyro.sample(name, dist.Bernoulli(0.5), infer={"enumerate": "parallel"})
            numpyro.sample("y", dist.Normal(group, 1.0), obs=y)
        mcmc = MCMC(NUTS(mixture), num_warmup=1, num_samples=1)
        Predictive(mixture, mcmc.get_samples())(key, name, y)["group"]
        """,
    "NPL406 asked not to infer": f"""{MIXTURE}
Predictive(mixture, mcmc.get_samples(), infer_discrete=False)(key, y)["group"]  # here
Predictive(mixture, mcmc.get_samples(), infer_discrete=flag)(key, y)["group"]
Predictive(mixture, mcmc.get_samples(), **more)(key, y)["group"]
""",
    "NPL406 one Predictive called twice": f"""{MIXTURE}
predictive = Predictive(mixture, mcmc.get_samples())  # here
predictive(key, y)["group"], predictive(other_key, y)["group"]
""",
    "NPL406 enumerated by a handler": """
        from numpyro.contrib.funsor import config_enumerate
        @config_enumerate
        def mixture(y=None):
            group = numpyro.sample("group", dist.Bernoulli(0.5))
            numpyro.sample("y", dist.Normal(group, 1.0), obs=y)
        mcmc = MCMC(NUTS(mixture), num_warmup=1, num_samples=1)
        Predictive(mixture, mcmc.get_samples())(key, y)["group"]  # here
        """,
    "NPL406 two sites of one Predictive": """
        def mixture(y=None):
            a = numpyro.sample("a", dist.Bernoulli(0.5), infer={"enumerate": "parallel"})
            b = numpyro.sample("b", dist.Bernoulli(0.5), infer={"enumerate": "parallel"})
            numpyro.sample("y", dist.Normal(a + b, 1.0), obs=y)
        mcmc = MCMC(NUTS(mixture), num_warmup=1, num_samples=1)
        drawn = Predictive(mixture, mcmc.get_samples())(key, y)  # here
        drawn["a"], drawn["b"]
        """,
    "NPL406 nothing is observed through it": """
        def mixture(y=None):
            group = numpyro.sample("group", dist.Bernoulli(0.5), infer={"enumerate": "parallel"})
            numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
            numpyro.deterministic("twice", 2 * group)
        mcmc = MCMC(NUTS(mixture), num_warmup=1, num_samples=1)
        Predictive(mixture, mcmc.get_samples())(key, y)["group"]
        """,
    "NPL408 two sites": """
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            b = numpyro.sample("b", dist.Normal(0.0, 1.0))
            numpyro.sample("c", dist.Normal(a + b, 1.0), obs=y)
        given = handlers.substitute(model, data={"a": 1.0, "b": 2.0})  # here
        MCMC(NUTS(given), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL409 under handlers that leave a param alone": """
        def model():
            with handlers.reparam(config={}), handlers.condition(data={"b": 1.0}):
                a = numpyro.param("a", 1.0)  # here
            numpyro.sample("b", dist.Normal(0.0, a))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL409 a kernel whose run is out of sight": """
        def other():
            numpyro.sample("a", dist.Normal(0.0, numpyro.param("s", 1.0)))
        def model():
            numpyro.sample("a", dist.Normal(0.0, numpyro.param("s", 1.0)))  # here
        HMC(model)
        SVI(other, AutoNormal(other), optim.Adam(0.1), Trace_ELBO())
        """,
    "NPL409 the kernel comes after what is no MCMC": """
        def model():
            numpyro.sample("a", dist.Normal(0.0, numpyro.param("s", 1.0)))  # here
        Predictive(model, num_samples=9)
        infer.SA(model)
        """,
    "NPL409 among params that are left alone": """
        def model():
            with handlers.substitute(data={"a": 1.0}):
                a = numpyro.param("a", 1.0)
            b = numpyro.param("b", 1.0)  # here
            unused = numpyro.param("c", 1.0)
            numpyro.factor("f", a + b)
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL409 names that are not known": """
        def model(name):
            s = numpyro.param(name, jnp.ones(3) * 2)  # here
            numpyro.sample(name + "a", dist.Normal(0.0, s))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, name)
        """,
    "NPL409 a model that SVI runs, too": """
        def model():
            numpyro.sample("a", dist.Normal(0.0, numpyro.param("s", 1.0)))
        SVI(model, AutoNormal(model), optim.Adam(0.1), Trace_ELBO()).run(key, 9)
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL409 a param without a value": """
        def model():
            numpyro.sample("a", dist.Normal(0.0, numpyro.param("s")))  # here
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL409 one model of two runs": """
        def model():
            numpyro.sample("a", dist.Normal(0.0, numpyro.param("s", 1.0)))  # here
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key)
        MCMC(HMC(model), num_warmup=1, num_samples=1).run(key)
        """,
    "NPL410 steps that may be none, or are of some number": """
        HMC(model, num_steps=None if adaptive else 5)
        HMC(model, num_steps=5 if short else 10)  # here
        """,
    "NPL410 one kernel in a function called twice": """
        def kernel(model):
            return HMC(model, num_steps=1)  # here
        kernel(first), kernel(second)
        """,
    "NPL410 no step at all": """
        HMC(model, num_steps=0)  # here
        """,
    "NPL410 a warning that is waited for": """
        import pytest
        with pytest.warns(UserWarning):
            HMC(model, num_steps=5)
        HMC(model, num_steps=5)  # here
        """,
    "NPL411 a loss that is not known, or is another": f"""{ENUMERATED}
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
SVI(model, guide, optim.Adam(0.1), loss).run(key, 9, y)
SVI(model, guide, optim.Adam(0.1), *loss).run(key, 9, y)
SVI(model, guide, optim.Adam(0.1), TraceEnum_ELBO() if marked else Trace_ELBO()).run(key, 9, y)
""",
    "NPL411 another run before": f"""{ENUMERATED.replace("GROUP", "here")}
Predictive(model, num_samples=9)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, y)
SVI(model, AutoNormal(model), optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
SVI(model, guide, optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
SVI(model, guide, optim.Adam(0.2), TraceEnum_ELBO()).run(key, 9, y)
""",
    "NPL411 in a scope": f"""{ENUMERATED.replace("GROUP", "here")}
SVI(handlers.scope(model, prefix="a"), guide, optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
""",
    "NPL411 arguments or names that are not known": f"""
def model(name, y=None):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    group = numpyro.sample("group", dist.Bernoulli(p), **settings)
    other = numpyro.sample(name, dist.Bernoulli(p))
    numpyro.sample("y", dist.Normal(group + other, 1.0), obs=y)
{GUIDE}
SVI(model, guide, optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
""",
    "NPL411 infer says something else": f"""
def model(y=None):
    a = numpyro.sample("a", dist.Bernoulli(0.5), infer={{"note": "parallel"}})  # here
    b = numpyro.sample("b", dist.Bernoulli(0.5), infer={{"enumerate": "sequential"}})
    c = numpyro.sample("c", dist.Bernoulli(0.5), infer={{key: "parallel"}})
    d = numpyro.sample("d", dist.Bernoulli(0.5), infer=infer)
    e = numpyro.sample("e", dist.Bernoulli(0.5), infer=grown)
    numpyro.sample("y", dist.Normal(a + b + c + d + e, 1.0), obs=y)
{GUIDE}
infer = infer.settings
grown = {{"note": "parallel"}}
grown[name] = "parallel"
SVI(model, guide, optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
""",
    "NPL411 a guide that may have the site": f"""{ENUMERATED}
def named(y=None):
    numpyro.sample(name, dist.Bernoulli(0.5))
from elsewhere import other_guide
def opaque(y=None):
    other_guide(y)
SVI(model, named, optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
SVI(model, guide if wide else AutoNormal(model), optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
SVI(model, opaque, optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
""",
    "NPL404 another site that is observed or not": f"""{TWO_OBSERVED}
Predictive(model, samples)(key, y, z)["y"]  # here
Predictive(model, samples)(key, y, None)["y"]
def predict(z):
    return Predictive(model, samples)(key, y, z)["y"]
""",
    "NPL404 one Predictive in a function called twice": f"""{TWO_OBSERVED}
def predict(y):
    return Predictive(model, samples)(key, y, z)["y"]  # here
predict(y), predict(x)
""",
    "NPL404 another prediction before": f"""{TWO_OBSERVED}
Predictive(model, samples)(key, *data)["y"]
Predictive(model, samples)(key, y, z)["y"]  # here
""",
    "NPL404 two sites of one prediction": f"""{TWO_OBSERVED}
drawn = Predictive(model, samples)(key, y, z)  # here
drawn["y"], drawn["z"]
""",
    "NPL404 a part of the data": """
        def model(y):
            numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y, obs_mask=y > 0)
        Predictive(model, num_samples=9)(key, y)["y"]
        """,
    "NPL404 under a handler": """
        def model(y, handler):
            with handler, numpyro.plate("N", 3):
                numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
        def scaled(y):
            with handlers.scale(scale=2.0), numpyro.plate("N", 3):
                numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
        Predictive(model, num_samples=9)(key, y, handlers.uncondition())["y"]
        Predictive(scaled, num_samples=9)(key, y)["y"]  # here
        """,
    "NPL404 observed in one branch": """
        def model(x, y):
            if x is None:
                numpyro.sample("y", dist.Normal(0.0, 1.0))
            else:
                numpyro.sample("y", dist.Normal(x, 1.0), obs=y)
        Predictive(model, num_samples=9)(key, x, y)["y"]
        """,
    "NPL404 what deterministic sites are computed from": """
        def model(y):
            value = numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
            numpyro.deterministic("residuals", value - 1.0)
        def other(y):
            numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
            numpyro.deterministic("level", 1.0)
        residuals = Predictive(model, num_samples=9)(key, y)
        residuals["y"] - residuals["residuals"]
        Predictive(model, num_samples=9)(key, y)["y"]  # here
        drawn = Predictive(other, num_samples=9)(key, y)  # here
        drawn["y"] - drawn["level"]
        """,
    "NPL407 what is no shape": f"""{TRAINED}
guide.sample_posterior(key, result.params, (2,))  # here
guide.sample_posterior(key, result.params, (2, 3))  # here
guide.sample_posterior(key, result.params, ())  # here
guide.sample_posterior(key, result.params, (y, x))
guide.sample_posterior(key, result.params, (2, y))
guide.sample_posterior(key, result.params, (2, 0.5))
guide.sample_posterior(key, result.params, 2)
guide.sample_posterior(key, result.params, shape)
guide.sample_posterior(key, result.params, (2,), sample_shape=(3,))
guide.sample_posterior(key, *result, (2,))
guide.sample_posterior(key, result.params, (2,), y)
""",
    "NPL407 a guide in a function called twice": f"""{TRAINED}
def draw(guide, number):
    return guide.sample_posterior(key, result.params, (2,))  # here
draw(other.guide, 1), draw(guide, 2), draw(guide, 3)
""",
    "NPL408 other ways to run a model": """
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            numpyro.sample("b", dist.Normal(a, 1.0), obs=y)
            numpyro.deterministic("c", a)
        Predictive(handlers.substitute(model, data={"a": 1.0}), num_samples=9)
        SVI(model, handlers.substitute(model, data={"a": 1.0}), optim.Adam(0.1), Trace_ELBO())
        NUTS(handlers.substitute(model, data={"a": 1.0}))  # here
        NUTS(handlers.substitute(model, data={"b": 1.0}))
        NUTS(handlers.substitute(model, data={"c": 1.0}))
        NUTS(handlers.substitute(model, data={"d": 1.0}))
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
    "NPL501 three draws with one key": """
        a = jax.random.normal(key, (3,))
        b = jax.random.normal(key, (3,))  # here
        c = jax.random.normal(key, (3,))  # here
        print(a + b + c)
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
    "NPL714 a long expression": """
        print(numbers_of_all_days_together == np.nan)  # here
        """,
    "NPL714 a longer expression": """
        print(numbers(of_all_the_days_altogethe) == np.nan)  # here
        """,
    "NPL714 an expression on two lines": """
        print((x +  # here
               y) == np.nan)
        """,
    "NPL704 updates, and what is none": """
        table = {}
        class Table:
            at = {}
        def update(values, index):
            table.at[index].set(1.0)
            Table.at[index].set(1.0)
            Table().at[index].set(1.0)
            values.at[index].get()
            values.of[index].set(1.0)
            values.at.set(1.0)
            values.at[index].set()
            values.at[index].multiply(2.0)  # here
            values.at[index].mul(2.0)  # here
            values.at[index].divide(2.0)  # here
            values.at[index].power(2.0)  # here
            values.at[index].subtract(2.0)  # here
            values.at[index].min(2.0)  # here
            values.at[index].max(2.0)  # here
            values.at[index].apply(jnp.sqrt)  # here
        """,
    "NPL705 two wheres, and what is no where": """
        def where(condition, one, other):
            return one + other
        def model(n):
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            b = where(a > 0, jnp.sqrt(a), 0.0)
            c = jnp.where(a > 0)
            d = jnp.where(a > 0, a**0.5, 0.0)  # here
            e = jnp.where(a > 0, jnp.sqrt(a), 0.0)  # here
            f = jnp.where(a > 0, jnp.sqrt(a), 0.0)
            numpyro.deterministic("f", f)
            numpyro.factor("g", d + e)
        NUTS(model), HMC(model)
        """,
    "NPL705 a model that is not fitted": """
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            numpyro.factor("b", jnp.where(a > 0, jnp.sqrt(a), 0.0))
        Predictive(model, num_samples=9)
        """,
    "NPL707 one trap of two runs": """
        def model(p):
            p = jnp.clip(p, 0.1, 1 - 1e-10)  # here
            numpyro.sample("a", dist.Beta(p, 1.0))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)
        SVI(model, AutoNormal(model), optim.Adam(0.1), Trace_ELBO()).run(key, 9, x)
        """,
    "NPL707 sites that clamp, and others": """
        def model(p):
            p = jnp.clip(p, 0.1, 1 - 1e-10)
            q = jnp.clip(x, 0.1, 1 - 1e-10)  # here
            numpyro.sample("a", dist.Bernoulli(p))
            numpyro.sample("b", dist.Categorical(p))
            numpyro.sample("c", dist.BernoulliProbs(p))
            numpyro.sample("d", dist.CategoricalProbs(p))
            numpyro.sample("e", dist.Bernoulli(q))
            numpyro.sample("f", dist.Beta(q, 1.0))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)
        """,
    "NPL714 other comparisons and other names": """
        from math import nan
        print(x < np.nan, x is np.nan, np.nan == np.nan, x == np.inf, x == float("inf"))
        print(x == np.NaN)  # here
        print(x == np.NAN)  # here
        print(x != jnp.nan)  # here
        print(float("NaN") == x)  # here
        print(nan == x)  # here
        print(x == float(), x == "nan", x == jax.nan, x == np.linalg.nan)
        """,
    "NPL504 the trace seeds the generators itself": """
        def model():
            np.random.seed(0)
            random.seed(0)
            numpyro.sample("a", dist.Normal(np.random.normal(), random.random()))
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
}


SAID = {
    "NPL001 chains that are not known": "run here: its number of chains is not known",
    "NPL001 a lambda": "`PRIOR` is used here in each trace of a lambda",
    "NPL404 two sites of one prediction": "Do not observe 'y' and 'z'",
    "NPL401 one guide of two runs": "because `guide` repeats",
    "NPL408 two sites": "'a' and 'b' stay latent",
    "NPL409 among params that are left alone": "the param 'b' stays at its initial value 1.0: MCMC",
    "NPL409 names that are not known": "this param stays at its initial value: MCMC does not infer "
    "params, and a site takes it for given",
    "NPL409 a param without a value": "'s' stays at its initial value: MCMC",
    "NPL410 steps that may be none, or are of some number": "is 2π/num_steps long",
    "NPL410 one kernel in a function called twice": "is 2π/1 = 6.3 long",
    "NPL410 no step at all": "is 2π/0 long",
    "NPL504 a site whose name is not known": "constant from then on: a site sees one and the same",
    "NPL504 clocks": "'a' gets the same number in every draw of this Predictive",
    "NPL714 a long expression": "`numbers_of_all_days_together == np.nan` is",
    "NPL714 a longer expression": "`numbers(…) == np.nan` is",
    "NPL714 an expression on two lines": "`… == np.nan` is",
    "NPL503 noise of a key made outside": "the noise `jax.random.normal(…)` in 'b' is the same",
    "NPL503 noise where NumPyro has no name": "the noise `noise` in 'b' is the same number",
    "NPL503 a site whose name is not known": "this site has a key",
    "NPL503 a seeded block with names that are not known": "each site is drawn under",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_rule_speaks_where_it_should(name: str, tmp_path: Path) -> None:
    findings = check(tmp_path, name[:6], PROGRAMS[name])
    text = (tmp_path / "program.py").read_text()
    assert all(finding.fix or finding.help for finding in findings)
    lines = sorted(1 + text.count("\n", 0, finding.span.start) for finding in findings)
    assert lines == [n for n, line in enumerate(text.splitlines(), 1) if line.endswith("# here")]


@pytest.mark.parametrize("name", SAID)
def test_what_a_rule_says(name: str, tmp_path: Path) -> None:
    finding = check(tmp_path, name[:6], PROGRAMS[name])[0]
    said = [finding.message, *(place.label for place in finding.related)]
    said += [finding.fix.title] if finding.fix is not None else []
    assert any(SAID[name] in each for each in said)


@pytest.mark.parametrize(
    ("guide", "target", "fix", "consequence"),
    [
        ("AutoNormal", "<0.14", None, ""),
        ("AutoNormal", ">=0.14,<0.18", "safe", "a TypeError on NumPyro 0.14.0 to 0.17.0: it is"),
        (
            "AutoNormal",
            ">=0.18",
            "unsafe",
            "ignored from NumPyro 0.18.0 on: the result",
        ),
        ("AutoNormal", "any", "unsafe", "a single point (0.14.0 to 0.17.0: TypeError)"),
        ("AutoDelta", "<0.12", None, ""),
        ("AutoDelta", ">=0.12", "unsafe", "ignored from NumPyro 0.12.1 on: the result is one draw"),
    ],
)
def test_what_a_third_argument_of_sample_posterior_is_depends_on_the_release(
    guide: str, target: str, fix: str | None, consequence: str, tmp_path: Path
) -> None:
    text = f"{MODEL}\n{guide}(model).sample_posterior(key, params, (2,))\n"
    findings = check(tmp_path, "NPL407", text, target)
    assert [each.fix and each.fix.applicability.value for each in findings] == [fix] * bool(fix)
    assert all(consequence in finding.message for finding in findings)
