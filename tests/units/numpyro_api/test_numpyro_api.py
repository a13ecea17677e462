"""What nplint knows about NumPyro, as the rules ask for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from packaging.version import Version

from nplint.numpyro_api import (
    Misfit,
    Parameter,
    bind,
    family,
    jax_releases,
    kept_attributes,
    leak,
    leak_through,
    leaking_releases,
    lookup,
    lookup_on,
    method,
    packages,
    releases,
    renamed,
    supported_releases,
    transform,
    written,
)
from nplint.numpyro_api.data import DATA
from nplint.numpyro_api.signatures import read_signature
from tools.harvest_signatures import parameters_of

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
    assert set(jax_releases()) == {release.jax for release in releases()}
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


def test_asking_imports_neither_a_parser_nor_numpyro() -> None:
    code = (
        "import sys, nplint.numpyro_api as api;"
        "api.lookup('numpyro.sample'); api.leak('numpyro.distributions.Normal', ());"
        "unneeded = ('libcst', 'nplint.facts.parser', 'numpyro', 'jax');"
        "print([name for name in unneeded if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_data_is_small() -> None:
    assert sum(path.stat().st_size for path in DATA.glob("*.json")) < 1_000_000


def signature(words: str) -> tuple[Parameter, ...]:
    return read_signature(words.split())


@pytest.mark.parametrize(
    "words", ["a b=1 *", "a / b * c=2", "a *rest c", "* a **others", "a / b=…", "*a **b", ""]
)
def test_a_signature_reads_as_python_writes_it(words: str) -> None:
    text = written(signature(words)).replace("…", "None")
    namespace: dict[str, object] = {}
    exec(f"def f({text}): pass", namespace)
    assert callable(namespace["f"])


names = st.sampled_from("abcde")


@st.composite
def python_functions(draw: st.DrawFn) -> str:
    """A parameter list."""
    every = draw(st.permutations("abcde"))
    positional, either, keyword = (
        draw(st.integers(0, 2)),
        draw(st.integers(0, 2)),
        draw(st.integers(0, 1)),
    )
    defaults = draw(st.integers(0, positional + either))
    plain = every[: positional + either]
    parts = [
        name + ("=0" if number >= len(plain) - defaults else "")
        for number, name in enumerate(plain)
    ]
    if positional:
        parts.insert(positional, "/")
    star = draw(st.sampled_from(["", "*rest"]))
    if star or keyword:
        parts.append(star or "*")
    parts += [name + draw(st.sampled_from(["", "=0"])) for name in every[4 : 4 + keyword]]
    if draw(st.booleans()):
        parts.append("**others")
    return ", ".join(parts)


@given(
    python_functions(),
    st.lists(st.integers(0, 9), max_size=5),
    st.dictionaries(names, st.integers(10, 19), max_size=4),
)
def test_arguments_are_bound_as_python_binds_them(
    parameters: str, positional: list[int], keywords: dict[str, int]
) -> None:
    namespace: dict[str, Any] = {}
    exec(f"def f({parameters}): return locals()", namespace)
    words = parameters_of(namespace["f"])
    assert words is not None
    signature = read_signature(words)
    # Python lets ``**`` take a keyword by the name of a positional-only parameter.
    assume(keywords.keys().isdisjoint(p.name for p in signature if p.kind == "positional"))
    bound = bind(signature, positional, keywords)
    try:
        python = namespace["f"](*positional, **keywords)
    except TypeError:
        assert bound.misfits
        return
    assert bound.misfits == ()
    rest, others = python.pop("rest", ()), python.pop("others", {})
    expected = {name: value for name, value in python.items() if name in bound.arguments}
    assert bound.arguments == {**expected, **others}
    assert len(bound.arguments) + len(rest) == len(positional) + len(keywords)


def test_misfits_say_what_python_would_complain_about() -> None:
    normal = lookup(D + "Normal")
    assert normal is not None
    assert bind(normal.parameters, [0, 1, 2], {}).misfits == ((Misfit.SURPLUS, "2"),)
    assert bind(normal.parameters, [], {"mu": 0}).misfits == ((Misfit.UNEXPECTED, "mu"),)
    assert bind(normal.parameters, [0], {"loc": 0}).misfits == ((Misfit.TWICE, "loc"),)
    assert bind(signature("a b"), [1], {}).misfits == ((Misfit.MISSING, "b"),)
    assert bind(signature("a b"), [1], {}, complete=False).misfits == ()


def test_a_parameter_is_renamed_where_it_keeps_its_place() -> None:
    old, new = (
        signature("a a_min=None a_max=None out=None"),
        signature("arr=None / min=None max=None"),
    )
    assert renamed(old, new) == {"a_min": "min", "a_max": "max"}
    assert renamed(signature("low loc"), signature("loc scale * low=None")) == {}


def test_what_a_family_is() -> None:
    truncated = family(D + "TruncatedNormal", "0.22.0")
    assert truncated is not None
    assert str(truncated.constraints["scale"]) == "positive"
    assert str(truncated.support({"loc", "low"})) == "greater_than_eq(low)"
    assert str(truncated.support({"low", "high"})) == "interval(low, high)"
    assert str(truncated.support({"loc", "scale"})) == "real"
    mvn = family(D + "MultivariateNormal", "0.22.0")
    assert mvn is not None
    [group] = mvn.alternatives
    assert group.one_of == ("covariance_matrix", "precision_matrix", "scale_tril")
    assert group.none == group.several == ("ValueError",)
    covariance = mvn.constraints["covariance_matrix"]
    assert covariance is not None
    assert (covariance.name, covariance.event_dim) == ("positive_definite", 2)
    dirichlet = family(D + "Dirichlet", "0.22.0")
    assert dirichlet is not None
    concentration = dirichlet.constraints["concentration"]
    assert concentration is not None
    assert (str(concentration), concentration.event_dim) == ("independent(positive, 1)", 1)
    categorical = family(D + "Categorical", "0.15.2")
    assert categorical is not None
    case = categorical.case({"probs"})
    assert case is not None
    assert case.discrete
    assert case.enumerable
    assert family(D + "Dagum", "0.15.2") is None


def test_what_a_transform_declares() -> None:
    stick = transform(D + "transforms.StickBreakingTransform", "0.22.0")
    affine = transform(D + "transforms.AffineTransform", "0.22.0")
    assert stick is not None
    assert affine is not None
    assert (str(stick.domain), str(stick.codomain)) == ("real_vector", "simplex")
    assert (affine.domain, affine.codomain) == (None, None)


def test_methods_are_inherited_and_change() -> None:
    guide = "numpyro.infer.autoguide.AutoNormal"
    kinds = {
        release: {p.name: p.kind for p in method(guide, "sample_posterior", release) or ()}
        for release in ("0.13.2", "0.15.2", "0.22.0")
    }
    assert kinds["0.13.2"]["sample_shape"] == "either"
    assert kinds["0.15.2"]["sample_shape"] == "keyword"
    assert kinds["0.22.0"]["args"] == "*"
    assert method("numpyro.infer.NUTS", "nope", "0.22.0") is None


def test_signatures_and_defaults_change_with_the_release() -> None:
    predictive = {
        release: {p.name for p in entry.parameters}
        for release in ("0.14.0", "0.15.0")
        if (entry := lookup_on("numpyro.infer.Predictive", release)) is not None
    }
    assert predictive["0.15.0"] - predictive["0.14.0"] == {"exclude_deterministic"}
    validation = {release.numpyro: release.validation for release in releases()}
    assert not validation["0.21.0"]
    assert validation["0.22.0"]


def test_lost_names_and_where_they_went() -> None:
    numpyro, jax = packages()
    assert jax.lacks("jax.tree_map", "0.10.2")
    assert not jax.lacks("jax.tree_map", "0.4.20")
    found = jax.successor("jax.tree_map", ["0.10.2"])
    assert found is not None
    assert (found.path, found.same) == ("jax.tree_util.tree_map", True)
    assert jax.successor("jax.ops.index_update", ["0.10.2"]) is None
    assert jax.past("jax.ops.index_update") == ("0.1.49", "0.3.1")
    moved = numpyro.successor("numpyro.infer_util.log_density", ["0.22.0"])
    assert moved is not None
    assert moved.path == "numpyro.infer.util.log_density"
    # Nothing is known of what an optional dependency hides, or of what was never there.
    assert not numpyro.lacks("numpyro.contrib.tfp.mcmc.NoUTurnSampler", "0.22.0")
    assert numpyro.past("numpyro.sampel") is None


def test_a_family_that_only_the_data_know_is_understood(tmp_path: Path) -> None:
    """What a future release adds takes a harvest, and no line of code."""
    data = tmp_path / "data"
    data.mkdir()
    for file in DATA.glob("*.json"):
        text = file.read_text(encoding="utf-8")
        (data / file.name).write_text(text.replace("TruncatedNormal", "CutNormal"))
    (tmp_path / "model.py").write_text(
        "import numpyro\n"
        "import numpyro.distributions as dist\n"
        "from numpyro.infer import MCMC, NUTS\n"
        "PRIOR = dist.CutNormal(0.0, 1.0, low=0.0)\n"
        "def model():\n"
        "    numpyro.sample('x', PRIOR)\n"
        "    numpyro.sample('y', dist.CutNormal(0.0, 1.0))\n"
        "    numpyro.sample('z', dist.CutNormal(0.0, 1.0, 2.0))\n"
        "MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=2, chain_method='vectorized')\n"
    )
    code = (
        "import sys, pathlib, nplint.numpyro_api.data as data;"
        "data.DATA = pathlib.Path(sys.argv.pop(1));"
        "from nplint.cli import main; main()"
    )
    command = [sys.executable, "-c", code, str(data), "check", "model.py", "--isolated"]
    done = subprocess.run(
        [*command, "--output-format", "json"], capture_output=True, text=True, cwd=tmp_path
    )
    found = [(each["code"], each["location"]["row"]) for each in json.loads(done.stdout)]
    assert found == [("NPL001", 4), ("NPL306", 7), ("NPL803", 8)], done.stderr


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("MultivariateNormal", {"covariance_matrix"}, ("precision_matrix",)),
        ("Categorical", {"probs"}, ("logits",)),
        ("BernoulliLogits", {"logits"}, ("mean", "probs", "variance")),
        ("TruncatedNormal", {"low"}, ("mean", "var")),
        ("TruncatedNormal", set(), ()),
        ("Gamma", set(), ()),
    ],
)
def test_what_an_instance_keeps_of_a_trace_it_keeps_before_0_15_3(
    name: str, given: set[str], kept: tuple[str, ...]
) -> None:
    for release, expected in (("0.15.2", kept), ("0.15.3", ()), ("0.22.0", ())):
        facts = family(D + name, release)
        case = facts.case(given) if facts is not None else None
        assert case is not None
        assert case.keeps == expected, release
    assert kept_attributes() >= set(kept)
