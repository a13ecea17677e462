"""The mutation test changes what matters, and asks the tests that could notice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.mutants import suite
from tools.mutants.__main__ import ROOMS, all_mutants
from tools.mutants.operators import ROOT, Mutant, mutants
from tools.mutants.reach import Reach, nearest

SOURCE = ROOT / "src" / "nplint"
# What else there is: it decides how nplint starts, reads, keeps and prints, not what it finds.
NOT_ANALYSIS = {
    "cache", "cli", "engine", "numpyro_api", "report", "settings", "source", "suppression",
    "system", "target",
}  # fmt: skip
RULE = Path("src/nplint/rules/sites/npl106_sample_third_positional.py")


def test_every_room_of_the_analysis_takes_part() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name[0] != "_"}
    assert rooms == {*ROOMS, *NOT_ANALYSIS}
    for room in ROOMS:
        files = sorted((SOURCE / room).rglob("*.py"), key=lambda path: path.stat().st_size)
        one = next((path for path in files if path.stat().st_size > 2000), files[-1])
        read, changes = all_mutants([one])
        assert read == [one.relative_to(ROOT)] == [*{each.path for each in changes}]


def changes(text: str) -> list[str]:
    return [str(each).removeprefix("src/nplint/m.py:") for each in of(text)]


def of(text: str) -> list[Mutant]:
    return [*mutants(Path("src/nplint/m.py"), text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a == b\n", ["1: == b  ->  != b"]),
        ("a < b\n", ["1: < b  ->  <= b"]),
        ("x = a and b\n", ["1: a and b  ->  a or b"]),
        ("x = f'{a}s'\n", ["1: f'{a}s'  ->  f'x{a}s'"]),
        ("x = 'a' f'{b}'\n", ["1: 'a' f'{b}'  ->  'xa' f'{b}'"]),
        ("x = r'\\d'\n", ["1: r'\\d'  ->  r'x\\d'"]),
        ("def f():\n    return a\n", ["2: return a  ->  return None"]),
        ("def f():\n    return False\n", ["2: False  ->  True"]),
        ("if not a:\n    f()\n", ["1: not a  ->  a", "2: f()  ->  pass"]),
        ("x += 1\n", ["1: x += 1  ->  pass", "1: 1  ->  2"]),
    ],
)
def test_what_is_changed(text: str, expected: list[str]) -> None:
    assert changes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '"""A docstring."""\n',
        "__all__ = ['a', 'b']\n",
        "class A:\n    __slots__ = ('a',)\n",
        "T = TypeVar('T')\n",
        "Length = int | None\n",
        "Block: TypeAlias = 'tuple[int, ...]'\n",
        "x: Literal['a', 'b']\n",
        "Kind = Literal['a', 'b']\n",
        "if TYPE_CHECKING:\n    from a import b\n",
        "raise AssertionError(f'no {a}')\n",
        "assert a == 'b', 'c'\n",
        "from a import b\n",
        "x = cast('A', y)\n",
        "x = zip(a, b, strict=True)\n",
        "@dataclass(slots=True)\nclass A: ...\n",
    ],
)
def test_what_changes_nothing_is_left(text: str) -> None:
    assert changes(text) == []


def test_a_mutant_is_the_file_with_one_change() -> None:
    text = "def f(a):\n    # why\n    return g(a,\n        1)\n"
    assert {each.source for each in of(text)} == {
        "def f(a):\n    # why\n    return None\n",
        "def f(a):\n    # why\n    return g(a,\n        2)\n",
    }


def test_a_change_counts_as_reached_with_its_statement() -> None:
    text = "X = 1\ndef f(a=2):\n    if g(a,\n         3):\n        h(\n            4)\n"
    numbers = {str(each)[-1]: each for each in of(text) if each.kind == "number"}
    where = {number: (each.statement, each.once) for number, each in numbers.items()}
    assert where == {
        "2": ((1, 1), True),
        "3": ((2, 2), True),
        "4": ((3, 4), False),
        "5": ((5, 6), False),
    }
    head = Reach("tests/test_a.py::a", 0.1, {"src/nplint/m.py": 1 << 3})
    body = Reach("tests/test_a.py::b", 0.1, {"src/nplint/m.py": 1 << 3 | 1 << 5})
    assert list(nearest([head, body], numbers["2"])) == [[head, body]]
    assert list(nearest([head, body], numbers["4"])) == [[head, body]]
    assert list(nearest([head, body], numbers["5"])) == [[body]]
    assert list(nearest([head], numbers["5"])) == []


def test_a_rule_s_own_tests_come_first_then_what_takes_no_time() -> None:
    mutant = next(mutants(RULE, "X = 1\n"))
    slow, other, own = (
        Reach(name, seconds, {})
        for name, seconds in (("slow.py::x", 9.0), ("b.py::[NPL1]", 0.1), ("b.py::[NPL106]", 5.0))
    )
    assert list(nearest([slow, other, own], mutant)) == [[own], [other], [slow]]
    quick = Reach("quick.py::x", 1.0, {})
    assert list(nearest([slow, quick], mutant)) == [[quick], [slow]]
    assert list(nearest([slow, quick], mutant, patience=quick.seconds)) == [[quick]]


def test_a_module_s_own_tests_come_first_then_those_that_call_it() -> None:
    mutant = next(iter(of("NAMES = {'a'}\ndef f(a):\n    return a in NAMES\n")))
    own = Reach("tests/units/test_m.py::x", 9.0, {})
    calls = Reach("tests/test_a.py::x", 5.0, {"src/nplint/m.py": 1 << 3})
    imports = Reach("tests/test_a.py::y", 0.1, {"src/nplint/m.py": 1 << 1 | 1 << 2})
    assert list(nearest([imports, calls, own], mutant)) == [[own], [calls], [imports]]
    assert list(nearest([imports, calls, own], mutant, patience=10)) == [[own], [calls]]


_OUTCOMES = """
from pathlib import Path
from tools.mutants import suite
from tools.mutants.operators import ROOT, mutants
from tools.mutants.reach import Reach
from tools.mutants.runs import outcome

path = Path({path!r})
suite.prepare()
tests = [Reach(name, 1.0, {{str(path): -1}}) for name in {names!r}]
every = {{str(each): each for each in mutants(path, (ROOT / path).read_text("utf-8"))}}
mutant = next(each for name, each in every.items() if ": not in site.arguments" in name)
print(outcome(mutant, tests).killer or "survives")
"""


@pytest.mark.parametrize(
    ("test", "notices"),
    [("NPL106/key", True), ("NPL106/no_such_test", False), ("NPL001/also-used-outside", False)],
)
def test_a_mutant_is_killed_by_a_test_that_fails(test: str, notices: bool) -> None:
    name = (
        f"tests/all_rules/test_fixtures.py::test_findings_are_exactly_those_of_the_header[{test}]"
    )
    program = _OUTCOMES.format(path=str(RULE), names=[name])
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == (name if notices else "survives")


def test_what_is_left_out_is_there() -> None:
    assert {each for each in suite.LEFT_OUT if not (ROOT / "tests" / each).exists()} == set()
