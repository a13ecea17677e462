# The kernel by hand: `init`, then `sample` in a loop over states.
import numpyro
import numpyro.distributions as dist
from jax import jit, random
from numpyro.infer import NUTS


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


kernel = NUTS(model)
state = kernel.init(random.PRNGKey(0), 3, None, model_args=(0.5,), model_kwargs={})
step = jit(lambda state: kernel.sample(state, (0.5,), {}))
trail = []
for _ in range(4):
    state = step(state)
    trail.append(float(kernel.postprocess_fn((0.5,), {})(state.z)["mu"]))
assert len(trail) == 4
