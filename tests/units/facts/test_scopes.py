"""Scopes and their bindings, as they are kept and as they show themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplint.facts.read_facts import read_facts
from nplint.facts.scopes import Binding, ModuleFacts
from nplint.source import SourceFile

TEXT = """\
class A(b):
    c: int
    def f(self, d=1): self.e = d
g = [h for h in i]
"""


def facts(text: str) -> ModuleFacts:
    return read_facts(SourceFile(Path("m.py"), text))[0]


def bindings(text: str, name: str = "a") -> list[Binding]:
    return facts(text).scope.bindings[name]


@pytest.mark.parametrize(
    "text, kind, path",
    [
        ("a = b", "assign", ()),
        ("a, c = b", "assign", (0,)),
        ("c, a = b", "assign", (1,)),
        ("c, (d, a) = b", "assign", (1, 1)),
        ("[c, a] = b", "assign", (1,)),
        ("*a, c = b", "assign", (None, None)),
        ("c, *d, a = b", "assign", (None,)),
        ("a: int = b", "assign", ()),
        ("a: int", "annotation", ()),
        ("a += b", "augment", ()),
        ("(a := b)", "assign", ()),
        ("for a in b: pass", "loop", ()),
        ("for c, a in b: pass", "loop", (1,)),
        ("with b as a: pass", "with", ()),
        ("import a", "import", ()),
        ("import a.b", "import", ()),
        ("import a as a", "import", ()),
        ("from b import a", "import", ()),
        ("from b import a as a", "import", ()),
        ("def a(): pass", "function", ()),
        ("class a: pass", "class", ()),
        ("del a", "delete", ()),
        ("try: pass\nexcept b as a: pass", "other", ()),
        ("match b:\n    case a: pass", "other", ()),
        ("match b:\n    case c(d=a): pass", "other", ()),
        ("match b:\n    case [c, *a]: pass", "other", ()),
        ("match b:\n    case {'c': 1, **a}: pass", "other", ()),
        ("match b:\n    case 1 as a: pass", "other", ()),
        ("type a = b", "other", ()),
    ],
)
def test_a_name_is_bound(text: str, kind: str, path: tuple[int | None, ...]) -> None:
    (found,) = bindings(text + "\n")
    assert (found.kind, found.path) == (kind, path)
    assert text[found.start] == "a"


@pytest.mark.parametrize(
    "text, kind",
    [
        ("def f(a, /): pass", "positional"),
        ("def f(a): pass", "either"),
        ("def f(*, a): pass", "keyword"),
        ("def f(*b, a): pass", "keyword"),
        ("def f(*a): pass", "*"),
        ("def f(**a): pass", "**"),
        ("f = lambda a: 1", "either"),
        ("f = lambda *, a=1: 1", "keyword"),
        ("async def f(a=1): pass", "either"),
    ],
)
def test_a_parameter_is_of_its_kind(text: str, kind: str) -> None:
    (function,) = facts(text + "\n").functions
    found = next(each for each in function.parameters if each.name == "a")
    assert found.kind == kind
    (bound,) = function.scope.bindings["a"]
    assert (bound.kind, bound.parameter) == ("parameter", found)


def test_names_of_outer_scopes() -> None:
    (outer, inner) = sorted(
        facts("def f():\n    global a\n    def g():\n        nonlocal b\n").functions,
        key=lambda each: each.start,
    )
    assert outer.scope.outer_names == {"a": "global"}
    assert inner.scope.outer_names == {"b": "nonlocal"}


@pytest.mark.parametrize(
    "mark, has_cells",
    [
        ("# %%", True), ("#%%", True), ("# In[1]:", True), ("# In [2]:", True), ("#In[3]", True),
        ("@app.cell\ndef _(): pass", True), ("@app.cell(hide=True)\ndef _(): pass", True),
        ("x = 1\n# %% two", True),
        ("# %", False), ("# Inside", False), ("@app.cells\ndef _(): pass", False),
        ("x = 1  # %%", False), ("#  %%", False),
    ],
)  # fmt: skip
def test_a_file_with_cells(mark: str, has_cells: bool) -> None:
    assert facts(f"{mark}\n").has_cells is has_cells


def test_they_show_themselves() -> None:
    module = facts(TEXT)
    (definition,) = module.classes
    (function,) = module.functions
    (store,) = module.stores
    (bound,) = module.scope.bindings["g"]
    assert repr(module) == "<ModuleFacts m.py>"
    assert repr(module.scope) == "<Scope module of m.py>"
    assert repr(function.scope) == "<Scope function f of m.py>"
    assert repr(definition.scope) == "<Scope class A of m.py>"
    assert repr(function.parameters[1]) == "<Parameter d at 39-40>"
    assert repr(bound) == f"<Binding assign at {TEXT.index('g =')}>"
    assert repr(store).startswith("<Store <Attribute")
    assert repr(store).endswith(" in <Scope function f of m.py>>")
    assert repr(function).startswith("<Function f at m.py:")
    assert repr(definition).startswith("<Class A at m.py:0-")
    assert repr(module.body[0]) == f"<ClassDef at 0-{TEXT.index('g =') - 1}>"
    assert repr(definition.bases[0]) == "<Argument b at 8-9>"


@pytest.mark.parametrize(
    "text, home",
    [
        ("def f():\n    global a\n    a = 1", "module"),
        ("def f():\n    global a\n    [(a := b) for b in c]", "module"),
        ("def f():\n    [(a := b) for b in c]", "function"),
        ("def f():\n    a = 1\n    def g():\n        nonlocal a\n        a = 2", "function"),
        ("def f():\n    a = 1\n    def g():\n        def h():\n            nonlocal a\n"
         "            a = 2", "function"),
        ("[a for a in b]", "comprehension"),
        ("class f:\n    a = 1", "class"),
        ("[(a := b) for b in c]", "module"),
    ],
)  # fmt: skip
def test_the_scope_that_a_name_is_bound_in(text: str, home: str) -> None:
    module = facts(text + "\n")
    scopes = [module.scope, *(each.scope for each in module.functions)]
    scopes += [each.scope for each in module.classes]
    scopes += [each.scope for reads in module.reads.values() for each in reads]
    homes = {scope.kind for scope in scopes if "a" in scope.bindings}
    assert homes == {home}


@pytest.mark.parametrize(
    "text, kinds",
    [
        ("[1 for b in a]", ["module"]),
        ("[1 for b in c for d in a]", ["comprehension"]),
        ("[1 for b in c if a]", ["comprehension"]),
        ("[a for b in c]", ["comprehension"]),
        ("{a: a for b in a}", ["comprehension", "comprehension", "module"]),
        ("def f(b=a): pass", ["module"]),
        ("def f(b: a): pass", ["module"]),
        ("def f(): a", ["function"]),
        ("@a\ndef f(): pass", ["module"]),
        ("class f(a): pass", ["module"]),
        ("class f: a", ["class"]),
        ("class f:\n    def g(self): a", ["function"]),
        ("lambda b=a: 1", ["module"]),
        ("lambda: a", ["function"]),
    ],
)
def test_the_scope_that_a_name_is_read_in(text: str, kinds: list[str]) -> None:
    assert sorted(each.scope.kind for each in facts(text + "\n").reads["a"]) == kinds


@pytest.mark.parametrize(
    "text, module, name, bound, renamed",
    [
        ("import a", "a", None, "a", False),
        ("import a.b", "a.b", None, "a", False),
        ("import a.b as c", "a.b", None, "c", True),
        ("from a import b", "a", "b", "b", False),
        ("from a.b import c as d", "a.b", "c", "d", True),
        ("from . import b", ".", "b", "b", False),
        ("from .a import b", ".a", "b", "b", False),
        ("from ..a.b import c", "..a.b", "c", "c", False),
        ("from ... import c as d", "...", "c", "d", True),
        ("from a import *", "a", "*", None, False),
        ("from a import (b)", "a", "b", "b", False),
        ("from a import (\n    b as c,\n)", "a", "b", "c", True),
    ],
)
def test_what_an_import_brings(
    text: str, module: str, name: str | None, bound: str | None, renamed: bool
) -> None:
    found = facts(f"{text}\n")
    (imported,) = found.imports
    assert (imported.module, imported.name) == (module, name)
    assert (imported.bound, imported.renamed) == (bound, renamed)
    statement = found.body[0]
    assert (statement.start, statement.end) == (0, len(text))
    written = text[imported.start : imported.end]
    expected = text.removeprefix("import ").rpartition(" import ")[2]
    assert written == expected.strip("(), \n")


@pytest.mark.parametrize(
    "text",
    ["class a: z", "class a(): z", "class a(b): z", "class a(b, c=d): z",
     "class a[b](c): z", "class a(*b): z", "def a(): z", "def a(b): z",
     "def a() -> b: z", "def a[b](c): z", "if a: z",
     "for a in b: z", "while a: z",
     "with a: z", "with (a as b, c): z", "try: z\nfinally: z",
     "match a:\n    case b: z", "return_ = 1", "del a, b", "raise a from b", "assert a, b",
     "global a", "a = b = c", "a: b = c", "a += b", "import a, b", "from a import (b, c)", "a; ",
     "@a\nclass b: z", "@a\n@b(c)\ndef d(): z", "type a = b"],
)  # fmt: skip
def test_a_statement_ends_where_it_does(text: str) -> None:
    first = facts(f"{text}\nlast = 1\n").body[0]
    assert text[first.start : first.end] == text.rstrip("; ")
