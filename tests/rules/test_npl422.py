"""NPL422: arguments that a guide cannot take, params that nothing reads."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

MODEL = """
import elsewhere
def model(x, y=None, *, scale=1.0):
    loc = numpyro.sample("loc", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(loc * x, scale), obs=y)
"""
SITE = '    numpyro.sample("loc", dist.Normal(0.0, 1.0))\n'
RUN = "SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, x, y, scale=2.0)\n"


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("x, *, scale", "…it takes 1 by position, not 2"),
        ("x, y", "…it takes no `scale`"),
        ("x, y, z, **rest", "…it needs `z`, which is not given"),
    ],
)
def test_arguments_that_do_not_fit(parameters: str, said: str) -> None:
    check("NPL422", f"{MODEL}\ndef guide({parameters}):  # NPL422 `guide`: {said}\n{SITE}{RUN}")


@pytest.mark.parametrize("parameters", ["x, y, scale", "*args, **kwargs", "x, y=None, **rest"])
def test_arguments_that_fit(parameters: str) -> None:
    check("NPL422", f"{MODEL}\ndef guide({parameters}):\n{SITE}{RUN}")


def test_arguments_that_are_not_all_seen() -> None:
    guide = f"{MODEL}\ndef guide(x):\n{SITE}"
    check("NPL422", guide + RUN.replace("x, y, scale=2.0", "*data"))
    check("NPL422", guide + RUN.replace("x, y, scale=2.0", "x").replace("ELBO()", "ELBO(), a=1"))
    check("NPL422", guide.replace("def guide", "@decorated\ndef guide") + RUN)
    check("NPL422", f"{MODEL}\n{guide}" + RUN.replace("x, y, scale=2.0", "x, y, z, scale=2.0"))
    check("NPL422", guide + RUN.replace(".run(key, 9, x, y, scale=2.0)", ""))


PARAM = 'numpyro.param("width", 1.0)'


def test_params_that_nothing_reads() -> None:
    said = "# NPL422: the param 'width' stays at its initial value…"
    for written in (PARAM, f"width = {PARAM}", f"width = other = {PARAM}"):
        check("NPL422", f"{MODEL}\ndef guide(x, y, scale):\n    {written}  {said}\n{SITE}{RUN}")


@pytest.mark.parametrize(
    "lines",
    [
        f"width = {PARAM}\n    return width",
        f"def inner():\n        return width\n    width = {PARAM}\n    inner()",
        f"kept['width'] = {PARAM}",
        f"width, other = {PARAM}, 1",
        f"global width\n    width = {PARAM}",
        f"{PARAM}\n    print({PARAM})",
        f"width = {PARAM}\n    elsewhere.unseen(x)",
    ],
)
def test_params_that_may_be_read(lines: str) -> None:
    check("NPL422", f"{MODEL}\ndef guide(x, y, scale):\n    {lines}\n{SITE}{RUN}")
