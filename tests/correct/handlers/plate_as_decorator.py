# A plate as the decorator of a model: it is entered anew by each call.
import numpyro
import numpyro.distributions as dist


@numpyro.handlers.seed(rng_seed=2)
def simulate():
    @numpyro.plate("rows", 3)
    def rows():
        return numpyro.sample("x", dist.Normal(0.0, 1.0))

    return rows()


assert simulate().shape == (3,)
