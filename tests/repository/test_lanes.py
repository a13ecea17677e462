"""The runner tells truly what programs do, and no program disturbs the next."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.lanes import environment
from tests.lanes.environment import Lane, NoLane, interpreter, lane
from tests.lanes.programs import cases, header
from tests.lanes.runner import AS_USERS, SEEDED, Runner
from tests.lanes.session import PROOF_RELEASES

Needing = Callable[[], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def runner(needing_lanes: Needing) -> Iterator[Runner]:
    with needing_lanes():
        made = Runner(lane(PROOF_RELEASES[0]), limit=60.0)
    with made:
        yield made


def _program(folder: Path, text: str, name: str = "main.py") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_an_outcome_says_what_was_printed_and_warned(runner: Runner, tmp_path: Path) -> None:
    text = "import warnings\nwarnings.warn('look')\nprint('digest abc')\nprint(__name__)\n"
    outcome = runner.run(_program(tmp_path, text))
    assert outcome.outcome == "ok"
    assert outcome.digest == "abc"
    assert outcome.stdout.splitlines()[-1] == "__main__"
    assert outcome.warnings == ("UserWarning: look",)


@pytest.mark.parametrize("release", PROOF_RELEASES)
def test_nothing_beside_the_pins_moves_them(release: str, needing_lanes: Needing) -> None:
    on = lane(release)
    told = "from importlib.metadata import version; import sys; print(*map(version, sys.argv[1:]))"
    names, wanted = zip(*(pin.split("==") for pin in on.pins + on.beside), strict=True)
    with needing_lanes():
        command = [str(interpreter(on)), "-c", told, *names]
        seen = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert tuple(seen.split()) == wanted


def test_an_exception_is_known_by_its_bases(runner: Runner, tmp_path: Path) -> None:
    outcome = runner.run(_program(tmp_path, "class Odd(KeyError): ...\nraise Odd('why')\n"))
    assert outcome.outcome == "raised"
    assert outcome.is_a("Odd")
    assert outcome.is_a("LookupError")
    assert not outcome.is_a("Error")
    assert "why" in outcome.text
    assert runner.run(_program(tmp_path, "raise SystemExit(3)\n")).is_a("SystemExit")
    assert runner.run(_program(tmp_path, "raise SystemExit(0)\n")).outcome == "ok"


def test_siblings_are_imported_afresh(runner: Runner, tmp_path: Path) -> None:
    for number in ("1", "2"):
        _program(tmp_path / number, f"NUMBER = {number}\n", "sibling.py")
        main = _program(tmp_path / number, "import sibling\nprint(sibling.NUMBER)\n")
        assert runner.run(main).stdout == f"{number}\n"


def test_a_program_leaves_nothing_behind(runner: Runner, tmp_path: Path) -> None:
    disturb = (
        "import os, sys, numpyro\nnumpyro.enable_x64()\nnumpyro.enable_validation(True)\n"
        "os.environ['NPLINT_SPILL'] = '1'\nsys.path.insert(0, 'spill')\n"
    )
    look = (
        "import os, sys, jax.numpy as jnp, numpyro.distributions as dist\n"
        "print(jnp.ones(1).dtype, dist.Normal(0.0, 1.0)._validate_args,"
        " 'NPLINT_SPILL' in os.environ, 'spill' in sys.path)\n"
    )
    before = runner.run(_program(tmp_path, look, "look.py")).stdout
    assert runner.run(_program(tmp_path, disturb)).outcome == "ok"
    assert runner.run(_program(tmp_path, look, "look.py")).stdout == before
    assert before.startswith("float32")


def test_a_leaked_tracer_does_not_poison_the_next_program(runner: Runner, tmp_path: Path) -> None:
    leak = "import jax\nkept = []\njax.jit(kept.append)(1.0)\nkept[0] + 1\n"
    fine = "import jax\nprint(float(jax.jit(lambda x: x + 1)(1.0)))\n"
    assert runner.run(_program(tmp_path, leak)).is_a("UnexpectedTracerError")
    assert runner.run(_program(tmp_path, fine)).stdout == "2.0\n"


def test_there_are_two_devices(runner: Runner, tmp_path: Path) -> None:
    assert runner.run(_program(tmp_path, "import jax\nprint(jax.device_count())\n")).stdout == "2\n"


def test_a_program_that_hangs_is_stopped(tmp_path: Path, needing_lanes: Needing) -> None:
    with needing_lanes(), Runner(lane(PROOF_RELEASES[0]), limit=5.0) as runner:
        hung = runner.run(_program(tmp_path, "while True: pass\n"))
        after = runner.run(_program(tmp_path, "print(1)\n"))
    assert (hung.outcome, hung.retried) == ("timed out", False)
    assert after.outcome == "ok"


def test_a_process_that_dies_is_tried_once_more(runner: Runner, tmp_path: Path) -> None:
    died = runner.run(_program(tmp_path, "import os\nos.abort()\n"))
    assert (died.outcome, died.retried) == ("died", True)
    once = (
        "import os, pathlib\nmark = pathlib.Path(__file__).with_name('mark')\n"
        "if not mark.exists():\n    mark.touch()\n    os.abort()\nprint('digest d')\n"
    )
    lived = runner.run(_program(tmp_path, once))
    assert (lived.outcome, lived.retried, lived.digest) == ("ok", True, "d")


def test_a_machine_without_the_interpreter_is_told_so() -> None:
    impossible = Lane("0.0.0", ("3.2",), ("numpyro==0.0.0", "jax==0.0.0", "jaxlib==0.0.0"))
    with pytest.raises(NoLane, match=r"runs on Python 3\.2; this machine has none"):
        interpreter(impossible)


@pytest.fixture
def impossible() -> Lane:
    return Lane("0.0.0", ("3.11",), ("numpyro==0.0.0", "jax==0.0.0", "jaxlib==0.0.0"))


def test_what_a_lane_that_cannot_be_made_costs_is_paid_once(
    impossible: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Path] = []

    def fail(of: Lane, folder: Path) -> None:
        tried.append(folder)
        raise NoLane("no wheel")

    monkeypatch.setattr(environment, "_make", fail)
    for _ in range(3):
        with pytest.raises(NoLane, match="no wheel"):
            interpreter(impossible)
    assert len(tried) == 1


@pytest.mark.parametrize("allowed", [False, True])
def test_a_missing_lane_fails_unless_it_may_be_missing(
    needing_lanes: Needing,
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
    allowed: bool,
) -> None:
    monkeypatch.setattr(pytestconfig.option, "allow_missing_lanes", allowed)
    outcome = pytest.skip.Exception if allowed else pytest.fail.Exception
    with pytest.raises(outcome, match="no wheel"), needing_lanes():
        raise NoLane("no wheel")


def test_numbers_are_those_that_users_see(runner: Runner) -> None:
    # NPL410/positional-model counted as wrong under the flags of the tests alone.
    program = next(case for case in cases() if case.label == "NPL107/log-prob").unfixed
    environ = {name: value for name, value in os.environ.items() if not name.startswith("XLA_")}
    command = [str(interpreter(lane(PROOF_RELEASES[0]))), str(program)]
    alone = subprocess.run(command, capture_output=True, text=True, env=environ, check=True)
    seen = runner.run(SEEDED, (str(program), "0", "1"), AS_USERS).stdout
    first, second = seen.removeprefix("seed 0\n").split("seed 1\n")
    assert first == alone.stdout
    assert "measured" in second
    assert second != first


def test_seeds_are_moved_and_come_back(runner: Runner, tmp_path: Path) -> None:
    _program(tmp_path, "import jax\nKEY = jax.random.PRNGKey(0)\n", "sibling.py")
    draws = (
        "import random, jax, numpy as np, numpyro, numpyro.distributions as dist, sibling\n"
        "from jax.random import PRNGKey as made\n"
        "np.random.seed(0)\n"
        "random.seed(0)\n"
        "with numpyro.handlers.seed(rng_seed=0):\n"
        "    site = float(numpyro.sample('x', dist.Normal(0.0, 1.0)))\n"
        "print([float(jax.random.normal(made(0))), float(jax.random.normal(key=jax.random.key(0))),"
        " float(jax.random.normal(sibling.KEY)), site, np.random.default_rng(seed=0).normal(),"
        " np.random.RandomState(0).normal(), np.random.normal(), random.random()])\n"
    )
    program = _program(tmp_path, draws)
    plain = runner.run(program).stdout
    seen = runner.run(SEEDED, (str(program), "0", "1", "0")).stdout
    same, moved, again = (json.loads(line) for line in seen.splitlines() if line[0] == "[")
    assert same == again == json.loads(plain)
    assert not set(same) & set(moved)
    assert runner.run(program).stdout == plain


def test_a_header_is_toml_between_fences(tmp_path: Path) -> None:
    program = _program(tmp_path, '# ---\n# title = "T"\n# [run."1.0"]\n# outcome = "runs"\n# ---\n')
    assert header(program) == {"title": "T", "run": {"1.0": {"outcome": "runs"}}}
    with pytest.raises(ValueError, match="no header"):
        header(_program(tmp_path, "x = 1\n"))
