"""A text that is parsed piece by piece says what it says as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nplint.facts import parser
from nplint.facts import pieces as cutting
from nplint.facts import read_facts as read
from nplint.facts.packing import pack
from nplint.facts.tokens import scan
from nplint.source import SourceFile
from tests.helpers.own_process import read_facts
from tests.units.facts.test_read_facts import EVERYTHING, SAMPLES, STANDARD

# Each begins or ends where a careless cut would take it apart.
STATEMENTS = [
    "x = 1\n",
    "import numpyro\n",
    "def f(a):\n    return a\n\n",
    "if x:\n    pass\nelif y:\n    pass\nelse:\n    pass\n",
    "try:\n    pass\nexcept E:\n    pass\nfinally:\n    pass\n",
    "@decorated\n@f(\n1)\ndef g(): pass\n",
    "@decorated\n# on it\n\nclass A:\n\n    x = 1\n",
    'text = """\ndef inside(): pass\n@no\n"""\n',
    "x = (\n1,\nf(\n2\n)\n)\n",
    "x = 1 + \\\ny\n",
    "# why \\\ny = 2\n",
    "from a import \\\nb\n",
    "x = f'{\ny\n}'\n",
    "for i in x:\n\n    pass\nelse:\n\n    y\n",
    "match x:\n    case 1: pass\n",
    "async def h():\n    await x\n",
    "x = '''\\\n'''\r\nz = 1\r\n",
    "é = 1\n",
    "\n\n# alone\n",
    "\x0cclass B: pass\n",
]


def facts(text: str, size: int, monkeypatch: pytest.MonkeyPatch) -> bytes | str:
    """What a text says, parsed in pieces of at least a size; or why it does not parse."""
    monkeypatch.setattr(cutting, "_SIZE", size)
    source = SourceFile(Path("m.py"), text)
    try:
        return pack(read_facts(source)[0])
    except read.Unparsable as error:
        return f"{error.reason} at {error.offset}"


def assert_says_the_same(text: str) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        whole = facts(text, len(text) + 1, monkeypatch)
        assert facts(text, 1, monkeypatch) == whole
        assert facts(text, 40, monkeypatch) == whole


@pytest.mark.parametrize("text", [EVERYTHING, *(STANDARD / name for name in SAMPLES)], ids=str)
def test_real_code(text: str | Path) -> None:
    text = text if isinstance(text, str) else text.read_text(encoding="utf-8")
    assert "".join(cutting.pieces(text, scan(text))) == text
    assert_says_the_same(text)


@given(st.lists(st.sampled_from(STATEMENTS), max_size=8), st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_any_sequence_of_statements(statements: list[str], lost: int) -> None:
    text = "".join(statements)
    assert_says_the_same(text)
    assert_says_the_same(text[:lost] + text[lost + 1 :])


def test_pieces_are_parsed_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "x = 1\n" * 10 + "def f():\n    return (\n1)\n" * 10
    parsed: list[str] = []

    def noting(part: str) -> parser.Node:
        parsed.append(part)
        return parser.parse(part)

    monkeypatch.setattr(read, "parse", noting)
    facts(text, 50, monkeypatch)
    assert "".join(parsed) == text
    assert len(parsed) > 3 and max(map(len, parsed)) < 100
