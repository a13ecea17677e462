"""``nplint api`` tells what the data know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import nplint


def told(tmp_path: Path, *words: str) -> str:
    done = nplint("api", *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_distribution(tmp_path: Path) -> None:
    text = told(tmp_path, "TruncatedNormal")
    assert text.startswith("numpyro.distributions.TruncatedNormal  distribution\n")
    assert "TruncatedNormal(loc=0.0, scale=1.0, *, low=None, high=None" in text
    assert "to 0.8.0: TruncatedNormal(low=0.0, loc=0.0, scale=1.0" in text
    assert "greater_than_eq(low)  given low" in text
    assert "latent site crashes: parallel, vectorized, predictive  given low" in text
    assert "when shared:    never seen to crash" in told(tmp_path, "numpyro.distributions.Normal")


def test_a_transform_a_kernel_and_a_handler(tmp_path: Path) -> None:
    text = told(tmp_path, "numpyro.distributions.transforms.StickBreakingTransform")
    assert "domain:         real_vector" in text
    assert "codomain:       simplex" in text
    text = told(tmp_path, "numpyro.infer.MCMC")
    assert "MCMC(sampler, *, num_warmup, num_samples" in text
    assert "run(rng_key, *args, extra_fields=" in text
    assert "to 0.3.0: seed(fn=None, rng_seed=None, rng=None)" in told(tmp_path, "seed")


def test_what_is_gone(tmp_path: Path) -> None:
    text = told(tmp_path, "jax.tree_map")
    assert "releases:       0.4.13 to 0.5.3" in text
    assert "now:            jax.tree_util.tree_map" in text
    assert "0.2.0 to 0.2.0, gone from all that still run" in told(tmp_path, "numpyro.infer_util")


def test_one_release(tmp_path: Path) -> None:
    data = json.loads(
        told(tmp_path, "Predictive", "--release", "0.14.0", "--output-format", "json")
    )
    [facts] = [each for each in data if each["name"] == "numpyro.infer.Predictive"]
    assert facts["shown"] == "0.14.0"
    assert "exclude_deterministic" not in facts["signature"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("TruncatedNromal",), "did you mean `TruncatedNormal`?"),
        (("numpyro.sampel",), "did you mean `numpyro.sample`?"),
        (("Normal", "--release", "0.1.0"), "NumPyro 0.1.0 is not known"),
    ],
)
def test_what_is_not_known(tmp_path: Path, words: tuple[str, ...], complaint: str) -> None:
    done = nplint("api", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert complaint in done.stderr
