"""``nplint explain`` in each of its formats, as a user asks for it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.command import GOOD_MODEL
from tests.command import nplint as run

MODEL = """\
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS


def rates(x, group, n_groups, y=None):
    level = numpyro.param("level", 0.0)
    spread = numpyro.sample("spread", dist.HalfNormal(1.0))
    with numpyro.plate("groups", n_groups):
        effect = numpyro.sample("effect", dist.Normal(level, spread))
    with numpyro.plate("rows", x.shape[0]):
        rate = numpyro.deterministic("rate", jnp.exp(effect[group]))
        numpyro.factor("extra", -rate)
        numpyro.sample("y", dist.Poisson(rate), obs=y)


def other(mystery):
    mystery()
    numpyro.sample("a", dist.Beta(1.0, 2.0).expand([3]).to_event(1))


mcmc = MCMC(NUTS(rates), num_warmup=9, num_samples=9, num_chains=2)
mcmc.run(jax.random.PRNGKey(0), jnp.ones(4), jnp.zeros(4, int), 1, y=jnp.ones(4))
"""
TEXT = """\
rates (model.py:8)
  model of MCMC with NUTS, model.py:24, 2 chains

  site    distribution   support              shape             plates  value     depends on
  level   param
  spread  HalfNormal     positive             () ()                     latent
  groups  plate                               size n_groups
  effect  Normal         real                 (n_groups,) ()    groups  latent    level, spread
  rows    plate                               size x.shape[0]
  rate    deterministic                                         rows              effect
  extra   factor                                                rows              rate
  y       Poisson        nonnegative_integer  (x.shape[0],) ()  rows    observed  rate

other (model.py:19)
  no run of it is seen

  site  distribution  support        shape    value
  a     Beta          unit_interval  () (3,)  latent

  There may be more sites than these:
    model.py:20: what `mystery` is was not found: it may make sites
"""
SHAPES = """\
Trace Shapes of rates:
 spread dist             |
       value             |
groups plate    n_groups |
 effect dist    n_groups |
       value    n_groups |
  rows plate  x.shape[0] |
      y dist  x.shape[0] |
       value  x.shape[0] |
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model.py").write_text(MODEL)
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_text_tells_of_all_models_of_a_file(folder: Path) -> None:
    done = run("explain", "model.py", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, TEXT, "")


@pytest.mark.parametrize("place", ["model.py:8", "model.py:13", "model.py:rates"])
def test_a_line_or_a_name_chooses_a_model(folder: Path, place: str) -> None:
    assert run("explain", place, cwd=folder).stdout == TEXT.partition("\n\nother")[0] + "\n"


def test_shapes_stand_in_the_table_of_numpyro(folder: Path) -> None:
    assert run("explain", "model.py:rates", "--shapes", cwd=folder).stdout == SHAPES


def test_json_has_numpyros_terms(folder: Path) -> None:
    done = run("explain", "model.py:rates", "--format", "json", cwd=folder)
    model = json.loads(done.stdout)
    assert model["complete"] and model["unseen"] == []
    [told] = model["runs"]
    assert (told["by"], told["kernel"], told["num_chains"]) == ("MCMC", "NUTS", 2)
    sites = {site["name"]: site for site in model["sites"]}
    assert [*sites] == ["level", "spread", "groups", "effect", "rows", "rate", "extra", "y"]
    assert sites["y"] == {
        "type": "sample",
        "name": "y",
        "line": 16,
        "fn": "Poisson",
        "fn_source": "dist.Poisson(rate)",
        "wrapped_in": [],
        "support": "nonnegative_integer",
        "is_observed": True,
        "obs": "y",
        "batch_shape": ["x.shape[0]"],
        "event_shape": [],
        "cond_indep_stack": [{"name": "rows", "dim": -1, "size": "x.shape[0]"}],
        "depends_on": ["rate"],
    }
    relations = model["relations"]
    assert relations["sample_sample"]["effect"] == ["spread"]
    assert relations["sample_param"] == {"effect": ["level"]}
    assert relations["plate_sample"] == {"groups": ["effect"], "rows": ["rate", "y"]}
    assert relations["observed"] == ["y"]


def test_json_of_a_folder_is_a_list(folder: Path) -> None:
    (folder / "more.py").write_text(GOOD_MODEL)
    done = run("explain", ".", "--format", "json", cwd=folder)
    assert [model["model"] for model in json.loads(done.stdout)] == ["rates", "other", "model"]


def test_branches_are_told_with_their_test(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(
        "import numpyro\nimport numpyro.distributions as dist\n\n\n"
        "def model(x, deep=None):\n"
        "    if deep is None:\n"
        "        numpyro.sample('a', dist.Normal(0, 1))\n"
        "    else:\n"
        "        numpyro.sample('b', dist.Normal(0, 1))\n"
        "    for name in ('c', 'd'):\n"
        "        numpyro.sample(name, dist.Normal(0, 1))\n"
        "    for each in x:\n"
        "        numpyro.sample(f'e_{each}', dist.Normal(0, 1))\n"
    )
    done = run("explain", "model.py:5", "--format", "json", cwd=tmp_path)
    sites = json.loads(done.stdout)["sites"]
    assert [site["name"] for site in sites] == ["a", "b", "c", "d", None]
    assert [site.get("when") for site in sites[:2]] == [
        [{"line": 6, "test": "deep is None", "is": each}] for each in (True, False)
    ]
    assert (sites[-1]["name_pattern"], sites[-1]["repeated"]) == ("e_{each}", True)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "mermaid",
            ["flowchart TD", '  n1(["spread ~ HalfNormal"])', "  n2 --> n3", "  class n5 observed"],
        ),
        (
            "dot",
            [
                'digraph "rates" {',
                '  subgraph "cluster_0_groups" {',
                '    label="groups: n_groups";',
                '  "spread" -> "effect";',
            ],
        ),
        ("dagitty", ['dag "rates" {', '  "spread" [latent]', '  "y"', '  "rate" -> "y"']),
    ],
)
def test_graphs_have_nodes_edges_and_plates(folder: Path, language: str, lines: list[str]) -> None:
    done = run("explain", "model.py:rates", "--format", language, cwd=folder)
    assert done.returncode == 0
    for line in lines:
        assert line in done.stdout.splitlines()


def test_svg_draws_every_site_and_plate_once_and_the_same_each_time(folder: Path) -> None:
    done = run("explain", "model.py:rates", "--format", "svg", cwd=folder)
    root = ET.fromstring(done.stdout)
    kinds = [element.get("class", "") for element in root.iter()]
    assert kinds.count("plate") == 2
    assert kinds.count("edge") == 5
    assert kinds.count("node sample observed") == 1
    assert sum(kind.startswith("node") for kind in kinds) == 5  # a param has no border
    assert run("explain", "model.py:rates", "--format", "svg", cwd=folder).stdout == done.stdout


def test_plates_that_overlap_are_drawn_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(
        "import numpyro\nimport numpyro.distributions as dist\n\n\n"
        "def model():\n"
        "    rows = numpyro.plate('rows', 2, dim=-2)\n"
        "    columns = numpyro.plate('columns', 3, dim=-1)\n"
        "    with rows:\n        a = numpyro.sample('a', dist.Normal(0, 1))\n"
        "    with columns:\n        b = numpyro.sample('b', dist.Normal(0, 1))\n"
        "    with rows, columns:\n        numpyro.sample('c', dist.Normal(a, 1))\n"
    )
    done = run("explain", "model.py", "--format", "svg", cwd=tmp_path)
    frames = [e for e in ET.fromstring(done.stdout).iter() if e.get("class") == "plate"]
    assert len(frames) == 2
    one, other = ((float(e.get("x", 0)), float(e.get("width", 0))) for e in frames)
    assert one[0] < other[0] < one[0] + one[1] < other[0] + other[1]


@pytest.mark.parametrize("place", ["absent.py", "absent.py:3"])
def test_a_file_that_is_not_there_is_an_error_of_use(folder: Path, place: str) -> None:
    done = run("explain", place, cwd=folder)
    assert done.returncode == 2
    assert "absent.py" in done.stderr


def test_a_place_without_a_model_is_told(folder: Path) -> None:
    done = run("explain", "model.py:1", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no model was found there" in done.stderr


def test_a_file_that_cannot_be_parsed_is_told_and_the_others_are_explained(folder: Path) -> None:
    (folder / "broken.py").write_text("import numpyro\ndef (:\n")
    done = run("explain", ".", cwd=folder)
    assert done.returncode == 0
    assert "broken.py" in done.stderr
    assert done.stdout == TEXT
