"""Write docs/coverage.md: each place where NumPyro stops or warns, and who says so before running.

``python -m tools.coverage_page`` writes what tools/errors/places.json and judgements.toml say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tools.judgements import JAX, Judgement, Judgements, read_judgements
from tools.list_errors import PLACES, Place

PAGE = PLACES.parents[2] / "docs" / "coverage.md"
_SOURCE = "https://github.com/pyro-ppl/numpyro/blob/{release}/numpyro/{file}"
_NOT_YET = "not yet"
_HEAD = """\
# Coverage

NumPyro stops or warns at {places} places of its release {release} (`raise`, `assert` and warnings,
read from its source). This page says of each which rule reports it before the program runs, or why
none does. A rule is named where `nplint check` reports a small program that was seen to come to the
place: the programs stand in `tools/errors/judgements.toml`, `tools/trigger_errors.py` runs them.
The page is written by `python -m tools.coverage_page`, and a test holds it.

| | places |
|---|---|
{counts}

*Not yet*: source can tell, at least where the arguments are written out, and no rule does."""


def main() -> None:
    PAGE.write_text(page(read_judgements()), "utf-8")
    print(PAGE)


def page(judgements: Judgements) -> str:
    """The text of the page."""
    head = _HEAD.format(
        places=len(judgements.places),
        release=judgements.release,
        counts="\n".join(_counts(judgements)),
    )
    return "\n".join([head, *_sections(judgements)]) + "\n"


def _counts(judgements: Judgements) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for place in judgements.places:
        judgement = judgements.of(place)
        if judgement is not None:
            counts["reported" if judgement.rules else judgement.reason or _NOT_YET] += 1
    yield f"| reported by a rule | {counts['reported']} |"
    for reason, words in judgements.reasons.items():
        if counts[reason]:
            yield f"| *{reason}*: {words} | {counts[reason]} |"
    yield f"| *{_NOT_YET}* | {counts[_NOT_YET]} |"


def _sections(judgements: Judgements) -> Iterator[str]:
    file = ""
    for judgement in judgements.all:
        if judgement.file != file:
            file = judgement.file
            yield from _heading(judgements, file)
        if file == JAX:
            error, _, what = judgement.at.partition(" | ")
            yield f"| `{error}` | {what} | {_told(judgement)} |"
        else:
            yield _row(judgements, judgement, judgements.places_of(judgement))


def _heading(judgements: Judgements, file: str) -> Iterator[str]:
    if file == JAX:
        yield "\n## JAX's errors, as models meet them\n"
        yield "| error | what the model does | told by |\n|---|---|---|"
    else:
        source = _SOURCE.format(release=judgements.release, file=file)
        yield f"\n## [{file}]({source})\n"
        yield "| where | lines | what | when | told by |\n|---|---|---|---|---|"


def _row(judgements: Judgements, judgement: Judgement, places: list[Place]) -> str:
    first = places[0]
    functions = _listed([f"`{each}`" for each in dict.fromkeys(p["function"] for p in places)])
    kinds = _listed([*dict.fromkeys(f"`{place['exception']}`" for place in places)])
    lines = ", ".join(str(place["line"]) for place in places)
    when = first["message"] or (f"`{first['condition']}`" if first["condition"] else "")
    when = when if len(places) == 1 else f"{when} and the like" if when else ""
    return f"| {functions} | {lines} | {kinds} | {_cell(when)} | {_told(judgement)} |"


def _listed(words: list[str], most: int = 4) -> str:
    return ", ".join(words if len(words) <= most else [*words[: most - 1], "…"])


def _told(judgement: Judgement) -> str:
    return ", ".join(judgement.rules) or f"*{judgement.reason or _NOT_YET}*"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main()
