# Names of params by format, percent, plus and join: each latent of the guide has its own.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO


def model(y):
    total = 0.0
    for name in ("a", "b", "c", "d"):
        total = total + numpyro.sample(name, dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(total, 1.0), obs=y)


def guide(y):
    names = {
        "a": "{}_loc".format("a"),
        "b": "%s_loc" % "b",
        "c": "c" + "_loc",
        "d": "_".join(["d", "loc"]),
    }
    for site, param in names.items():
        numpyro.sample(site, dist.Normal(numpyro.param(param, 0.0), 0.5))


svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 3, 0.5, progress_bar=False)
assert len(result.params) == 4
