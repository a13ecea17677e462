"""In two programs that stand in one module all is found that is found in each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

import nplint
from nplint.result import Result
from nplint.settings import SettingsTable
from tests.lanes.programs import Case, cases
from tests.renamed import bound, renamed

MODULE = Path("/no-such-folder/program.py")
# Programs of one module, that are no notebooks.
PROGRAMS = [case for case in cases() if case.unfixed.suffix == ".py" and len(case.files()) <= 2]


def pairs() -> Iterator[tuple[Case, Case]]:
    """Each program of a rule with itself and the next one, and each clean one on either side."""
    for _, group in groupby(PROGRAMS, lambda case: case.code):
        programs = [*group]
        unfixed = [case for case in programs if not case.clean]
        for number, case in enumerate(unfixed):
            yield case, case
            if number + 1 < len(unfixed):
                yield case, unfixed[number + 1]
        for number, case in enumerate(case for case in programs if case.clean):
            other = unfixed[number % len(unfixed)]
            yield case, other
            yield other, case


def label(pair: tuple[Case, Case]) -> str:
    first, second = pair
    return f"{first.label}+{second.label.partition('/')[2]}"


def joined(first: str, second: str) -> tuple[str, str]:
    """A module of two programs, and the second one alone, in the same lines."""
    names = bound(first)
    same = {name for name, what in bound(second).items() if what and names.get(name, what) == what}
    second = renamed(second, "_2", same)
    return f"{first}\n\n{second}", "\n" * (first.count("\n") + 2) + second


def text_of(case: Case) -> str:
    return case.unfixed.read_text("utf-8-sig").replace("\r\n", "\n")


def target_of(case: Case) -> str:
    target: str = case.header.get("target", "any")
    return target


def said(result: Result) -> Iterator[str]:
    """What is said of each finding, and where its places are in rows and columns."""
    for finding in result.findings:
        source = result.sources[finding.path]
        places = [
            f"{source.position(span.start)} to {source.position(span.end)} {text!r}"
            for _, span, text in ((finding.path, finding.span, finding.label), *finding.related)
        ]
        fix = finding.fix and (finding.fix.title, finding.fix.applicability.value)
        yield f"{finding.code} {finding.message} {places} {finding.help} {fix}"


@cache
def alone(text: str, target: str) -> Counter[str]:
    """What is found in a program."""
    return Counter(said(nplint.check([MODULE], table(target), texts={MODULE: text.encode()})))


def table(target: str) -> SettingsTable:
    return SettingsTable(target_numpyro=target, isolated=True, unsafe_fixes=True)


@pytest.mark.parametrize("pair", [*pairs()], ids=label)
def test_both_are_found(pair: tuple[Case, Case]) -> None:
    first, (both, second) = text_of(pair[0]), joined(*map(text_of, pair))
    for target in {*map(target_of, pair)}:
        expected = alone(first, target) + alone(second, target)
        found = Counter(said(nplint.check([MODULE], table(target), texts={MODULE: both.encode()})))
        lost, new = "\n".join(expected - found), "\n".join(found - expected)
        if found != expected:
            pytest.fail(f"lost:\n{lost}\nnew:\n{new}", pytrace=False)
