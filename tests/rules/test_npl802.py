"""NPL802: a name that a release of JAX does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

import nplint
from nplint.settings import SettingsTable
from tests.helpers.programs import check

HEAD = "import numpyro\n"
NEWEST = "0.22.0"
GONE = "import jax\njax.tree_map(len, [])"
GONE_BEFORE = "import jax\njax.ops.index_update"
LATE = "import jax.numpy as jnp\njnp.concat([])"


@pytest.mark.parametrize(
    ("program", "requirements"),
    [
        (f"{GONE}  # NPL802", ""),
        (GONE, "numpyro==0.15.2"),
        (f"{GONE}  # NPL802", "numpyro==0.22.0"),
        (GONE, "numpyro==0.22.0\njax==0.4.20"),
        (GONE, "jax<0.5"),
        # A name that came later is told only to who promises an older release.
        (LATE, ""),
        (LATE, "jax"),
        (f"{LATE}  # NPL802", "jax>=0.4.20"),
        (f"{LATE}  # NPL802", "jax>=0.4.20\nnumpyro>=0.15"),
        (LATE, "jax>=0.4.20\nnumpyro>=0.18"),  # which asks for 0.4.25
        # Of a release between two known ones only that is said which holds on both.
        (LATE, "jax==0.4.24"),
        # Nothing was seen of releases that old.
        (GONE, "jax==0.2.8"),
        (GONE_BEFORE, "numpyro==0.8.0"),
        (f"{GONE_BEFORE}  # NPL802", "numpyro==0.9.2"),
    ],
)
def test_the_target_decides(program: str, requirements: str, tmp_path: Path) -> None:
    written = f"\n--- requirements.txt\n{requirements}" if requirements else ""
    check("NPL8", program + written, head=HEAD, target=None, folder=tmp_path)
    check("NPL3", program + written, head=HEAD, target=None, folder=tmp_path)


@pytest.mark.parametrize(
    ("program", "message", "requirements"),
    [
        (
            GONE,
            "`jax.tree_map` raises AttributeError on JAX 0.10.2: 0.5.3 still had it "
            "(numpyro>=0.20 in requirements.txt allows JAX 0.10.2)",
            "numpyro>=0.20",
        ),
        (
            LATE,
            "`jax.numpy.concat` raises AttributeError on JAX 0.4.20: 0.4.26 has it "
            "(jax>=0.4.20 in requirements.txt allows 0.4.20)",
            "jax>=0.4.20",
        ),
    ],
)
def test_messages_say_since_when_and_why(
    program: str, message: str, requirements: str, tmp_path: Path
) -> None:
    text = f"{program}  # NPL802: {message}\n--- requirements.txt\n{requirements}"
    check("NPL8", text, head=HEAD, target=None, folder=tmp_path)


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        (
            "import jax\njax.linear_util  # NPL802",
            "JAX says to use `jax.extend.linear_util` instead.",
        ),
        (
            "from jax.experimental.optimizers import adam, nothing  # NPL802",
            "It is `jax.example_libraries.optimizers` now; nplint does not write it: "
            "no other name takes the place of `nothing`.",
        ),
        (
            "import jax.experimental.optimizers  # NPL802",
            "It is `jax.example_libraries.optimizers` now; nplint does not write it: "
            "the module's name may be used all over the file.",
        ),
    ],
)
def test_what_takes_the_place_of_a_name_is_told(line: str, advice: str) -> None:
    (finding,) = check("NPL8", line, head=HEAD, target=None, help=advice)
    assert finding.fix is None


@pytest.mark.parametrize(
    "program",
    [
        "import jax.numpy as jnp\njnp.finfo(float), jnp.shape(1), jnp.floating\n",
        "from jax.experimental import sparse\nsparse.BCOO\n",
        "import jax\ntree_map = jax.tree.map if hasattr(jax, 'tree') else jax.tree_map\n",
        "from jax import test_util\ntest_util.check_grads\n",
        "import jax\njax.tree_map = jax.tree_util.tree_map\njax.tree_map(len, [])\n",
    ],
)
def test_a_name_that_is_there_or_asked_for(program: str, tmp_path: Path) -> None:
    for codes in ("NPL3", "NPL8"):
        check(codes, program, head=HEAD, target=None, folder=tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "import jax\nx = jax . tree_map(f, y)  # NPL802\n",
            "import jax\nx = jax.tree_util.tree_map(f, y)\n",
        ),
        ("import jax as J\nJ.tree_map  # NPL802\n", "import jax as J\nJ.tree_util.tree_map\n"),
        (
            "import jax.numpy as jnp\njnp.round_(x)  # NPL802\n",
            "import jax.numpy as jnp\njnp.round(x)\n",
        ),
        (
            """
            def f():
                from jax import tree_map as t, jit  # NPL802
                return t, jit
            """,
            """
            def f():
                from jax import jit
                from jax.tree_util import tree_map as t
                return t, jit
            """,
        ),
        ("from jax.config import config  # NPL802\n", "from jax import config\n"),
        (
            "import jax\nfrom jax.extend import backend\njax.clear_backends()  # NPL802\n",
            "import jax\nfrom jax.extend import backend\nbackend.clear_backends()\n",
        ),
    ],
)
def test_the_edits_are_no_larger_than_needed(before: str, after: str) -> None:
    check("NPL8", before, after, target=NEWEST, head=HEAD)


def test_an_import_becomes_two_with_the_line_ends_of_the_file() -> None:
    before = "from jax import numpy as jnp, tree_map  # both  # NPL802\n"
    after = "from jax import numpy as jnp  # both\nfrom jax.tree_util import tree_map\n"
    check("NPL8", before, after, target=NEWEST, head=HEAD, newline="\r\n")


@pytest.mark.parametrize(
    "before, after",
    [
        (
            "from jax import jit, tree_leaves, tree_map  # NPL802  # NPL802",
            "from jax import jit\nfrom jax.tree_util import tree_leaves, tree_map",
        ),
        (
            "from jax.tree_util import tree_leaves\nfrom jax import jit, tree_map  # NPL802",
            "from jax.tree_util import tree_leaves, tree_map\nfrom jax import jit",
        ),
        # What another import binds in between would win.
        (
            "from jax.tree_util import tree_leaves\nfrom other import tree_map\n"
            "from jax import jit, tree_map  # NPL802",
            "from jax.tree_util import tree_leaves\nfrom other import tree_map\n"
            "from jax import jit\nfrom jax.tree_util import tree_map",
        ),
        # Later imports come too late.
        (
            "from jax import jit, tree_map  # NPL802\ntree_map(jit)\n"
            "from jax.tree_util import tree_leaves",
            "from jax import jit\nfrom jax.tree_util import tree_map\ntree_map(jit)\n"
            "from jax.tree_util import tree_leaves",
        ),
    ],
)
def test_a_name_joins_an_import_of_its_new_module(before: str, after: str) -> None:
    check("NPL8", before, after, target=NEWEST, head=HEAD)


def test_an_import_that_the_file_ends_with_becomes_two() -> None:
    path = Path("/no-such-folder/program.py")
    table = SettingsTable(select=("NPL8",), target_numpyro=NEWEST, isolated=True)
    before = "import numpyro\nfrom jax import jit, tree_map"
    (change,) = nplint.fix([path], table, texts={path: before.encode()}).changes
    after = "import numpyro\nfrom jax import jit\nfrom jax.tree_util import tree_map"
    assert change.new_text == after


@pytest.mark.parametrize(
    "program",
    [
        # Several lines, several statements on one, a module whose name is used all over.
        "from jax import (\n    numpy,\n    tree_map,  # NPL802\n)\n",
        "from jax import numpy, \\\n    tree_map  # NPL802\n",
        "from jax import numpy, tree_map; numpy.zeros(3)  # NPL802\n",
        "import jax.experimental.stax  # NPL802\njax.experimental.stax.Dense(1)  # NPL802\n",
        # No name leads there, or it is another, or not yet one.
        "import jax\njax.clear_backends()  # NPL802\n",
        "from jax import core, numpy\ncore.UnexpectedTracerError  # NPL802\n",
        "from jax import core, errors\nerrors = None\ncore.UnexpectedTracerError  # NPL802\n",
        "from jax import core, errors\ndef f(errors):\n    core.UnexpectedTracerError  # NPL802\n",
        "from jax import core\ncore.UnexpectedTracerError  # NPL802\nfrom jax import errors\n",
    ],
)
def test_no_fix_where_it_could_be_wrong(program: str) -> None:
    check("NPL8", program, program, unsafe=True, target=NEWEST, head=HEAD)


def test_names_of_one_family_are_repaired_alike() -> None:
    names = ("map(print, x)", "leaves(x)", "flatten(x)", "unflatten(x, x)", "structure(x)")
    before = "\n".join(f"print(jax.tree_{name})  # NPL802" for name in names)
    after = "\n".join(f"print(jax.tree_util.tree_{name})" for name in names)
    head = "import jax\nimport numpyro\nx = []\n"
    check("NPL802", before, after, head=head)


@pytest.mark.parametrize(
    "name, method",
    [("update", "set"), ("add", "add"), ("mul", "multiply"), ("min", "min"), ("max", "max")],
)
@pytest.mark.parametrize(
    "given, instead",
    [
        ("(x, 0, 1.0)", "x.at[0].METHOD(1.0)"),
        ("(x.y, jax.ops.index[0, :2], 1.0)", "x.y.at[0, :2].METHOD(1.0)"),
        ("(f(x), i, 1.0)", "(f(x)).at[i].METHOD(1.0)"),
        ("(x, idx=0, y=1.0)", "x.at[index].METHOD(value)"),
        ("(x, 0)", "x.at[index].METHOD(value)"),
        (f"(x, {'1' * 60}, 1.0)", f"x.at[{'1' * 60}].METHOD(1.0)"),
        (f"(x, {'1' * 61}, 1.0)", "x.at[index].METHOD(value)"),
        ("", "x.at[index].METHOD(value)"),
    ],
)  # fmt: skip
def test_an_update_of_an_array_is_written_by_at(
    name: str, method: str, given: str, instead: str
) -> None:
    text = f"import jax\ny = jax.ops.index_{name}{given}"
    index = text.replace("jax.ops.index[", "INDEX[")
    mark = "  # NPL802" + "  # NPL802" * (index != text)
    found = check("NPL802", text + mark, head=HEAD, target=NEWEST)
    assert any(instead.replace("METHOD", method) in line for each in found for line in each.help)
