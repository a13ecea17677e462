# A handler of one's own that remembers names, which are strings and no tracers.
import numpyro
import numpyro.distributions as dist
from numpyro import handlers
from numpyro.primitives import Messenger


class Names(Messenger):
    def __init__(self, fn=None):
        self.seen = []
        super().__init__(fn)

    def process_message(self, msg):
        if msg["type"] == "sample":
            self.seen.append(msg["name"])


def model():
    x = numpyro.sample("x", dist.Normal())
    numpyro.sample("y", dist.Normal(x, 1.0), obs=0.0)


names = Names()
with names, handlers.seed(rng_seed=0):
    model()
assert names.seen == ["x", "y"]
