"""Names that a release lacks are not reported where the author reckons with that."""

from __future__ import annotations

from pathlib import Path

import pytest

import nplint
from nplint.settings import SettingsTable

HEAD = "import jax\nimport numpyro\n"
GUARDED = {
    "early return": """
def f(t):
    if hasattr(jax, "tree"):
        return jax.tree.map(len, t)
    return jax.tree_map(len, t)
""",
    "raise": """
def f(t):
    if not hasattr(jax, "tree_map"):
        raise RuntimeError("too new")
    return jax.tree_map(len, t)
""",
    "assert": """
def f(t):
    assert hasattr(jax, "tree_map")
    return jax.tree_map(len, t)
""",
    "flag of the module": """
OLD = jax.__version__.startswith("0.4")
def f(t):
    if OLD:
        return jax.tree_map(len, t)
""",
    "flag made of a flag": """
VERSION = tuple(map(int, jax.__version__.split(".")))
OLD = VERSION < (0, 4)
NEW = not OLD
def f(t):
    return jax.tree.map(len, t) if NEW else jax.tree_map(len, t)
""",
    "flag of a class": """
class Compat:
    old = not hasattr(jax, "tree")
    def f(self, t):
        return jax.tree_map(len, t) if self.old else None
""",
    "flag set beside an import": """
try:
    from jax import tree
    HAS_TREE = True
except ImportError:
    HAS_TREE = False
def f(t):
    return tree.map(len, t) if HAS_TREE else jax.tree_map(len, t)
""",
    "function that asks": """
def is_old():
    if jax.__version__ < "0.4.26":
        return True
    return False
def f(t):
    if is_old():
        return jax.tree_map(len, t)
""",
    "function called under a test only": """
def _old(t):
    return jax.tree_map(len, t)
def f(t):
    return jax.tree.map(len, t) if hasattr(jax, "tree") else _old(t)
""",
    "an alias of a guarded helper": """
def _old(t):
    return jax.tree_map(len, t)
kept = _old
def f(t):
    return jax.tree.map(len, t) if hasattr(jax, "tree") else kept(t)
""",
    "dir": """
def f(t):
    if "tree_map" in dir(jax):
        return jax.tree_map(len, t)
""",
    "getattr": """
def f(t):
    if getattr(jax, "tree_map", None):
        return jax.tree_map(len, t)
""",
    "skipif": """
import pytest
@pytest.mark.skipif(not hasattr(jax, "tree_map"), reason="gone")
def test_f():
    assert jax.tree_map(len, ["a"]) == [1]
""",
    "skip with a name": """
import pytest
needs_old = pytest.mark.skipif(hasattr(jax, "tree"), reason="gone")
@needs_old
class TestOld:
    def test_f(self):
        assert jax.tree_map(len, ["a"]) == [1]
""",
    "skip of the module": """
import pytest
pytestmark = pytest.mark.skipif(hasattr(jax, "tree"), reason="gone")
def test_f():
    assert jax.tree_map(len, ["a"]) == [1]
""",
    "call of skip": """
import pytest
def test_f():
    if not hasattr(jax, "tree_map"):
        pytest.skip("gone")
    assert jax.tree_map(len, ["a"]) == [1]
""",
    "match": """
match jax.__version_info__:
    case (0, 3, _):
        print(jax.tree_map(len, ["a"]))
""",
    "assertRaises with a function": """
def test_f(self):
    self.assertRaises(AttributeError, lambda: jax.tree_map(len, ["a"]))
""",
}
NOT_GUARDED = {
    "no test": "print(jax.tree_map(len, ['a']))\n",
    "another test": """
import sys
if len(sys.argv) > 1:
    print(jax.tree_map(len, ["a"]))
""",
    "a flag of something else": """
VERBOSE = True
def f(t):
    if VERBOSE:
        return jax.tree_map(len, t)
""",
    "before the test": """
def f(t):
    old = jax.tree_map(len, t)
    if hasattr(jax, "tree"):
        return jax.tree.map(len, t)
    return old
""",
    "a test that lets both go on": """
def f(t):
    if hasattr(jax, "tree"):
        print("new")
    return jax.tree_map(len, t)
""",
    "getattr of an object": """
def f(self, t):
    if getattr(self, "mapping", None):
        return jax.tree_map(len, t)
""",
    "function called elsewhere too": """
def _old(t):
    return jax.tree_map(len, t)
def f(t):
    return jax.tree.map(len, t) if hasattr(jax, "tree") else _old(t)
print(_old(["a"]))
""",
    "match of something else": """
def f(kind, t):
    match kind:
        case "map":
            return jax.tree_map(len, t)
""",
}


USE = 'print(jax.tree_map(len, ["a"]))'
TEST = f"""
def test_f(self):
    if HAS:
        LEAVE
    {USE}
"""
GUARDED |= {
    f"except {error}": f"try:\n    {USE}\nexcept {error}:\n    pass\n"
    for error in ("ImportError", "ModuleNotFoundError", "AttributeError", "TypeError", "Exception",
                  "BaseException", "(ValueError, AttributeError)")
}  # fmt: skip
GUARDED |= {"except": f"try:\n    {USE}\nexcept:\n    pass\n"}
GUARDED |= {
    f"if {test}": f"import inspect, importlib.util\nif {test}:\n    {USE}\n"
    for test in ("hasattr(jax, 'tree_map')", "'tree_map' in dir(jax)", "'tree_map' in vars(jax)",
                 "'tree_map' in jax.__dict__", "inspect.signature(jax.tree_util)",
                 "inspect.getfullargspec(jax.tree_util)", "importlib.util.find_spec('jax.tree')",
                 "TYPE_CHECKING", "jax.__version__ < '0.4'", "jax_version < (0, 4)")
}  # fmt: skip
GUARDED |= {
    f"{leave} before": TEST.replace("HAS", "hasattr(jax, 'tree')").replace("LEAVE", leave)
    for leave in ("pytest.skip()", "self.skipTest()", "pytest.xfail()", "pytest.fail()", "exit()",
                  "sys.exit()", "os._exit(1)", "os.abort()", "return", "raise ValueError")
}  # fmt: skip
GUARDED |= {
    f"with {expected}": f"def test_f(self):\n    with {expected}:\n        {USE}\n"
    for expected in ("pytest.raises(AttributeError)", "pytest.warns(FutureWarning)",
                     "contextlib.suppress(AttributeError)", "self.assertRaises(AttributeError)",
                     "self.assertRaisesRegex(AttributeError, 'a')", "self.assertWarns(Warning)",
                     "self.assertWarnsRegex(Warning, 'a')", "pytest.deprecated_call()")
}  # fmt: skip
NOT_GUARDED |= {
    "except ValueError": f"try:\n    {USE}\nexcept ValueError:\n    pass\n",
    "if len": f"if len(jax.devices()):\n    {USE}\n",
    "if getattr of something else": f"if getattr(other, 'tree_map'):\n    {USE}\n",
    "print before": TEST.replace("HAS", "hasattr(jax, 'tree')").replace("LEAVE", "print()"),
    "skip for another reason": TEST.replace("HAS", "self.slow").replace("LEAVE", "pytest.skip()"),
    "with open": f"with open('a') as file:\n    {USE}\n",
}


def codes(tmp_path: Path, **texts: str) -> list[str]:
    for name, text in texts.items():
        (tmp_path / f"{name}.py").write_text(text)
    result = nplint.check([tmp_path], SettingsTable(isolated=True))
    return [finding.code for finding in result.findings]


@pytest.mark.parametrize("form", GUARDED)
def test_guarded(tmp_path: Path, form: str) -> None:
    assert codes(tmp_path, program=HEAD + GUARDED[form]) == []


@pytest.mark.parametrize("form", NOT_GUARDED)
def test_not_guarded(tmp_path: Path, form: str) -> None:
    assert codes(tmp_path, program=HEAD + NOT_GUARDED[form]) == ["NPL802"]


@pytest.mark.parametrize(
    "use", ["from compat import OLD\nif OLD:", "import compat\nif compat.OLD:"]
)
def test_flag_of_another_module(tmp_path: Path, use: str) -> None:
    compat = f"{HEAD}OLD = not hasattr(jax, 'tree')\nOTHER = len(jax.devices()) > 1\n"
    program = f"{HEAD}{use}\n    print(jax.tree_map(len, ['a']))\n"
    assert codes(tmp_path, compat=compat, program=program) == []
    other = program.replace("OLD", "OTHER")
    assert codes(tmp_path, compat=compat, program=other) == ["NPL802"]
