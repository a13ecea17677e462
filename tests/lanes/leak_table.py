"""The part of ``docs/evidence.md`` on distributions that leak: release by distribution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nplint.numpyro_api.data import fact_on, table

_ROLES = ("latent", "observed", "inside")


def leak_table() -> Iterator[str]:
    """The lines of the section."""
    data = table("leaks")
    releases: list[str] = data["releases"]
    yield from ("## Distributions that leak", "")
    yield (
        "Every distribution of a release was run with one instance shared by all traces, in each "
        "parametrisation, latent and observed, on two devices, and as a part that is shared while "
        "the whole is built in the model (*inside*). A cell has a letter for each way of running: "
        f"{', '.join(data['runs'])}. *L* is `UnexpectedTracerError`, *.* runs, *-* cannot be run "
        "so, and an empty cell is a release without the family. Families that leak nowhere are "
        "counted below. Written by `python tools/harvest.py --leaks`."
    )
    yield ""
    yield _row(["Distribution", "Given", "Role", *releases])
    yield _row(["---"] * (3 + len(releases)))
    for family, versions in data["families"].items():
        for given, role, letters in _leaking(versions, len(releases)):
            name = family.removeprefix("numpyro.distributions.")
            yield _row(
                [f"`{name}`", given, role, *(f"`{each}`" if each else "" for each in letters)]
            )
    yield ""
    yield _row(["Release", "Families tried", "of these leak", "with several chains"])
    yield _row(["---"] * 4)
    for number, release in enumerate(releases):
        facts = [fact_on(versions, number) for versions in data["families"].values()]
        tried = [each for each in facts if each is not None]
        leaking = [each for each in tried if _has_leak(each, 0, 5)]
        chains = [each for each in tried if _has_leak(each, 0, 2)]
        yield _row([release, str(len(tried)), str(len(leaking)), str(len(chains))])


def _cases(facts: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Outcomes by role of each parametrisation, and of each part that leaks by itself."""
    cases = {", ".join(case["given"]): case for case in facts["cases"]}
    through = facts.get("through", {})
    return {**cases, **{f"{part} of a leaking family": case for part, case in through.items()}}


def _leaking(versions: list[Any], count: int) -> Iterator[tuple[str, str, list[str]]]:
    """The parametrisation, role and outcomes by release of what leaks anywhere."""
    by_release = [fact_on(versions, number) for number in range(count)]
    cases = [_cases(facts) if facts is not None else {} for facts in by_release]
    for given in dict.fromkeys(name for each in cases for name in each):
        for role in _ROLES:
            letters = [each.get(given, {}).get(role, "") for each in cases]
            if any("L" in each for each in letters):
                yield given, role, letters


def _has_leak(facts: dict[str, Any], first: int, last: int) -> bool:
    """Whether a family leaks by itself in one of some ways of running."""
    return any("L" in case.get(role, "")[first:last] for case in facts["cases"] for role in _ROLES)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
