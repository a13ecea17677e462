"""The shipped facts are those that the releases show today."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lanes.environment import ROOT, NoLane, interpreter, lane
from tests.lanes.runner import Runner
from tests.lanes.session import PROOF_RELEASES

TOOLS = ROOT / "tools"
DATA = ROOT / "src" / "nplint" / "numpyro_api" / "data"


def _copy(data: Path) -> Path:
    for name in ("api.json", "leaks.json"):
        (data / name).write_bytes((DATA / name).read_bytes())
    return data


def test_harvesting_the_names_again_changes_nothing(tmp_path: Path) -> None:
    for release in PROOF_RELEASES:
        try:
            interpreter(lane(release))
        except NoLane as error:
            pytest.skip(str(error))
    data = _copy(tmp_path)
    releases = [word for release in PROOF_RELEASES for word in ("--release", release)]
    command = [sys.executable, str(TOOLS / "harvest.py"), "--data", str(data), *releases]
    subprocess.run(command, check=True, cwd=tmp_path)
    assert (data / "api.json").read_bytes() == (DATA / "api.json").read_bytes()
    assert (data / "leaks.json").read_bytes() == (DATA / "leaks.json").read_bytes()


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
    [stored] = [row for row in leaks["releases"]["0.15.2"][name]["cases"] if row["given"] == given]
    assert stored[role][leaks["runs"].index("parallel")] == letter


@pytest.fixture(scope="module")
def lane_with_leak() -> Iterator[Runner]:
    try:
        with Runner(lane("0.15.2")) as runner:
            yield runner
    except NoLane as error:
        pytest.skip(str(error))


def test_harvesting_the_supports_again_changes_nothing(tmp_path: Path) -> None:
    try:
        interpreter(lane(PROOF_RELEASES[-1]))
    except NoLane as error:
        pytest.skip(str(error))
    command = [sys.executable, str(TOOLS / "harvest_supports.py"), str(tmp_path)]
    subprocess.run(command, check=True, cwd=tmp_path)
    written = (tmp_path / "supports.json").read_bytes()
    assert written == (DATA / "supports.json").read_bytes()
