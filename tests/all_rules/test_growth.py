"""A program twice as large makes twice the work: counted, not timed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest

from nplint.model import program
from tests.all_rules.test_joined import PROGRAMS, text_of
from tests.helpers.growth import calls, excess
from tests.helpers.repeated import repeated
from tests.lanes.programs import Case

FOLDER = Path("/no-such-folder")
# One of each rule, that stands at the top of a module.
SAMPLE = [
    next(case for case in group if "from __future__" not in text_of(case))
    for _, group in groupby(PROGRAMS, lambda case: case.code)
]


def module(case: Case, copies: int) -> dict[Path, str]:
    """A program again and again, in one module, with the names of each copy its own."""
    return {FOLDER / "program.py": repeated(text_of(case), copies)}


def project(copies: int) -> dict[Path, str]:
    """The programs of all rules again and again, in modules that import each other."""
    texts: dict[Path, str] = {}
    before = ""
    for number in range(copies):
        for case in SAMPLE:
            name = f"{case.code.lower()}_{number}"
            last = f"\nfrom {before} import __doc__ as _before\n" if before else ""
            texts[FOLDER / f"{name}.py"] = text_of(case) + last
            before = name
    return texts


def share(files: Callable[[int], dict[Path, str]], copies: int, *, fix: bool = False) -> float:
    """The part of all calls by which the second doubling outdoes the first."""
    calls(files(1), fix=fix)  # what is read once, of the releases, is not to count
    once, twice, fourfold = (calls(files(copies * times), fix=fix) for times in (1, 2, 4))
    return excess(once, twice, fourfold).total() / fourfold.total()


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.label)
def test_a_module_of_many_programs(case: Case) -> None:
    # Measured: .003 to .055. Moving variables had .068 when each looked at all of its module.
    assert share(partial(module, case), 5) < 0.06


@pytest.mark.parametrize("kept", [1, 10_000], ids=["forgetting traces", "keeping traces"])
def test_a_project_of_many_modules(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # A trace that is asked for once more when it is forgotten is followed once more: a project
    # that outgrows what is kept makes that much more work, once.
    monkeypatch.setattr(program, "_RECENT_RUNS", kept)
    # Measured: .004. It was .030 when variables and runs were looked for in every module.
    assert share(project, 1) < 0.01


@pytest.mark.parametrize("code", ["NPL106", "NPL407", "NPL803"])
def test_fixes_of_one_file_that_fit_together(code: str) -> None:
    case = next(case for case in SAMPLE if case.code == code)
    # Measured: .005 to .008. One fix a round has .36.
    assert share(partial(module, case), 5, fix=True) < 0.06


IMPORTS = """
import jax
import numpyro
import numpyro.distributions as dist
"""
KEYS = """
key, key_{0} = jax.random.split(key)
x_{0} = jax.random.normal(key_{0}, (3,))
"""
UPDATES = """
    x = x.at[{0}].set(numpyro.sample("x_{0}", dist.Normal(x[{0}], 1.0)))
"""
METHODS = """
    def model_{0}(self, x):
        loc = numpyro.sample("loc_{0}", dist.Normal(self.mean, self.scale))
        numpyro.sample("obs_{0}", dist.Normal(loc, self.noise), obs=x)
"""
CHOICES = """
    if flag_{0}:
        location = numpyro.sample("loc_{0}", dist.Normal(0.0, 1.0))
    numpyro.sample("obs_{0}", dist.Normal(0.0, 1.0), obs=data[{0}])
"""


@pytest.mark.parametrize(
    ("before", "part"),
    [
        # Measured: .000 to .002. They had .64, .07, .07 and .11.
        pytest.param("key = jax.random.key(0)", KEYS, id="keys"),
        pytest.param("def model(x):", UPDATES, id="updates"),
        pytest.param("class Models:\n    noise: float = 1.0", METHODS, id="methods"),
        pytest.param("def model(data, **flags):", CHOICES, id="choices"),
    ],
)
def test_one_scope_of_many_parts(before: str, part: str) -> None:
    def files(copies: int) -> dict[Path, str]:
        parts = "".join(part.format(number) for number in range(copies))
        return {FOLDER / "program.py": f"{IMPORTS}\n\n{before}\n{parts}"}

    assert share(files, 50) < 0.01
