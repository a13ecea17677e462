"""What nplint knows about NumPyro, as the rules ask for it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from packaging.version import Version

from nplint.numpyro_api import (
    Parameter,
    leak,
    leak_through,
    leaking_releases,
    lookup,
    supported_releases,
)
from nplint.numpyro_api.catalogue import DATA

D = "numpyro.distributions."


@pytest.mark.parametrize(
    ("path", "canonical", "kind"),
    [
        ("numpyro", "numpyro", "module"),
        ("numpyro.sample", "numpyro.sample", "function"),
        ("numpyro.primitives.sample", "numpyro.sample", "function"),
        (D + "truncated.TruncatedNormal", D + "TruncatedNormal", "distribution"),
        (D + "Mixture", D + "Mixture", "distribution"),
        (D + "discrete.Bernoulli", D + "Bernoulli", "distribution"),
        (D + "constraints.positive", D + "constraints.positive", "constraint"),
        (D + "transforms.ExpTransform", D + "transforms.ExpTransform", "transform"),
        ("numpyro.infer.hmc.NUTS", "numpyro.infer.NUTS", "kernel"),
        ("numpyro.infer.mcmc.MCMC", "numpyro.infer.MCMC", "mcmc"),
        ("numpyro.handlers.seed", "numpyro.handlers.seed", "handler"),
        ("numpyro.infer.util.Predictive", "numpyro.infer.Predictive", "predictive"),
        ("numpyro.infer.svi.SVI", "numpyro.infer.SVI", "svi"),
        ("numpyro.infer.reparam.LocScaleReparam", None, "reparam"),
        ("numpyro.infer.autoguide.AutoNormal", None, "autoguide"),
        ("numpyro.optim.Adam", None, "optimizer"),
        ("numpyro.contrib.control_flow.scan", None, "function"),
    ],
)
def test_a_path_leads_to_a_name(path: str, canonical: str | None, kind: str) -> None:
    entry = lookup(path)
    assert entry is not None
    assert (entry.name, entry.kind) == (canonical or path, kind)


@pytest.mark.parametrize(
    "path", ["numpyro.nope", "numpyroid", "jax.numpy", "numpyro.distributions.jnp", "", "Normal"]
)
def test_other_paths_lead_nowhere(path: str) -> None:
    assert lookup(path) is None


def test_parameters_are_those_of_the_signature() -> None:
    entry = lookup(D + "TruncatedNormal")
    assert entry is not None
    assert entry.parameters[:3] == (
        Parameter("loc", "either", required=False, default="0.0"),
        Parameter("scale", "either", required=False, default="1.0"),
        Parameter("low", "keyword", required=False, default="None"),
    )
    mcmc = lookup("numpyro.infer.MCMC")
    assert mcmc is not None
    required = [parameter.name for parameter in mcmc.parameters if parameter.required]
    assert required == ["sampler", "num_warmup", "num_samples"]


def test_an_entry_knows_its_releases() -> None:
    newer, both = lookup(D + "TruncatedGamma"), lookup(D + "TruncatedNormal")
    assert newer is not None
    assert both is not None
    assert "0.15.2" in both.releases
    assert "0.15.2" not in newer.releases
    assert newer.releases[-1] == both.releases[-1] == supported_releases()[-1]


def test_every_entry_can_be_read() -> None:
    data = json.loads((DATA / "api.json").read_text(encoding="utf-8"))
    for name in data["names"]:
        entry = lookup(name)
        assert entry is not None
        assert entry.releases
        assert all(parameter.name.isidentifier() for parameter in entry.parameters), name


def test_releases_are_in_order() -> None:
    assert sorted(supported_releases(), key=Version) == list(supported_releases())
    leaking = leaking_releases()
    assert leaking == supported_releases()[: len(leaking)]
    assert leaking[-1] == "0.15.2"


@pytest.mark.parametrize("given", [{"low"}, {"high"}, {"low", "high"}, {"loc", "scale", "low"}])
def test_a_truncated_normal_leaks_with_any_bound(given: set[str]) -> None:
    seen = leak(D + "TruncatedNormal", given)
    assert seen is not None
    assert seen.latent
    assert seen.observed


def test_a_truncated_normal_without_bounds_does_not_leak() -> None:
    assert leak(D + "TruncatedNormal", {"loc", "scale"}) is None


@pytest.mark.parametrize(
    "name", ["Normal", "MultivariateNormal", "LKJ", "Wishart", "LogNormal", "HalfNormal", "Beta"]
)
def test_plain_families_do_not_leak(name: str) -> None:
    assert leak(D + name, {"loc", "scale"}) is None


def test_a_leak_hangs_on_the_parametrisation_and_the_use() -> None:
    probs, logits = leak(D + "Categorical", {"probs"}), leak(D + "Categorical", {"logits"})
    assert probs is not None
    assert probs.observed
    assert logits is None


def test_a_mixture_leaks_through_its_parts() -> None:
    given = {"mixing_distribution", "component_distribution"}
    assert leak(D + "MixtureSameFamily", given) is None
    for part in given:
        seen = leak_through(D + "MixtureSameFamily", part)
        assert seen is not None
        assert seen.latent
        assert seen.observed
    assert leak_through(D + "Normal", "loc") is None


def test_unknown_names_do_not_leak() -> None:
    assert leak("mylib.Prior", {"low"}) is None


def test_asking_imports_neither_libcst_nor_numpyro() -> None:
    code = (
        "import sys, nplint.numpyro_api as api;"
        "api.lookup('numpyro.sample'); api.leak('numpyro.distributions.Normal', ());"
        "print([name for name in ('libcst', 'numpyro', 'jax') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_data_is_small() -> None:
    assert sum(path.stat().st_size for path in DATA.glob("*.json")) < 1_000_000
