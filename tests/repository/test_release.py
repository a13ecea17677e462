"""Who builds a commit gets the same bytes, and what builds releases cannot change unseen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
_USES = re.compile(r"uses:\s*(\S+)(.*)")


def built(place: Path, modified: int) -> dict[str, bytes]:
    """What is built of a copy of the sources whose files have another date and mode."""
    source = place / "source"
    source.mkdir(parents=True)
    for name in ("src", "docs"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, source / name)
    for path in source.rglob("*"):
        os.utime(path, (modified, modified))
        path.chmod(path.stat().st_mode | (modified % 2) * 0o020)
    command = [sys.executable, "-m", "uv", "build", "--quiet", "--out-dir", str(place / "dist")]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    subprocess.run([*command, str(source)], check=True, env=environment, timeout=600)
    return {
        path.name: path.read_bytes()
        for path in (place / "dist").iterdir()
        if path.suffix in (".gz", ".whl")
    }


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = built(tmp_path / "a", 1_600_000_000), built(tmp_path / "b", 1_650_000_001)
    assert len(first) == 2
    assert first == second


def test_actions_are_pinned_by_commit() -> None:
    used = [match for path in WORKFLOWS for match in _USES.finditer(path.read_text("utf-8"))]
    assert used
    for match in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", match[1]), match[0]
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", match[2]), match[0]


def test_workflows_may_only_read() -> None:
    for path in WORKFLOWS:
        assert "\npermissions:\n  contents: read\n" in path.read_text("utf-8")


def test_ci_fuzzes_and_audits_and_a_release_has_a_bill_of_materials() -> None:
    texts = {path.name: path.read_text("utf-8") for path in WORKFLOWS}
    assert "python -m tests.fuzzing --minutes 5" in texts["ci.yml"]
    for text in texts.values():
        assert "pip-audit" in text
    assert "cyclonedx-py" in texts["release.yml"]
    assert "SOURCE_DATE_EPOCH" in texts["release.yml"]


def jobs(name: str) -> dict[str, Any]:
    """The jobs of a workflow."""
    text = (ROOT / ".github/workflows" / name).read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)["jobs"]
    return found


def commands(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def test_nothing_is_published_before_all_was_executed() -> None:
    release = jobs("release.yml")
    assert ".ci/run --execute-all" in commands(release["proof"])
    assert set(release["publish"]["needs"]) == {"build", "proof"}
    for job in release.values():
        assert not job.get("continue-on-error") and "if" not in job


def test_all_is_executed_once_a_week() -> None:
    text = (ROOT / ".github/workflows/weekly.yml").read_text("utf-8")
    days = yaml.safe_load(text)[True]["schedule"][0]["cron"].split()[2:]  # "on" is true in YAML
    assert days[:2] == ["*", "*"] and days[2].isdigit()
    assert ".ci/run --execute-all" in commands(jobs("weekly.yml")["proof"])


def test_new_lines_of_the_ledger_are_executed() -> None:
    proof = jobs("ci.yml")["proof"]
    (command,) = commands(proof)
    assert "tests/all_rules/test_execution.py" in command and '--execute-since "$SINCE"' in command
    (checkout,) = (step for step in proof["steps"] if "checkout" in step.get("uses", ""))
    assert checkout["with"]["fetch-depth"] == 0  # the revision of before has to be there
    (step,) = (step for step in proof["steps"] if "env" in step)
    since = "${{ github.event.pull_request.base.sha || github.event.before }}"
    assert step["env"] == {"SINCE": since}


def test_no_workflow_does_without_a_lane() -> None:
    for path in WORKFLOWS:
        assert "--allow-missing-lanes" not in path.read_text("utf-8")
    assert "--allow-missing-lanes" not in (ROOT / ".ci/run").read_text("utf-8")
