"""The shipped facts are those that the releases show today."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nplint.numpyro_api.data import fact_on
from tests.lanes.environment import ROOT, interpreter, lane
from tests.lanes.runner import Runner
from tests.lanes.session import PROOF_RELEASES
from tools.harvest_store import packed, unpacked

TOOLS = ROOT / "tools"
DATA = ROOT / "src" / "nplint" / "numpyro_api" / "data"


FILES = (
    "releases",
    "api",
    "methods",
    "distributions",
    "jax",
    "history",
    "leaks",
    "constructors",
    "keepers",
    "shapes",
    "host_functions",
)


def _copy(data: Path) -> Path:
    for name in FILES:
        (data / f"{name}.json").write_bytes((DATA / f"{name}.json").read_bytes())
    return data


@pytest.mark.parametrize("name", FILES)
def test_the_data_have_the_form_that_is_written_down(name: str) -> None:
    schema = json.loads((DATA / "schema.json").read_text(encoding="utf-8"))
    data = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, {**schema, "$ref": f"#/$defs/{name}"})
    assert {path.stem for path in DATA.glob("*.json")} == {*FILES, "schema"}


def test_ranges_of_releases_are_in_order_and_apart() -> None:
    releases = len(json.loads((DATA / "releases.json").read_text(encoding="utf-8"))["releases"])
    for file, table in (("api", "names"), ("methods", "classes"), ("distributions", "transforms")):
        names = json.loads((DATA / f"{file}.json").read_text(encoding="utf-8"))[table]
        for name, versions in names.items():
            edges = [number for first, last, _ in versions for number in (first - 0.5, last)]
            assert edges == sorted(edges), name
            assert edges[-1] < releases


names = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2))


@given(st.lists(names, min_size=1, max_size=5))
def test_packed_facts_come_apart_again(by_release: list[dict[str, int]]) -> None:
    releases = {str(number): facts for number, facts in enumerate(by_release)}
    assert unpacked(packed(releases), releases) == releases


def test_harvesting_the_names_again_changes_nothing(
    tmp_path: Path, needing_lanes: Callable[[], AbstractContextManager[None]]
) -> None:
    with needing_lanes():
        for release in PROOF_RELEASES:
            interpreter(lane(release))
    data = _copy(tmp_path)
    releases = [word for release in PROOF_RELEASES for word in ("--release", release)]
    command = [sys.executable, str(TOOLS / "harvest.py"), "--data", str(data), *releases]
    subprocess.run(command, check=True, cwd=tmp_path)
    for name in FILES:
        fresh, shipped = (folder / f"{name}.json" for folder in (data, DATA))
        assert fresh.read_bytes() == shipped.read_bytes(), name


def test_a_release_that_is_not_pinned_is_an_error(tmp_path: Path) -> None:
    command = [sys.executable, str(TOOLS / "harvest.py"), "--release", "0.1.0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "0.15.2" in done.stderr


@pytest.mark.parametrize(
    ("family", "given", "role", "letter"),
    [
        ("TruncatedNormal", ["low"], "latent", "L"),
        ("TruncatedNormal", [], "latent", "."),
        ("TruncatedCauchy", ["high"], "observed", "L"),
        ("Categorical", ["probs"], "observed", "L"),
        ("Categorical", ["logits"], "observed", "."),
        ("Normal", [], "latent", "."),
    ],
)
def test_what_is_stored_about_a_leak_can_be_seen(
    family: str, given: list[str], role: str, letter: str, lane_with_leak: Runner
) -> None:
    name = f"numpyro.distributions.{family}"
    case = {"family": name, "given": given, "variant": "", "part": ""}
    program = TOOLS / "harvest_leak_case.py"
    outcome = lane_with_leak.run(program, ["run", "parallel", role, json.dumps(case)])
    assert outcome.is_a("UnexpectedTracerError") == (letter == "L"), outcome.text
    assert (outcome.outcome == "ok") == (letter == "."), outcome.text
    leaks = json.loads((DATA / "leaks.json").read_text(encoding="utf-8"))
    facts = fact_on(leaks["families"][name], leaks["releases"].index("0.15.2"))
    [stored] = [row for row in facts["cases"] if row["given"] == given]
    assert stored[role][leaks["runs"].index("parallel")] == letter


@pytest.fixture(scope="module")
def lane_with_leak(
    needing_lanes: Callable[[], AbstractContextManager[None]],
) -> Iterator[Runner]:
    with needing_lanes():
        runner = Runner(lane("0.15.2"))
    with runner:
        yield runner
