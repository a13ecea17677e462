"""Facts as bytes: what is read is what was written, whatever the source says."""

from __future__ import annotations

import math
import pickle
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nplint.facts.packing import pack, unpack
from nplint.facts.scopes import ModuleFacts
from nplint.source import SourceFile
from tests.helpers.own_process import read_facts

ROOT = Path(__file__).resolve().parents[3]


def facts_of(text: str) -> ModuleFacts:
    return read_facts(SourceFile(Path("m.py"), text))[0]


def assert_alike(left: Any, right: Any) -> None:
    """Both are made alike, and what is one object here is one there."""
    waiting = [(left, right)]
    partner: dict[int, Any] = {}
    while waiting:
        one, other = waiting.pop()
        assert type(one) is type(other)
        if id(one) in partner and (is_dataclass(one) or isinstance(one, (list, dict))):
            assert partner[id(one)] is other
            continue
        partner[id(one)] = other
        if is_dataclass(one):
            waiting += [(getattr(one, f.name), getattr(other, f.name)) for f in fields(one)]
        elif isinstance(one, dict):
            assert list(one) == list(other)
            waiting += zip(one.values(), other.values(), strict=True)
        elif isinstance(one, (list, tuple)):
            waiting += zip(one, other, strict=True)
        elif isinstance(one, float):
            assert repr(one) == repr(other) or math.isnan(one)
        else:
            assert one == other


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "src").rglob("c*.py")) + sorted((ROOT / "fixtures").rglob("*.py"))[::7],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_real_files(path: Path) -> None:
    facts = facts_of(path.read_text(encoding="utf-8"))
    again = unpack(pack(facts), facts.path)
    assert_alike(facts, again)
    assert pack(again) == pack(facts)


LITERALS = st.one_of(
    st.integers(),
    st.floats(allow_nan=False),
    st.complex_numbers(allow_nan=False, allow_infinity=False),
    st.text(),
    st.binary(),
    st.sampled_from([True, False, None, ..., 1, 1.0, 0.0, -0.0, 1e999]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LITERALS, min_size=1, max_size=6))
def test_any_literal(values: list[Any]) -> None:
    spelled = ", ".join(hex(v) if type(v) is int else repr(v) for v in values)
    facts = facts_of(f"x = [{spelled}]\n".replace("inf", "1e999"))
    assert_alike(facts, unpack(pack(facts), facts.path))


def test_a_number_that_python_would_not_write_in_decimals() -> None:
    facts = facts_of(f"x = {hex(10**5000)}\ny = {hex(10**5000 + 1)}\n")
    assert_alike(facts, unpack(pack(facts), facts.path))


def test_a_surrogate_and_another_path() -> None:
    facts = facts_of("x = '\\ud800'\ndef f(*, a: int = 1) -> None: ...\n")
    again = unpack(pack(facts), Path("elsewhere.py"))
    assert again.path == Path("elsewhere.py")
    again.path = facts.path
    assert_alike(facts, again)


def test_facts_cross_between_processes_packed() -> None:
    facts = facts_of("def f(x):\n    return f(x.y)\n")
    pickled = pickle.dumps(facts)
    assert pack(facts) in pickled
    assert_alike(facts, pickle.loads(pickled))


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=0), st.binary(min_size=1, max_size=8))
def test_damaged_bytes_end_in_an_error_or_in_facts(place: int, put: bytes) -> None:
    data = PACKED
    place %= len(data)
    damaged = data[:place] + put + data[place + len(put) :]
    try:
        found = unpack(damaged, Path("m.py"))
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError):
        return
    assert isinstance(found, ModuleFacts)


PACKED = pack(
    facts_of("import numpyro\n\ndef f(a, *b):\n    return [a, {1: b}, lambda: (a, 'b')]\n")
)


@pytest.mark.parametrize(
    "written",
    ["True", "False", "None", "1", "-7", "123456789012345678901234567890", "1.5", "1e300", "2j",
     "1.5j", "...", "'a'", "'\\ud800'", "b'a\\xff'", "''", "b''", "0.0", "'\u00e9'"],
)  # fmt: skip
def test_constants_come_back_as_they_were(written: str) -> None:
    facts = facts_of(f"x = {written}\n")
    assert_alike(facts, unpack(pack(facts), facts.path))
