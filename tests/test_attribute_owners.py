"""Whose attribute ``self.prior`` is, where several classes have one."""

from __future__ import annotations

from pathlib import Path

import pytest

import nplint
from nplint.settings import SettingsTable

MODULE = Path("/no-such-folder/program.py")
PROGRAM = """
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


class Scale:
    def __init__(self):
        self.prior = dist.TruncatedNormal(0.0, 0.5, low=-1.0)

    def model(self):
        numpyro.sample("bias", self.prior)


{other}


kernel = NUTS(Scale().model)
mcmc = MCMC(kernel, num_warmup=5, num_samples=5, num_chains=2, chain_method="vectorized")
mcmc.run(random.PRNGKey(0))
"""
UNRELATED = """
class Clock:
    def wind(self):
        self.prior = None
        return self.prior
"""
OF_THE_SAME = UNRELATED.replace("Clock", "Clock(Scale)")
MIXED_IN = f"{UNRELATED}\n\nclass Both(Scale, Clock):\n    pass\n"
FROM_OUTSIDE = "\ndef change(scale):\n    scale.prior = None\n"


@pytest.mark.parametrize(
    ("other", "fixed"),
    [(UNRELATED, True), (OF_THE_SAME, False), (MIXED_IN, False), (FROM_OUTSIDE, False)],
    ids=["unrelated", "inherited", "mixed in", "from outside"],
)
def test_what_another_class_does_with_its_own_attribute_does_not_matter(
    other: str, fixed: bool
) -> None:
    text = PROGRAM.format(other=other)
    table = SettingsTable(target_numpyro="any", isolated=True)
    result = nplint.fix([MODULE], table, texts={MODULE: text.encode()})
    if not fixed:
        (finding,) = result.remaining.findings
        assert finding.help[0].endswith("because `prior` is assigned more than once.")
        return
    assert result.applied == 1
    (change,) = result.changes
    assert change.new_text.count("dist.TruncatedNormal") == 1
    assert "self.prior = dist" not in change.new_text
