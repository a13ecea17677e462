# Each call builds a distribution anew.
import numpyro.distributions as dist


def positive(scale):
    return dist.TruncatedNormal(0.0, scale, low=0.0)


def noise():
    return dist.HalfNormal(1.0)
