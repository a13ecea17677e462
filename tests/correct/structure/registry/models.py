# Two models under names of their own, which may have sites of one name.
import numpyro
import numpyro.distributions as dist
from registry import register


@register("normal")
def normal(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


@register("robust")
def robust(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.StudentT(4.0, mu, 1.0), obs=y)
