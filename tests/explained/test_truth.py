"""What ``nplint explain`` says of models is what NumPyro records when they are run."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.command import nplint
from tests.lanes.environment import interpreter
from tests.lanes.session import PROOF_LANES

HERE = Path(__file__).parent
FILES = sorted((HERE / "models").glob("*.py"))
# Of the newest release alone: older ones tell less of relations.
NEWEST = PROOF_LANES[-1]

Model = dict[str, Any]


@pytest.fixture(scope="module")
def recorded(
    needing_lanes: Callable[[], AbstractContextManager[None]],
) -> dict[str, Model]:
    with needing_lanes():
        done = subprocess.run(
            [str(interpreter(NEWEST)), str(HERE / "record.py"), *map(str, FILES)],
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, Model] = json.loads(done.stdout)
    return {name.rpartition(".")[2]: model for name, model in found.items()}


@pytest.fixture(scope="module")
def said() -> dict[str, Model]:
    done = nplint("explain", *FILES, "--format", "json", cwd=HERE)
    assert done.returncode == 0, done.stderr
    return {model["model"]: model for model in json.loads(done.stdout)}


def test_all_models_are_told_of(recorded: dict[str, Model], said: dict[str, Model]) -> None:
    assert set(said) == set(recorded)
    assert all(model["complete"] for model in said.values())


def test_sites_are_those_that_are_recorded(
    recorded: dict[str, Model], said: dict[str, Model]
) -> None:
    for name, model in recorded.items():
        true = [(site["name"], site["type"]) for site in model["sites"]]
        told = [
            (site["name"], "sample" if site["type"] == "factor" else site["type"])
            for site in said[name]["sites"]
        ]
        assert told == _in_branches(true, told), name


def _in_branches(true: list[tuple[str, str]], told: list[Any]) -> list[Any]:
    assert [each for each in told if each in true] == true
    return told


def test_what_is_said_of_a_site_is_true(recorded: dict[str, Model], said: dict[str, Model]) -> None:
    known = 0
    for name, model in recorded.items():
        sites = {site["name"]: site for site in said[name]["sites"]}
        for true in model["sites"]:
            site = sites[true["name"]]
            if true["type"] == "plate":
                continue
            where = f"{true['name']} of {name}"
            assert [each["name"] for each in site["cond_indep_stack"]] == [
                *reversed(true["plates"])
            ]
            if true["type"] == "sample" and site["type"] == "sample":
                assert site["is_observed"] in (None, true["is_observed"]), where
                assert _is_support(site["support"], true["support"]), where
                for part in ("batch_shape", "event_shape"):
                    known += site[part] is not None
                    assert _fits(site[part], true[part]), where
    assert known > 70


# Names of constraints that are instances of a class which is called otherwise.
_OTHERWISE = {"positive": ["greater", "than"], "unit_interval": ["interval"]}


def _is_support(told: str | None, true: list[str]) -> bool:
    if told is None:
        return True
    name = told.removeprefix("independent(").partition("(")[0].partition(",")[0]
    return sorted(name.split("_")) == true or _OTHERWISE.get(name) == true


def _fits(told: list[int | str | None] | None, true: list[int]) -> bool:
    if told is None:
        return True
    pairs = zip(told, true, strict=False)
    return len(told) == len(true) and all(
        length == number or not isinstance(length, int) for length, number in pairs
    )


def test_dependences_are_those_that_numpyro_finds(
    recorded: dict[str, Model], said: dict[str, Model]
) -> None:
    for name, model in recorded.items():
        relations, told = model["relations"], said[name]["relations"]
        for site, sources in relations["sample_sample"].items():
            # NumPyro tells of what a scan computes that it depends on all that goes into it.
            lacking = {*sources} - {*told["sample_sample"].get(site, sources)}
            assert not lacking or name == "walk", (name, site, lacking)
            extra = {*told["sample_sample"].get(site, ())} - {*sources, site}
            assert not extra, (name, site, extra)
            params = {*told["sample_param"].get(site, [])}
            # A dict that a comprehension fills is one value.
            assert params == {*relations["sample_param"][site]} or name == "guide", (name, site)
