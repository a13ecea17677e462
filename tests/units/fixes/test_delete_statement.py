"""What goes with a statement that is deleted, and what stays."""

from __future__ import annotations

import pytest

from tests.helpers.programs import SHORT_HEAD, check

PROGRAM = """
from numpyro.infer import SVI, Trace_ELBO
from numpyro.optim import Adam
def model(y):
    numpyro.sample("y", dist.Normal(), obs=y)
def guide(y):
BODY
SVI(model, guide, Adam(0.1), Trace_ELBO()).run(key, 1, y)
"""

SITE = 'numpyro.sample("y", dist.Normal(), obs=y)'
MARK = "  # NPL401"
FOUND = SITE + MARK
BODIES = {
    "all there is": (FOUND, "pass"),
    "all behind the docstring": (f'"""None."""\n{FOUND}', '"""None."""'),
    "one of two": (f"x = 1\n{FOUND}", "x = 1"),
    "one with its comments": (f"x = 1\n# seen\n{SITE}  # here{MARK}", "x = 1"),
    "all of a branch": (f"if y:\n    {FOUND}\nelse:\n    pass", "if y:\n    pass\nelse:\n    pass"),
    "one of a branch": (f"if y:\n    x = 1\n    {FOUND}", "if y:\n    x = 1"),
    "all of plates": (
        f'x = 1\nwith numpyro.plate("a", 2):\n    with numpyro.plate("b", 3):\n        {FOUND}',
        "x = 1",
    ),
    "all of the inner plate": (
        f'with numpyro.plate("a", 2):\n    x = 1\n    with numpyro.plate("b", 3):\n        {FOUND}',
        'with numpyro.plate("a", 2):\n    x = 1',
    ),
    "one of a plate": (
        f'with numpyro.plate("a", 2):\n    {FOUND}\n    x = 1',
        'with numpyro.plate("a", 2):\n    x = 1',
    ),
    "a plate in a branch": (
        f'if y:\n    with numpyro.plate("a", 2):\n        {FOUND}',
        "if y:\n    pass",
    ),
    "one of a line": (f"x = 1; {FOUND}", f"x = 1; {FOUND}"),
    "one that is used": (f"x = {FOUND}", f"x = {FOUND}"),
}


def program(body: str) -> str:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    return PROGRAM.replace("BODY", lines)


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_an_observed_site_goes_out_of_a_guide(what: str, newline: str) -> None:
    before, after = map(program, BODIES[what])
    check("NPL401", before, after, unsafe=True, head=SHORT_HEAD, newline=newline)
