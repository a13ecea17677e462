"""The ledger knows a case only as it was when it was executed. No lane is needed here."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.lanes.environment import Lane, NoLane
from tests.lanes.evidence import EVIDENCE, page
from tests.lanes.ledger import LEDGER, Ledger, Outcomes, changed_since, is_drawn, key
from tests.lanes.programs import Case, all_cases, correct_programs
from tests.lanes.runner import AS_USERS, SEEDED, SEEDS, SETTINGS, WORKER, Outcome
from tests.lanes.session import PROOF_LANES, Choice, Lanes

LANE = PROOF_LANES[-1]
SAMPLES = Outcome(
    "ok",
    warnings=("UserWarning: at 0x7f0012ab34cd in /home/me/lib/site-packages/jax/core.py",),
    stdout="sample: 100%|███| [00:01<00:00]\nmeasured a=1.0 se=0.1 truth=1.2\ndigest abc\n",
    retried=True,
    seconds=3.2,
)
ERROR = Outcome("raised", ("jax.errors.UnexpectedTracerError", "builtins.TypeError"), "leaked")


def _case(folder: Path, name: str = "some-case") -> Case:
    for part in ("unfixed", "fixed"):
        (folder / name / part).mkdir(parents=True)
        (folder / name / part / "main.py").write_text(f"import models  # {part}\n")
        (folder / name / part / "models.py").write_text("x = 1\n")
    unfixed, fixed = (folder / name / part / "main.py" for part in ("unfixed", "fixed"))
    return Case("NPL001", name, unfixed, fixed, {})


def _clean(folder: Path) -> Case:
    (folder / "clean").mkdir()
    (folder / "clean" / "one.py").write_text("1\n")
    return Case("NPL001", "one", folder / "clean" / "one.py", None, {}, clean=True)


def _outcomes(case: Case) -> Outcomes:
    assert case.fixed is not None
    return {case.unfixed: ERROR, case.fixed: SAMPLES}


@pytest.mark.parametrize("file", ["unfixed/main.py", "unfixed/models.py", "fixed/models.py"])
def test_a_case_with_another_byte_is_not_known(tmp_path: Path, file: str) -> None:
    case, ledger = _case(tmp_path), Ledger(tmp_path / "ledger.jsonl")
    assert ledger.keep(case, LANE, _outcomes(case))
    assert ledger.outcomes(case, LANE) is not None
    tampered = tmp_path / "some-case" / file
    before = tampered.read_bytes()
    tampered.write_bytes(before.replace(b"m", b"M", 1) + b" ")
    assert ledger.outcomes(case, LANE) is None
    tampered.write_bytes(before)
    assert ledger.outcomes(case, LANE) is not None
    tampered.with_name("another.py").write_bytes(b"")
    assert ledger.outcomes(case, LANE) is None


@pytest.mark.parametrize(
    "other",
    [
        dataclasses.replace(LANE, release="0.0.1"),
        dataclasses.replace(LANE, pins=(*LANE.pins[:-1], "funsor==0.0.1")),
    ],
)
def test_another_lane_or_harness_is_another_execution(
    tmp_path: Path, other: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = _case(tmp_path)
    known = key(case, LANE)
    assert key(case, other) != known
    harness = tmp_path / "worker.py"
    harness.write_bytes(WORKER.read_bytes() + b"\n")
    assert key(case, LANE, harness) != known
    monkeypatch.setenv("NPLINT_LANES", str(tmp_path))  # where the lane is does not matter
    assert key(case, LANE) == known
    monkeypatch.setitem(SETTINGS, "XLA_FLAGS", "--xla_some_flag=true")
    assert key(case, LANE) != known


def test_what_lies_beside_the_pins_matters_to_those_who_need_it(tmp_path: Path) -> None:
    other = dataclasses.replace(LANE, beside=("flax==0.0.1",))
    assert LANE.beside and other.folder != LANE.folder
    plain = _case(tmp_path)
    needing = dataclasses.replace(plain, header={"needs": ["flax"]})
    assert key(plain, LANE) == key(plain, other) != key(needing, LANE)
    assert key(needing, LANE) != key(needing, other)


def test_a_program_says_what_it_needs() -> None:
    beside = {pin.partition("==")[0] for lane in PROOF_LANES for pin in lane.beside}
    modules = {package.removeprefix("dm-"): package for package in beside}
    for case in all_cases():
        files = (file for file in case.files().values() if file.suffix in {".py", ".ipynb"})
        text = "\n".join(file.read_text(encoding="utf-8-sig") for file in files)
        imported = set(re.findall(r"^[\s\"]*(?:import|from) (\w+)", text, re.MULTILINE))
        needed = {modules[name] for name in imported & modules.keys()}
        assert needed == set(case.needs), case.unfixed


def test_a_claim_of_wrong_is_executed_as_by_users_with_all_seeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = _case(tmp_path)
    wrong = dataclasses.replace(plain, header={"run": {"0.15.2": {"outcome": "wrong"}}})
    assert wrong.has_to_be_wrong and not plain.has_to_be_wrong
    assert AS_USERS["XLA_FLAGS"] == "--xla_force_host_platform_device_count=2"
    assert len(SEEDS) >= 5 and SEEDS[0] == 0
    known, other = key(wrong, LANE), key(plain, LANE)
    assert known != other
    monkeypatch.setitem(SETTINGS, "XLA_FLAGS", "--xla_some_flag=true")
    assert key(wrong, LANE) == known and key(plain, LANE) != other
    monkeypatch.setattr("tests.lanes.ledger.SEEDS", (0, 1))
    assert key(wrong, LANE) != known


def test_a_clean_program_does_not_depend_on_its_neighbours(tmp_path: Path) -> None:
    case = _clean(tmp_path)
    known = key(case, LANE)
    (tmp_path / "clean" / "two.py").write_text("2\n")
    assert key(case, LANE) == known
    case.unfixed.write_text("1 \n")
    assert key(case, LANE) != known


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    case, file = _case(tmp_path), tmp_path / "ledger.jsonl"
    ledger = Ledger(file)
    ledger.keep(case, LANE, _outcomes(case))
    ledger.write([case], [LANE])
    text = file.read_text(encoding="utf-8")
    again = Ledger(file)
    outcomes = again.outcomes(case, LANE)
    assert outcomes is not None
    assert case.fixed is not None
    assert outcomes[case.unfixed] == ERROR
    samples = outcomes[case.fixed]
    assert (samples.digest, samples.measured) == (SAMPLES.digest, SAMPLES.measured)
    assert samples.warnings == ("UserWarning: at 0x in core.py",)
    assert (samples.retried, samples.seconds) == (False, 0.0)
    again.keep(case, LANE, outcomes)
    again.write([case], [LANE])
    assert file.read_text(encoding="utf-8") == text


def test_lines_are_sorted_and_stale_ones_dropped(tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    some = [_case(tmp_path, name) for name in ("b", "c", "a")]
    ledger = Ledger(file)
    for case in some:
        ledger.keep(case, LANE, _outcomes(case))
    ledger.write(some, [LANE])
    assert re.findall(r'"case": "NPL001/(.)"', file.read_text(encoding="utf-8")) == ["a", "b", "c"]
    some[0].unfixed.write_text("changed\n")
    ledger.write(some[:2], [LANE])
    assert re.findall(r'"case": "NPL001/(.)"', file.read_text(encoding="utf-8")) == ["c"]


def test_the_lines_of_two_branches_go_side_by_side(tmp_path: Path) -> None:
    case, texts = _case(tmp_path), []
    assert case.fixed is not None
    for part in ("here", "there"):
        case.fixed.write_text(part)
        ledger = Ledger(tmp_path / part)
        ledger.keep(case, LANE, {case.unfixed: ERROR, case.fixed: Outcome("ok", stdout="digest 1")})
        ledger.write([case], [LANE])
        texts.append((tmp_path / part).read_text(encoding="utf-8"))
    merged = tmp_path / "merged"
    merged.write_text("".join(texts), encoding="utf-8")
    assert Ledger(merged).outcomes(case, LANE) is not None
    case.fixed.write_text("here")
    assert Ledger(merged).outcomes(case, LANE) is not None


@pytest.mark.parametrize("mishap", ["died", "timed out", None])
def test_a_mishap_of_the_machine_is_not_kept(tmp_path: Path, mishap: str | None) -> None:
    case, ledger = _case(tmp_path), Ledger(tmp_path / "ledger.jsonl")
    seen = {case.unfixed: SAMPLES}
    if mishap is not None and case.fixed is not None:
        seen[case.fixed] = Outcome(mishap)
    assert not ledger.keep(case, LANE, seen)
    assert ledger.outcomes(case, LANE) is None


def test_the_random_tenth_follows_from_its_seed() -> None:
    def drawn(seed: int) -> list[Case]:
        return [case for case in all_cases() if is_drawn(case, LANE.release, seed)]

    assert drawn(1) == drawn(1) != drawn(2)
    share = sum(len(drawn(seed)) for seed in range(20)) / (20 * len(all_cases()))
    assert 0.08 < share < 0.12


def test_why_a_case_is_executed() -> None:
    case = all_cases()[0]
    drawn, other = (
        next(seed for seed in range(999) if is_drawn(case, LANE.release, seed) is wanted)
        for wanted in (True, False)
    )
    assert Choice(other).why(case, LANE.release, known=False) == "new or changed"
    assert Choice(drawn).why(case, LANE.release, known=False) == "new or changed"
    assert Choice(drawn).why(case, LANE.release, known=True) == "of a random tenth"
    assert Choice(other).why(case, LANE.release, known=True) == ""
    assert Choice(other, everything=True).why(case, LANE.release, known=True) == "all"


class _FakeRunner:
    """Stands for a lane: prints other digits than the machine that wrote the ledger."""

    ran: list[Path]
    how: list[tuple[tuple[str, ...], Mapping[str, str]]]

    def __init__(self, on: Lane) -> None:
        if on.release != LANE.release:
            raise NoLane("not here")

    def run(
        self, program: Path, arguments: Sequence[str] = (), settings: Mapping[str, str] = SETTINGS
    ) -> Outcome:
        self.ran.append(program)
        self.how.append((tuple(arguments), settings))
        return Outcome("ok", stdout="digest here\n", retried=program.parent.name == "fixed")

    def close(self) -> None: ...


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.setattr(_FakeRunner, "ran", [], raising=False)
    monkeypatch.setattr(_FakeRunner, "how", [], raising=False)
    monkeypatch.setattr("tests.lanes.session.Runner", _FakeRunner)
    return _FakeRunner.ran


def _seed(case: Case, drawn: bool) -> int:
    return next(seed for seed in range(999) if is_drawn(case, LANE.release, seed) is drawn)


def _digests(outcomes: Outcomes) -> set[str | None]:
    return {outcome.digest for outcome in outcomes.values()}


def test_a_case_is_read_or_executed_as_a_whole(tmp_path: Path, ran: list[Path]) -> None:
    case, file = _case(tmp_path), tmp_path / "ledger.jsonl"
    ledger = Ledger(file)
    there = Outcome("ok", stdout="digest there\n")
    ledger.keep(case, LANE, dict.fromkeys(case.programs(), there))
    ledger.write([case], [LANE])

    lanes = Lanes(Ledger(file), Choice(_seed(case, drawn=False)))
    assert _digests(lanes.outcomes(LANE.release, case)) == {"there"}
    assert ran == []
    assert lanes.summary() == ("executions: 0 run, 2 from the ledger; 0 retried after XLA aborted")

    assert case.fixed is not None
    case.fixed.write_text("tampered\n")
    lanes = Lanes(Ledger(file), Choice(_seed(case, drawn=False)))
    assert _digests(lanes.outcomes(LANE.release, case)) == {"here"}
    assert ran == list(case.programs())
    assert lanes.summary() == (
        "executions: 2 run (2 new or changed), 0 from the ledger; 1 retried after XLA aborted"
    )
    lanes.keep([case])
    assert '"digest here"' in file.read_text(encoding="utf-8")


def test_the_tenth_is_judged_but_not_written(tmp_path: Path, ran: list[Path]) -> None:
    case, file = _case(tmp_path), tmp_path / "ledger.jsonl"
    ledger = Ledger(file)
    ledger.keep(case, LANE, dict.fromkeys(case.programs(), Outcome("ok", stdout="digest there\n")))
    ledger.write([case], [LANE])
    before = file.read_bytes()

    lanes = Lanes(Ledger(file), Choice(_seed(case, drawn=True)))
    assert _digests(lanes.outcomes(LANE.release, case)) == {"here"}
    noted = lanes.known(LANE.release, case)
    assert noted is not None
    assert _digests(noted) == {"there"}
    lanes.keep([case])
    assert file.read_bytes() == before

    lanes = Lanes(Ledger(file), Choice(0, everything=True))
    assert _digests(lanes.outcomes(LANE.release, case)) == {"here"}
    lanes.keep([case])
    assert file.read_bytes() != before
    assert len(ran) == 4


def test_a_new_line_of_the_ledger_is_not_believed(tmp_path: Path, ran: list[Path]) -> None:
    case, file = _case(tmp_path), tmp_path / "ledger.jsonl"
    ledger = Ledger(file)
    git = ("git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x")
    subprocess.run([*git, "init", "-q"], check=True)
    ledger.keep(case, LANE, dict.fromkeys(case.programs(), Outcome("ok", stdout="digest 1\n")))
    ledger.write([case], [LANE])
    subprocess.run([*git, "add", "ledger.jsonl"], check=True)
    subprocess.run([*git, "commit", "-qm", "first"], check=True)
    assert changed_since("HEAD", file) == frozenset()

    ledger.keep(case, LANE, dict.fromkeys(case.programs(), Outcome("ok", stdout="digest 2\n")))
    ledger.write([case], [LANE])
    suspected = changed_since("HEAD", file)
    assert suspected == {(case.label, LANE.release)}
    subprocess.run([*git, "commit", "-qam", "forged"], check=True)
    assert changed_since("HEAD", file) == frozenset()
    assert changed_since("HEAD~1", file) == suspected
    assert changed_since("0" * 40, file) == suspected
    with pytest.raises(subprocess.CalledProcessError):
        changed_since("no-such-revision", file)

    lanes = Lanes(Ledger(file), Choice(_seed(case, drawn=False), suspected=suspected))
    assert _digests(lanes.outcomes(LANE.release, case)) == {"here"}
    assert ran == list(case.programs())
    assert "2 of new lines of the ledger" in lanes.summary()


def test_the_runner_is_told_how_a_claim_is_to_be_shown(tmp_path: Path, ran: list[Path]) -> None:
    plain = _case(tmp_path)
    wrong = dataclasses.replace(plain, header={"run": {"all": {"outcome": "wrong"}}})
    for case, how in (
        (plain, [((), SETTINGS)] * 2),
        (wrong, [((str(each), *map(str, SEEDS)), AS_USERS) for each in wrong.programs()]),
    ):
        lanes = Lanes(Ledger(tmp_path / "none"), Choice(0))
        lanes.outcomes(LANE.release, case)
        assert _FakeRunner.how[-2:] == how
    assert ran[-2:] == [SEEDED, SEEDED]


def test_the_page_is_the_ledger_to_the_last_digit(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--write-evidence"):
        pytest.skip("it is written at the end of this session")
    assert EVIDENCE.read_text("utf-8") == page(Ledger(), all_cases(), PROOF_LANES)


def test_a_digit_of_the_ledger_is_on_the_page(tmp_path: Path) -> None:
    case = _clean(tmp_path)
    pages = []
    for number in ("1.01", "1.02"):
        ledger = Ledger(tmp_path / "none")
        told = f"measured a={number} se=0.1 truth=1\n"
        ledger.keep(case, LANE, {case.unfixed: Outcome("ok", stdout=told)})
        pages.append(page(ledger, [dataclasses.replace(case, header={"title": "T"})], [LANE]))
    assert "a 1.01 ± 0.1 = 1 (0.1)" in pages[0]
    assert pages[0].replace("1.01", "1.02").replace("(0.1)", "(0.2)") == pages[1]
    with pytest.raises(KeyError, match="write-evidence"):
        page(Ledger(tmp_path / "none"), [case], [LANE])


def test_correct_programs_are_counted_by_topic(tmp_path: Path) -> None:
    programs, ledger = correct_programs()[:4], Ledger(tmp_path / "none")
    topics = {case.unfixed.parent.name for case in programs}
    told = ["", "measured a=1.01 se=0.1 truth=1\n", "measured a=2 se=0.1 truth=1\n", ""]
    for case, stdout in zip(programs, told, strict=True):
        ledger.keep(case, LANE, {case.unfixed: Outcome("ok", stdout=stdout)})
    ledger.keep(programs[0], LANE, {programs[0].unfixed: ERROR})
    text = page(ledger, programs, [LANE])
    assert f"| {topics.pop()} | 4 | 1 raise, 1 right, 1 not right, 1 run |" in text
    assert not topics
    assert programs[0].name not in text


def test_a_case_edited_while_it_runs_is_not_kept(tmp_path: Path, ran: list[Path]) -> None:
    case, file = _case(tmp_path), tmp_path / "ledger.jsonl"
    lanes = Lanes(Ledger(file), Choice(0))
    lanes.outcomes(LANE.release, case)
    case.unfixed.write_text("edited\n")
    lanes.keep([case])
    assert file.read_text(encoding="utf-8") == ""


def test_a_lane_that_cannot_be_made_is_told_when_it_is_needed(
    tmp_path: Path, ran: list[Path]
) -> None:
    lanes = Lanes(Ledger(tmp_path / "none"), Choice(0))
    with pytest.raises(NoLane):
        lanes.outcomes(PROOF_LANES[0].release, _case(tmp_path))
    lanes.close()  # before another program of the queue meets the real runner
    assert lanes.summary().startswith("executions: 0 run")


def test_the_ledger_names_no_folder_of_a_machine() -> None:
    text = LEDGER.read_text(encoding="utf-8")
    assert not re.findall(r"/(?:home|root|tmp|usr|work)/[^\"\s]*", text)
