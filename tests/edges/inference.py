"""Programs at the edges of the rules on inference (NPL4xx)."""

from __future__ import annotations

from tests.edges.pieces import ENUMERATED, GUIDE, MIXTURE, MODEL, TRAINED, TWO_OBSERVED

PROGRAMS = {
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
    "NPL401 a lambda": f"""{MODEL}
guide = lambda y: numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)  # here
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
""",
    "NPL401 one guide of two runs": f"""{MODEL}
def guide(y=None):
    numpyro.sample("loc", dist.Normal(numpyro.param("m", 0.0), 1.0))
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)  # here
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
SVI(model, guide, optim.Adam(0.01), Trace_ELBO()).run(key, 9, y)
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
    "NPL405 one Predictive in a function for two results": f"""{TRAINED}
def predict(params):
    return Predictive(model, params=params, num_samples=9)(key)["y"]  # here
predict(result.params), predict(svi.get_params(state))
""",
    "NPL405 another guide of that name": f"""{TRAINED}
def predict(guide):
    return Predictive(model, posterior_samples=result.params, num_samples=9)(key, 3)  # here
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
    "NPL405 after a Predictive of another model": f"""{TRAINED}
def other(y=None):
    numpyro.sample("loc", dist.Normal(numpyro.param("m", 0.0), 1.0))
Predictive(other, params=result.params, num_samples=9)
Predictive(model, params=result.params, num_samples=9)  # here
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
    "NPL407 what is no shape": f"""{TRAINED}
guide.sample_posterior(key, result.params)
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
    "NPL408 two sites": """
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            b = numpyro.sample("b", dist.Normal(0.0, 1.0))
            numpyro.sample("c", dist.Normal(a + b, 1.0), obs=y)
        given = handlers.substitute(model, data={"a": 1.0, "b": 2.0})  # here
        MCMC(NUTS(given), num_warmup=1, num_samples=1).run(key)
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
}
