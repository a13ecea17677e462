"""What IPython adds to Python is blanked out; all else stays, and every offset."""

from __future__ import annotations

import ast
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nplint.source.magics import blank, is_python, python_of


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("%matplotlib inline", "0"),
        ("!ls -l\nx = 1", "0\nx = 1"),
        ("?numpyro.sample", "0"),
        ("numpyro.sample?", "0"),
        ("numpyro.sample??  \nx", "0\nx"),
        ("*int*?", "0"),
        ("%", "0"),
        ("x = %env HOME", "x = \u01c3"),
        ("a, b = !nproc\ny = a", "a, b = \u01c3\ny = a"),
        (
            "if gpu:\n    !pip install jax[cuda]\nelse:\n    %pip list",
            "if gpu:\n    0\nelse:\n    0",
        ),
        ("!pip install \\\n    numpyro \\\n  jax\nx", "0\n\n\nx"),
        ("x = !ls \\\n   -l\ny", "x = \u01c3\n\ny"),
        ("%%time\nrun()", "0\nrun()"),
        ("\n\n%%capture out\nrun()", "\n\n0\nrun()"),
        ("pip install numpyro\nx = 1", "0\nx = 1"),
        ("cd ~/models", "0"),
        ("%time mcmc.run(key)", "0;    mcmc.run(key)"),
        ("%timeit -n 10 -r 3 f(x)", f"0;{' ' * 17}f(x)"),
        ("%time samples = f(x)", "0;    samples = f(x)"),
        ("samples = %time f(x)", "samples =       f(x)"),
        ("%time for i in x: pass", "0"),
        ("%time", "0"),
        ("%prun -s cumulative f(x)", "0"),
        ("x = 1\r\n!ls\r\ny = 2", "x = 1\r\n0\r\ny = 2"),
        ("x = 1\r!ls\ry = 2", "x = 1\r0\ry = 2"),
        (",f a b\n/f a\n;f a", "0\n0\n0"),
    ],
)
def test_magics_become_statements_or_values(cell: str, code: str) -> None:
    made = python_of(cell)
    assert len(made) == len(cell)
    assert re.sub(r"[ \t]+(?=[\r\n]|$)", "", made) == code
    ast.parse(made)


@pytest.mark.parametrize(
    "cell",
    [
        "x = (a\n% b)",
        "x = [\n  a\n  % b,\n]",
        "x = a \\\n% b",
        "text = '''\n%time\n!ls\nwhat?\n'''",
        'text = """\n?x\n"""  # is it?',
        "x = 1  # what?",
        "x != y",
        "f(x=1, y='=!')",
        "f'{x!r}'",
        "x = '%d' % 3",
        "def f(a, *, b=(1\n% 2)): pass",
        "x %= 3",
        "x = {'a': 1}\n# %time\n",
        "time = 3\npip = 4\nls - l\ncd in dirs\nrun if run else time",
        "await run()",
        "plt.plot(x);",
        "",
        "\n",
    ],
)
def test_python_stays(cell: str) -> None:
    assert python_of(cell) == cell
    assert is_python(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("%%bash\nls", False),
        ("%%html\n<b>", False),
        ("\n\n%%javascript\nx", False),
        ("# in a shell\n%%sh\nls", False),
        ("%%writefile model.py\nx = 1", False),
        ("%%R -i prior\nplot(prior)", False),
        ("%%time\nx", True),
        ("%%timeit -n 3\nx", True),
        ("%%capture\nx", True),
        ("%sql\nselect * from models", False),
        ("%md\n# Title", False),
        ("%md inline", True),
        ("%time\nx", True),
        ("    x = 1\n    y = 2", False),
        ("x = 1", True),
    ],
)
def test_cells_in_other_languages(cell: str, expected: bool) -> None:
    assert is_python(cell) is expected


PIECES = some.sampled_from(
    [
        "%",
        "!",
        "?",
        "\\",
        "'",
        '"',
        "'''",
        '"""',
        "(",
        ")",
        "\n",
        "\r\n",
        "=",
        "#",
        " ",
        "x",
        "%time ",
    ]
)


@given(some.lists(PIECES | some.text(max_size=3), max_size=30).map("".join))
def test_any_text_keeps_its_length_and_lines(cell: str) -> None:
    ends = [match.span() for match in re.finditer(r"[\r\n]", cell)]
    for made in (python_of(cell), blank(cell)):
        assert len(made) == len(cell)
        assert [match.span() for match in re.finditer(r"[\r\n]", made)] == ends
    is_python(cell)
