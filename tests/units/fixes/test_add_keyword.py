"""An argument that a fix writes behind the last one of a call."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import nplint

PROGRAM = """\
import numpyro
import numpyro.distributions as dist
from numpyro.infer import HMC, MCMC


def model():
    numpyro.sample("x", dist.Normal(0.0, 1.0))


kernel = {call}
MCMC(kernel, num_warmup=10, num_samples=10)
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("HMC(model, num_steps=5)", "HMC(model, num_steps=5, trajectory_length=None)"),
        ("HMC(model, num_steps=5,)", "HMC(model, num_steps=5, trajectory_length=None,)"),
        (
            "HMC(\n    model,\n    num_steps=5,  # few (of them)\n    # no more\n)",
            "HMC(\n    model,\n    num_steps=5, trajectory_length=None,  # few (of them)\n"
            "    # no more\n)",
        ),
        ("HMC(model, num_steps=(5))", "HMC(model, num_steps=(5), trajectory_length=None)"),
        (
            "HMC(model, num_steps=(5  # few)\n))",
            "HMC(model, num_steps=(5  # few)\n), trajectory_length=None)",
        ),
    ],
)
def test_where_it_goes(before: str, after: str, tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text(PROGRAM.format(call=before))
    assert "NPL410" in nplint("check", cwd=tmp_path).stdout
    nplint("fix", "--write", "--unsafe-fixes", cwd=tmp_path)
    assert path.read_text() == PROGRAM.format(call=after)
