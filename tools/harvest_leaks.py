"""Which distributions leak when one instance is shared: each is run in every way on a lane.

Cases that are likely to go through share a model; only when its run fails is it repeated with
halves of them, until the case that fails stands alone. Failing is quick, since it happens
before anything is compiled.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.lanes.environment import Lane
from tests.lanes.runner import Runner

RUNS = ("parallel", "vectorized", "sequential", "svi", "predictive")
_PROGRAM = Path(__file__).with_name("harvest_leak_case.py")
ROLES = {"latent": RUNS, "observed": RUNS, "inside": ("parallel", "vectorized")}
# In these a leaking instance runs as well as any other.
_HARMLESS = ("sequential", "svi")
_CASES_PER_MODEL = 24
_TIME_LIMIT = 900.0

Case = dict[str, Any]


def harvest_leaks(
    on: Lane,
    names: dict[str, Any],
    report: Callable[[str], None],
    neighbour: dict[str, Any] | None = None,
    runs: Collection[str] = RUNS,
    workers: int = 2,
) -> dict[str, Any]:
    """What every family of a release does when it is shared.

    Parameters
    ----------
    on
        The release's lane.
    names
        Its public names, as harvested.
    report
        Told about the progress.
    neighbour
        What another release was seen to do. It only decides which cases share a model: those
        that leaked there are run alone.
    runs
        The ways of running to try; what is not tried is unknown.
    workers
        How many programs run at the same time.
    """
    families = [
        name
        for name, entry in names.items()
        if entry["kind"] == "distribution"
        and name.startswith("numpyro.distributions.")
        and name != "numpyro.distributions.Distribution"
    ]
    with Runner(on, _TIME_LIMIT) as runner:
        listed = runner.run(_PROGRAM, ["list", *families])
    if listed.outcome != "ok":
        raise RuntimeError(f"NumPyro {on.release}: {listed.text}")
    cases: list[Case] = json.loads(listed.stdout)
    work = [
        (run, role, group)
        for run in RUNS
        for role in ROLES
        if run in runs and run in ROLES[role]
        for group in _groups(cases, run, role, neighbour or {})
    ]
    found: dict[tuple[int, str, str], str] = {}
    numbers = {id(case): number for number, case in enumerate(cases)}
    queue = iter(enumerate(work))  # shared by the labourers

    def labour() -> None:
        with Runner(on, _TIME_LIMIT) as runner:
            for number, (run, role, group) in queue:
                for case, letter in _settle(runner, run, role, group):
                    found[numbers[id(case)], run, role] = letter
                report(f"{on.release}: {number + 1} of {len(work)} groups")

    with ThreadPoolExecutor(workers) as pool:
        for labourer in [pool.submit(labour) for _ in range(workers)]:
            labourer.result()
    return _by_family(cases, found)


def _groups(
    cases: list[Case], run: str, role: str, neighbour: dict[str, Any]
) -> Iterator[list[Case]]:
    cases = [case for case in cases if role != "inside" or case["part"]]
    easy = [case for case in cases if _expected(case, run, role, neighbour) == "."]
    yield from ([case] for case in cases if case not in easy)
    for start in range(0, len(easy), _CASES_PER_MODEL):
        yield easy[start : start + _CASES_PER_MODEL]


def _expected(case: Case, run: str, role: str, neighbour: dict[str, Any]) -> str:
    """How a case is likely to end."""
    facts = neighbour.get(case["family"], {})
    known = facts.get("through", {}).get(case["part"]) if case["part"] else None
    for each in () if case["part"] else facts.get("cases", ()):
        if each["given"] == list(case["given"]):
            known = each
    letters = known.get(role, "") if known is not None else ""
    if letters:
        return letters[RUNS.index(run)] if RUNS.index(run) < len(letters) else "-"
    guess: str = case["guess"][role]
    return "." if guess == "L" and run in _HARMLESS else guess


def _settle(runner: Runner, run: str, role: str, cases: list[Case]) -> Iterator[tuple[Case, str]]:
    outcome = runner.run(_PROGRAM, ["run", run, role, *map(json.dumps, cases)])
    if outcome.outcome == "ok" or len(cases) == 1:
        leaks = outcome.is_a("UnexpectedTracerError")
        for case in cases:
            yield case, "." if outcome.outcome == "ok" else "L" if leaks else "-"
        return
    middle = len(cases) // 2
    for half in (cases[:middle], cases[middle:]):
        yield from _settle(runner, run, role, half)


def _by_family(cases: list[Case], found: dict[tuple[int, str, str], str]) -> dict[str, Any]:
    """The stored form: parametrisations, and what a leaking part makes of the whole."""
    told: dict[str, Any] = {}
    grouped: dict[tuple[str, tuple[str, ...], str], list[int]] = defaultdict(list)
    for number, case in enumerate(cases):
        grouped[case["family"], tuple(case["given"]), case["part"]].append(number)
    for (family, given, part), members in grouped.items():
        facts = {
            role: "".join(
                _worst(found.get((number, run, role), "?") for number in members) for run in runs
            )
            for role, runs in ROLES.items()
            if part or role != "inside"
        }
        entry = told.setdefault(family, {"cases": []})
        if not part:
            entry["cases"].append({"given": list(given), **facts})
        else:
            # The parametrisation of the whole makes no difference to what a part does to it.
            known = entry.setdefault("through", {}).setdefault(part, facts)
            for role in ROLES:
                known[role] = "".join(map(_worst, zip(known[role], facts[role], strict=True)))
    return told


def _worst(letters: Any) -> str:
    seen = set(letters)
    return next(letter for letter in "L.-?" if letter in seen)
