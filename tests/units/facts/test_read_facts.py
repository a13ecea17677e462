"""Facts: every place is exact, every file is parsed and walked once."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import libcst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper

from nplint.engine import session as engine
from nplint.facts import convert_statements, libcst_tree
from nplint.facts import read_facts as read
from nplint.facts.expressions import Call, Constant, Expr, Name, children
from nplint.facts.parser import Node, parse
from nplint.facts.read_facts import Unparsable
from nplint.facts.scopes import ModuleFacts
from nplint.facts.statements import Assign, Statement
from nplint.settings import SettingsTable
from nplint.source import SourceFile, read_source
from nplint.system.process import in_deep_stack
from tests.helpers.own_process import read_facts

HERE = Path(__file__)
STANDARD = Path(sysconfig.get_paths()["stdlib"])
# Files with much of the grammar in them: patterns, decorators, f-strings, comprehensions.
SAMPLES = [
    "ast.py",
    "dataclasses.py",
    "enum.py",
    "inspect.py",
    "typing.py",
    "asyncio/base_events.py",
    "test/test_patma.py",
    "test/test_generators.py",
    "test/test_decorators.py",
    "test/test_named_expressions.py",
]

EVERYTHING = '''\
#!/usr/bin/env python
"""Docstring with def model( in it."""
from __future__ import annotations
import numpyro, numpyro.distributions as dist
from jax import (random, numpy as jnp)  # comment with ( bracket
x = y = -1, +2j, not True, 0x_ff, 1_0.5e-3, .5, 1., 0b1, 0o7
s = "a" 'b' f"{x!r:>{y}} {{}} {f'{s}'}" rf'{x}\\d' u"é"; t = rb"""c\\"""" b''
def f(a, /, b: int = (1), *args: int, c=f(1), **kw) -> dict[str, int]: return (yield)
async def g():
    async with a as b, c: pass
    async for i, (j, *k) in await h(): await i
    else: x.y[i:j, ::2, ...] = k
    return [(yield i) async for i in z if i if j]
class A(B, metaclass=M, **kw):
    x: int
    y: int = 3; z = 4
    @(lambda f: f)
    @dist.Normal
    def m(self): self.a, self.b[0] = 1, 2; del self.a, self.b
lambda *a, k=(1, 2), **d: (a, k)
{**a, 'b': 1, **{}}; {*a, 1}; (a for b in c for d in e if f); {a: b for c in d}
match command.split():
    case [1, "x", -1.5, None, *_] if x > 1: pass
    case {"k": v, **rest} | Point(x=0, y=(1 | 2) as z): pass
    case (a.b | "c") as d: pass
    case _: pass
try: raise E from e
except* (A, B) as e: pass
else: ...
finally: global q, r
with (open(p) as h, i): pass
if (n := len(a)) > 10 or a < b <= c is not d not in e: n += (1)
elif a: n //= 2
else: n @= m
type_ = match = case = 1
print(match, case, type_)
for t in a, *b: continue
while x: break
assert a, (b)
a if b else c if d else e
((a)(b))((c))[(d)].e
import é, ñ_1
\tif
'''.removesuffix("\tif\n")


def facts_of(text: str) -> ModuleFacts:
    return read_facts(SourceFile(HERE, text))[0]


def assert_places_are_exact(text: str) -> None:
    """Every call and every name stands where libcst's own position provider says."""
    facts = facts_of(text)
    data = text.encode()

    def places() -> dict[type, set[tuple[int, int]]]:
        wrapper = MetadataWrapper(libcst.parse_module(text))
        found: dict[type, set[tuple[int, int]]] = {libcst.Call: set(), libcst.Name: set()}
        in_strings: set[tuple[int, int]] = set()
        for node, span in wrapper.resolve(ByteSpanPositionProvider).items():
            start = len(data[: span.start].decode())
            end = len(data[: span.start + span.length].decode())
            if isinstance(node, (libcst.FormattedString, libcst.TemplatedString)):
                in_strings.add((start, end))
            if type(node) in found:
                found[type(node)].add((start, end))
        for kind, spans in found.items():
            found[kind] = {
                span for span in spans
                if not any(s < span[0] and span[1] < e for s, e in in_strings)
            }  # fmt: skip
        return found

    expected = in_deep_stack(places)
    calls = {(call.start, call.end) for call in facts.calls}
    assert expected[libcst.Call] <= calls
    names = {(name.start, name.end) for found in facts.reads.values() for name in found}
    strings = {span for span in names | calls if text[span[0] : span[1]][-1:] in "\"'"}
    assert calls - strings == expected[libcst.Call]
    assert names - strings <= expected[libcst.Name]
    for found in facts.reads.values():
        for name in found:
            assert text[name.start : name.end] == name.id or (name.start, name.end) in strings


@pytest.mark.parametrize("name", SAMPLES)
def test_places_in_the_standard_library(name: str) -> None:
    path = STANDARD / name
    if not path.exists():  # some distributions leave the tests out
        path = STANDARD / "ast.py"
    assert_places_are_exact(read_source(path, path.read_bytes()).text)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_places_of_every_construct(ending: str) -> None:
    assert_places_are_exact(EVERYTHING.replace("\n", ending))


NAMES = some.sampled_from(["a", "model", "dist", "é", "_x1"])
ATOMS = some.one_of(
    NAMES,
    some.integers(0, 10**6).map(str),
    some.floats(0, 1e6).map(repr),
    some.text("ab'\"\\#({é", max_size=6).map(repr),
    some.text("ab#(", max_size=4).map(lambda t: f'f"{t}{{a}}"'.replace("{t}", t)),
    some.sampled_from(["None", "...", '"""a"b"""', "b'x'", "rb'\\d'"]),
)
EXPRESSIONS = some.recursive(
    ATOMS,
    lambda inner: some.one_of(
        some.tuples(inner, inner).map(lambda p: f"({p[0]}) + {p[1]}"),
        some.tuples(NAMES, inner, inner).map(lambda p: f"{p[0]}.b({p[1]}, k = {p[2]}, *a)"),
        inner.map(lambda e: f"-({e})"),
        some.tuples(inner, inner).map(lambda p: f"[{p[0]}, *({p[1]},)]"),
        some.tuples(inner, inner).map(lambda p: f"({p[0]} if a else {p[1]})"),
        some.tuples(NAMES, inner).map(lambda p: f"(lambda {p[0]}=1: {p[1]})"),
        some.tuples(inner, NAMES).map(lambda p: f"{{{p[0]} for {p[1]} in a if b}}"),
        inner.map(lambda e: f"a[{e}:, {e}]  # ) {e!r}"[: len(e) * 2 + 7]),
    ),
    max_leaves=12,
)


@given(some.lists(EXPRESSIONS, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_places_in_generated_code(expressions: list[str]) -> None:
    lines = [f"x{i} = \\\n  {e}  # (" for i, e in enumerate(expressions)]
    text = "\n".join(lines).replace("\\\n  ", "") + "\n"
    try:
        libcst.parse_module(text)
    except libcst.ParserSyntaxError:
        return
    assert_places_are_exact(text)


def test_strings_the_scanner_cannot_tell_are_placed_by_the_tree() -> None:
    text = 'f(f"{a["k"]}{b("x")}")\ng(1)\n'  # PEP 701: the same quotes inside
    facts = facts_of(text)
    assert [text[c.start : c.end] for c in facts.calls if c.start in (0, 23)] == [
        'f(f"{a["k"]}{b("x")}")',
        "g(1)",
    ]


def test_bindings_know_their_branches() -> None:
    facts = facts_of("a = 1\nif x:\n    a = 2\nelse:\n    a = 3\n")
    first, second, third = facts.scope.bindings["a"]
    assert first.block is None
    assert second.block is not None and second.block[0] <= second.start < second.block[1]
    assert third.block is not None and third.block != second.block


def test_operators_are_flattened_and_numbers_are_constants() -> None:
    facts = facts_of("x = 1 + a + -2\n")
    (statement,) = facts.body
    assert isinstance(statement, Assign)
    value = statement.value
    assert value is not None
    assert [type(part) for part in children(value)] == [Constant, Name, Constant]
    assert isinstance(children(value)[2], Constant)


def deep(expr: Expr) -> int:
    return 1 + max((deep(child) for child in children(expr)), default=0)


def test_deep_expressions_are_kept_shallow() -> None:
    facts = facts_of("x = " + "(1, " * 500 + "2" + ")" * 500 + "\n")
    (statement,) = facts.body
    assert isinstance(statement, Assign)
    assert statement.value is not None
    assert deep(statement.value) < sys.getrecursionlimit() / 4


def test_nesting_the_parser_cannot_take_is_refused_with_its_place() -> None:
    start = "a = 1\nx = "
    with pytest.raises(Unparsable) as caught:
        facts_of(start + "(" * 5000 + ")" * 5000 + "\n")
    assert caught.value.offset > len(start)


def test_each_file_is_parsed_and_walked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "priors.py": "import numpyro.distributions as dist\nP = dist.Normal(0, 1)\n",
        "model.py": "import numpyro\nfrom priors import P\ndef model(): numpyro.sample('x', P)\n",
        "run.py": "from model import model\nimport settings\nmodel()\n",
        "settings.py": "N = 4\n",
        "unrelated.py": "x = 1\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    parsed: list[str] = []
    walked: list[Path] = []
    module = convert_statements.Converter.module
    parse_checked = libcst_tree.parse_checked

    def counting_parse(text: str) -> Node:
        parsed.append(text)
        return parse_checked(text)

    def counting_walk(self: convert_statements.Converter, node: Node) -> None:
        walked.append(self.facts.path)
        module(self, node)

    monkeypatch.setattr(libcst_tree, "parse_checked", counting_parse)
    monkeypatch.setattr(convert_statements.Converter, "module", counting_walk)
    engine.check([tmp_path], SettingsTable(isolated=True))
    assert sorted(parsed) == sorted(set(parsed))
    assert "x = 1\n" not in parsed
    assert len(walked) == len(set(walked)) == len(parsed)


def test_each_node_is_visited_once() -> None:
    text = (STANDARD / "enum.py").read_text()
    facts = ModuleFacts(HERE)

    class Counting(convert_statements.Converter):
        visits = 0

        def expression(self, node: Node) -> Expr:
            self.visits += 1
            return super().expression(node)

        def statement(self, node: Node) -> Statement:
            self.visits += 1
            return super().statement(node)

    converter = Counting(text, facts, read.scan(text))
    converter.module(in_deep_stack(lambda: parse(text)))

    class Counter(libcst.CSTVisitor):
        nodes = 0

        def on_visit(self, node: libcst.CSTNode) -> bool:
            self.nodes += isinstance(node, (libcst.BaseExpression, libcst.BaseSmallStatement))
            return True

    counter = Counter()
    libcst.parse_module(text).visit(counter)
    assert 0 < converter.visits <= counter.nodes * 1.1
    assert len({id(call) for call in facts.calls}) == len(facts.calls)
    assert all(isinstance(call, Call) for call in facts.calls)
