"""Stars give something, and what stands for nothing is not what callers give."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplint.engine.session import Session
from nplint.model.observation import Observation
from nplint.model.program import Program

MODEL = """
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

def model(x, y=None):
    numpyro.sample("y", dist.Normal(x, 1.0), obs=y)

"""
RUN = "MCMC(NUTS(model), num_warmup=1, num_samples=1)"


def observed(tmp_path: Path, text: str) -> list[Observation]:
    """Whether the site of the model is observed, in each of its runs."""
    path = tmp_path / "program.py"
    path.write_text(MODEL + text)

    def look(program: Program) -> list[Observation]:
        return [site.observation for run in program.runs for site in program.sites(run).sites]

    return Session([path]).look(path, look)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{RUN}.run(key, 0.0)", Observation.LATENT),
        (f"{RUN}.run(key, 0.0, data)", Observation.OBSERVED),
        (f"data = [0.0, 1.0]\n{RUN}.run(key, *data)", Observation.EITHER),
        (f"data = [0.0, load()]\n{RUN}.run(key, *data)", Observation.OBSERVED),
        (f"data = load()\n{RUN}.run(key, *data)", Observation.EITHER),
        (f"data = [0.0]\ndata.append(load())\n{RUN}.run(key, *data)", Observation.EITHER),
        (f"data = load()\n{RUN}.run(key, **data)", Observation.EITHER),
        (f"data = dict(x=0.0)\n{RUN}.run(key, **data)", Observation.LATENT),
        (f"data = dict(x=0.0, y=load())\n{RUN}.run(key, **data)", Observation.OBSERVED),
        (f"def fit(data={{}}):\n    {RUN}.run(key, 0.0, **data)", Observation.EITHER),
        (f"def fit(data=None):\n    {RUN}.run(key, 0.0, **(data or {{}}))", Observation.EITHER),
        (f"def fit(data={{}}):\n    {RUN}.run(key, 0.0, **data)\nfit()", Observation.LATENT),
        (
            f"class Fit:\n    data = {{}}\n    def fit(self):\n"
            f"        {RUN}.run(key, 0.0, **self.data)",
            Observation.EITHER,
        ),
        (f"def outer(x, *data):\n    model(x, *data)\n{RUN}".replace("NUTS(model)", "NUTS(outer)")
         + ".run(key, 0.0, load())", Observation.EITHER),
    ],
)  # fmt: skip
def test_what_a_run_hands_to_its_model(tmp_path: Path, text: str, expected: Observation) -> None:
    assert observed(tmp_path, text) == [expected]
