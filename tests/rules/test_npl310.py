"""NPL310: what NumPyro asks of a distribution class."""

from __future__ import annotations

from tests.helpers.programs import check

CLASS = """
class Own(dist.Distribution):
    {declared}
    def __init__(self, shift):
        self.shift = shift{mark}
        super().__init__(jnp.shape(shift))
    def sample(self, key, sample_shape=()):
        return self.shift + random.normal(key, sample_shape + self.batch_shape)
    def log_prob(self, value):
        return self._density(value)
    def _density(self, value):
        return -0.5 * (value - self.shift) ** 2
    {methods}
"""
SCAN = """
from numpyro.contrib.control_flow import scan
def model(y):
    def step(level, seen):
        level = numpyro.sample("level", Own(level))
        return level, level
    scan(step, 0.0, y)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, y)
"""


def own(declared: str = "pass", mark: str = "", methods: str = "pass") -> str:
    return CLASS.format(declared=declared, mark=mark, methods=methods)


def test_an_attribute_that_scan_loses() -> None:
    lost = "  # NPL310: `self.shift` is lost where `scan` hands a `Own` on…"
    check("NPL310", own("arg_constraints = {}", lost) + SCAN)
    check("NPL310", own("pytree_data_fields = ('scale',)", lost) + SCAN)
    check("NPL310", own(mark=lost).replace("_density(value)", "_density(value + 0)") + SCAN)


def test_an_attribute_that_is_named_or_flattened() -> None:
    for declared in (
        "arg_constraints = {'shift': dist.constraints.real}",
        "pytree_data_fields = ('shift',)",
        "pytree_data_fields = FIELDS",
        "arg_constraints = {**more}",
    ):
        check("NPL310", own(declared) + SCAN)
    check("NPL310", own(methods="def tree_flatten(self): return (self.shift,), None") + SCAN)
    check("NPL310", own() + SCAN.replace("scan(step, 0.0, y)", "step(0.0, y)"))


def test_signatures() -> None:
    check(
        "NPL310",
        """
class A(dist.Normal):
    def sample(self, key):  # NPL310 `sample`: drawing from `A` raises TypeError…
        return 0.0
class B(A):
    def sample(self, key, sample_shape=...):  # NPL310 `sample_shape`: `B(…).sample(key)`…
        return 0.0
class C(dist.Distribution):
    def sample(self, key, *args, **kwargs):
        return 0.0
class D(dist.Distribution):
    def sample(self, key, sample_shape=None):
        return 0.0
class E(dist.Distribution):
    @numpyro.handlers.seed
    def sample(self, key):
        return 0.0
class Sampler:
    def sample(self, key):
        return 0.0
""",
    )
