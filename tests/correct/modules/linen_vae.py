# A variational autoencoder of linen networks: the decoder in the model, the encoder in the guide.
# ---
# needs = ["flax"]
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from flax import linen as nn
from jax import random
from numpyro import optim
from numpyro.contrib.module import flax_module
from numpyro.infer import SVI, Predictive, TraceMeanField_ELBO

LATENT, PIXELS = 2, 6


class Encoder(nn.Module):
    @nn.compact
    def __call__(self, x):
        hidden = nn.softplus(nn.Dense(5)(x))
        return nn.Dense(LATENT)(hidden), jnp.exp(nn.Dense(LATENT)(hidden))


class Decoder(nn.Module):
    @nn.compact
    def __call__(self, z):
        return nn.Dense(PIXELS)(nn.softplus(nn.Dense(5)(z)))


def model(batch=None, size=4):
    size = size if batch is None else len(batch)
    decode = flax_module("decoder", Decoder(), input_shape=(size, LATENT))
    with numpyro.plate("batch", size):
        z = numpyro.sample("z", dist.Normal(0.0, 1.0).expand([LATENT]).to_event(1))
        numpyro.sample("pixels", dist.Bernoulli(logits=decode(z)).to_event(1), obs=batch)


def guide(batch, size=4):
    encode = flax_module("encoder", Encoder(), input_shape=(len(batch), PIXELS))
    loc, scale = encode(batch)
    with numpyro.plate("batch", len(batch)):
        numpyro.sample("z", dist.Normal(loc, scale).to_event(1))


batch = jnp.repeat(jnp.array([[0.0, 1.0, 0.0, 1.0, 1.0, 1.0], [1.0, 0.0, 1.0, 0.0, 0.0, 0.0]]), 4, 0)
svi = SVI(model, guide, optim.Adam(0.05), TraceMeanField_ELBO())
result = svi.run(random.PRNGKey(0), 150, batch, progress_bar=False)
assert set(result.params) == {"decoder$params", "encoder$params"}
assert result.losses[-20:].mean() < result.losses[:20].mean() - 5.0
images = Predictive(model, params=result.params, num_samples=50)(random.PRNGKey(1))["pixels"]
assert images.shape == (50, 4, PIXELS)
assert (images[..., 0] != images[..., 1]).mean() > 0.7  # as in both pictures
