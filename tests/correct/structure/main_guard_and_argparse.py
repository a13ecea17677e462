# A script with a parser and a guard.
import argparse

import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


def main(arguments=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--num-samples", type=int, default=5)
    parser.add_argument("--num-chains", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args(arguments)
    numpyro.set_platform(options.device)
    numpyro.set_host_device_count(options.num_chains)
    mcmc = MCMC(
        NUTS(model),
        num_warmup=5,
        num_samples=options.num_samples,
        num_chains=options.num_chains,
        progress_bar=False,
    )
    mcmc.run(random.PRNGKey(0), 0.3)
    mcmc.print_summary()


if __name__ == "__main__":
    main([])
