"""In two programs that stand in one module all is found that is found in each of them."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

import nplint
from nplint.result import Result
from nplint.settings import SettingsTable
from tests.helpers.renamed import bound, renamed
from tests.lanes.programs import Case, cases

MODULE = Path("/no-such-folder/program.py")
# Programs of one module, that are no notebooks.
PROGRAMS = [case for case in cases() if case.unfixed.suffix == ".py" and len(case.files()) <= 2]


_DOUBLE = "`enable_x64` is for a whole process"
_SHORTER = "what the first one imports gives a shorter name for the same"
_READ = "a param is not renamed where its name is read, be it that of another guide's param"
_DEVICES = "the devices are those of a whole process"
_LATE = "what the first program runs makes JAX look for its devices"
_MORE_KEYS = "other keys may be made of one that the other program draws with, too"
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# Where joining changes what a program means, or what a fix is called.
_OTHER_FINDINGS = {
    "NPL001/categorical-observed+chains-from-argparse": _DEVICES,
    "NPL001/chains-from-argparse+chains-from-default": _DEVICES,
    "NPL001/chains-from-default+chains-unknown": _DEVICES,
    "NPL001/chains-unknown+class-attribute": _DEVICES,
    "NPL103/comprehension+helper": _READ,
    "NPL103/clean/plate+loop": _READ,
    "NPL103/loop+clean/plate": _READ,
    "NPL008/clean/evaluated_before+cached-property": _LATE,
    "NPL008/clean/made_inside+cached-property": _LATE,
    "NPL008/clean/one_chain+cached-property": _LATE,
    "NPL305/interval+negative": _SHORTER,
    "NPL305/clean/own_support+negative": _SHORTER,
    "NPL305/clean/real_base+subclass": _SHORTER,
    "NPL501/loop+parameter": _MORE_KEYS,
    "NPL505/number-of-draws+predictions": _SHORTER,
    "NPL505/clean/keys+chain": _SHORTER,
    "NPL707/clean/double+upper-bound": _DOUBLE,
    "NPL707/upper-bound+clean/double": _DOUBLE,
}
# Where it changes what is written.
_OTHER_FIXES = {
    "NPL302/clean/observed_scale+probability": _SHORTER,
    "NPL501/collected+function": _SHORTER,
    "NPL501/clean/exclusive+function": _SHORTER,
    "NPL505/chain+draws": _SHORTER,
    "NPL505/number-of-draws+predictions": _SHORTER,
    "NPL505/clean/keys+chain": _SHORTER,
    "NPL105/helper+scale": _SHORTER,
    "NPL305/interval+negative": _SHORTER,
    "NPL305/clean/own_support+negative": _SHORTER,
    "NPL305/clean/real_base+subclass": _SHORTER,
    "NPL501/clean/common_numbers+function": _SHORTER,
    "NPL501/clean/same_seed_apart+same-seed": _SHORTER,
    "NPL501/clean/split+function": _SHORTER,
    "NPL501/regression+same-seed": _SHORTER,
    "NPL507/comprehension+comprehension": "a second loop gets a variable of its own",
}
# Where it changes the numbers: keys that may be equal are told apart over the whole module.
_OTHER_NUMBERS = {
    "NPL501/collected+collected",
    "NPL501/parameter+parameter",
    "NPL501/parameter+regression",
    "NPL501/clean/split+parameter",
    "NPL501/parameter+clean/split",
    "NPL501/function+function",
    "NPL501/function+regression",
    "NPL501/regression+regression",
    "NPL501/same-seed+same-seed",
    "NPL507/for-loop+for-loop",
}

# Where it leaves a mistake without its fix.
_FEWER_FIXES = {
    "NPL008/clean/evaluated_before+cached-property": _LATE,
    "NPL008/clean/made_inside+cached-property": _LATE,
    "NPL008/clean/one_chain+cached-property": _LATE,
    "NPL103/clean/plate+loop": _READ,
    "NPL103/comprehension+helper": _READ,
    "NPL103/loop+clean/plate": _READ,
    "NPL501/function+loop": _MORE_KEYS,
    "NPL501/loop+loop": _MORE_KEYS,
    "NPL501/loop+parameter": _MORE_KEYS,
}

# What is right because it runs once.
_ONCE = {"NPL003/clean/stored_again", "NPL009/clean/computed_anew"}


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
            if not unfixed:  # all that have a mistake are of several modules
                continue
            other = unfixed[number % len(unfixed)]
            yield case, other
            if "from __future__" not in text_of(case):  # which has to come first
                yield other, case


def has_fix(pair: tuple[Case, Case]) -> bool:
    rows = [row for case in pair for row in case.header.get("finding", ())]
    return any(row["fix"] != "none" for row in rows)


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


def table(target: str) -> SettingsTable:
    return SettingsTable(target_numpyro=target, isolated=True, unsafe_fixes=True)


@cache
def found_in(text: str, target: str) -> Counter[str]:
    return Counter(said(nplint.check([MODULE], table(target), texts={MODULE: text.encode()})))


@cache
def fixed(text: str, target: str) -> tuple[str, int, Counter[str]]:
    """A program after all fixes, how many there were, and which rules still find something."""
    result = nplint.fix([MODULE], table(target), texts={MODULE: text.encode()})
    assert result.notes == []
    (text,) = [change.new_text for change in result.changes] or [text]
    return text, result.applied, Counter(each.code for each in result.remaining.findings)


def lines_of(text: str) -> tuple[list[str], set[str]]:
    """The lines of a module that say something, and what it imports, all the same where."""
    lines = text.splitlines()
    imports = set()
    for node in ast.parse(text).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            assert node.end_lineno is not None
            lines[node.lineno - 1 : node.end_lineno] = [""] * (node.end_lineno - node.lineno + 1)
            module = f"from {node.module} " if isinstance(node, ast.ImportFrom) else ""
            imports |= {f"{module}import {ast.unparse(alias)}" for alias in node.names}
    return [line for line in lines if line.strip()], imports


def without_numbers(lines: list[str]) -> list[str]:
    return [re.sub(r"\b\d+\b", "N", line) for line in lines]


@pytest.mark.parametrize("pair", [*pairs()], ids=label)
def test_all_is_found_that_is_found_in_each(pair: tuple[Case, Case]) -> None:
    first, (both, second) = text_of(pair[0]), joined(*map(text_of, pair))
    for target in sorted({*map(target_of, pair)}):
        expected = found_in(first, target) + found_in(second, target)
        found = found_in(both, target)
        if label(pair) in _OTHER_FINDINGS:
            assert found != expected
        elif found != expected:
            lost, new = "\n".join(expected - found), "\n".join(found - expected)
            pytest.fail(f"lost:\n{lost}\nnew:\n{new}", pytrace=False)


@pytest.mark.parametrize("pair", [pair for pair in pairs() if has_fix(pair)], ids=label)
def test_all_is_fixed_that_is_fixed_in_each(pair: tuple[Case, Case]) -> None:
    first, (both, second) = text_of(pair[0]), joined(*map(text_of, pair))
    target = target_of(pair[0] if pair[1].clean else pair[1])
    one, two, together = (fixed(text, target) for text in (first, second, both))
    if label(pair) in _FEWER_FIXES:
        assert (together[1], -together[2].total()) < (one[1] + two[1], 0)
        return
    assert together[1:] == (one[1] + two[1], one[2] + two[2])
    (lines, imports), (others, more) = lines_of(one[0]), lines_of(two[0])
    left, needed = lines_of(together[0])
    if label(pair) not in _OTHER_FIXES:
        assert needed >= imports | more
    if label(pair) in _OTHER_FIXES:
        assert left != lines + others
    elif label(pair) in _OTHER_NUMBERS:
        assert left != lines + others
        assert without_numbers(left) == without_numbers(lines + others)
    else:
        assert left == lines + others


def imported_again(text: str) -> str:
    """A program with each of its imports twice."""
    lines = text.splitlines(keepends=True)
    for node in reversed(ast.parse(text).body):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            assert node.end_lineno is not None
            lines[node.end_lineno : node.end_lineno] = lines[node.lineno - 1 : node.end_lineno]
    return "".join(lines)


@pytest.mark.parametrize(
    "case", [case for case in PROGRAMS if has_fix((case, case))], ids=lambda case: case.label
)
def test_what_is_imported_twice_goes_at_once(case: Case) -> None:
    text, target = text_of(case), target_of(case)
    one, two = fixed(text, target), fixed(imported_again(text), target)
    assert two[2] == one[2]
    assert lines_of(two[0]) == lines_of(one[0])


def run_again(text: str) -> str | None:
    """A program that does all behind its last definition a second time; None if that is nothing."""
    body = ast.parse(text).body
    last = max((i for i, each in enumerate(body) if isinstance(each, _DEFINITIONS)), default=-1)
    if last < 0 or last == len(body) - 1:
        return None
    end = body[last].end_lineno
    assert end is not None
    return f"{text}\n\n" + renamed("".join(text.splitlines(keepends=True)[end:]), "_2")


def places_in(text: str, target: str, rows: int) -> Counter[tuple[str, int, int]]:
    """Where something is found in the first rows of a program."""
    found = nplint.check([MODULE], table(target), texts={MODULE: text.encode()})
    places = (
        (each.code, *found.sources[MODULE].position(each.span.start)[:2]) for each in found.findings
    )
    return Counter(place for place in places if place[1] <= rows)


@pytest.mark.parametrize("case", PROGRAMS, ids=lambda case: case.label)
def test_what_is_run_twice_is_found_once(case: Case) -> None:
    text, target = text_of(case), target_of(case)
    again = run_again(text)
    if again is not None and case.label not in _ONCE:
        rows = text.count("\n")
        before, after = places_in(text, target, rows), places_in(again, target, rows)
        assert before == after
