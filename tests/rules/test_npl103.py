"""NPL103: params of one name for latents of several."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import guide, model

SHARED = """
for i in range(3):
    loc = numpyro.param({param}, 0.0){mark}
    numpyro.sample({latent}, {distribution}{more})
"""


@pytest.mark.parametrize(
    "param, latent, renamed",
    [
        ('"loc"', 'f"m{i}"', 'f"loc_{i}"'),
        ("'loc'", 'f"m{i}"', "f'loc_{i}'"),
        ('r"loc"', 'f"m{i}"', None),
        ("LOC", 'f"m{i}"', None),
        ('"loc"', '"m" + str(i)', None),
        ('"loc"', 'f"m{i + 1}"', None),
        ('"loc"', 'f"m{y}"', 'f"loc_{y}"'),
        ('"loc"', 'f"m{i}{y}"', None),
        ('"loc"', "name + str(i)", None),
    ],
)
def test_a_param_gets_the_variable_of_the_latents_name(
    param: str, latent: str, renamed: str | None
) -> None:
    message = "…all latent sites that `guide` makes here share 'loc': …"
    mark = f"  # NPL103 `numpyro.param({param}, 0.0)`: {message}"
    kept = {"latent": latent, "distribution": "dist.Normal(loc, 0.1)", "more": ""}
    constant = 'LOC = "loc"\n' if param == "LOC" else ""
    before, after = (
        f"{constant}{guide(SHARED.format(param=each, mark=its, **kept))}"
        for each, its in ((param, mark), (renamed or param, "" if renamed else mark))
    )
    check("NPL103", before, after, unsafe=True)


@pytest.mark.parametrize(
    "latent, distribution, more",
    [
        ('"one"', "dist.Normal(loc, 0.1)", ""),
        ('f"m{i}"', "dist.Normal(loc, 0.1)", ", obs=y"),
        ('f"m{i}"', "dist.Normal(loc + y[i], 0.1)", ""),
        ('f"m{i}"', "dist.Normal(loc + i, 0.1)", ""),
        ('f"m{i}"', "dist.Normal(0.0, 0.1)", ""),
        ('f"m{i}"', 'dist.Normal(loc, numpyro.sample("s", dist.HalfNormal()))', ""),
        ('f"m{i}"', 'dist.Normal(loc, numpyro.param(f"s{i}", 1.0))', ""),
    ],
)
def test_latents_whose_params_are_meant_to_be_one(
    latent: str, distribution: str, more: str
) -> None:
    loop = SHARED.format(
        param='"loc"', latent=latent, distribution=distribution, more=more, mark=""
    )
    check("NPL103", guide(loop))
    check("NPL103", model(loop))


def test_all_params_of_a_latent_are_told_of_and_repaired() -> None:
    program = guide("""
for i in range(2):
    for j in range(3):
        loc = numpyro.param("loc", 0.0)  # NPL103: …share 'loc' and 'scale': …
        scale = numpyro.param('scale', 1.0)
        numpyro.sample(f"m{j}", dist.Normal(loc, scale))
""")
    repaired = program.replace('"loc"', 'f"loc_{j}"').replace("'scale', 1", "f'scale_{j}', 1")
    mark = "  # NPL103: …share 'loc' and 'scale': …"
    check("NPL103", program, repaired.replace(mark, ""), unsafe=True)


@pytest.mark.parametrize(
    "lines",
    [
        """
for i in range(2):
    loc = numpyro.param("loc", 0.0)  # NPL103
    for j in range(3):
        numpyro.sample(f"m{j}", dist.Normal(loc, 0.1))
""",
        """
for j, each in enumerate(y):
    loc = numpyro.param("loc", 0.0)  # NPL103
    numpyro.sample(f"m{j}", dist.Normal(loc, 0.1))
""",
        """
j = 0
while j < 3:
    loc = numpyro.param("loc", 0.0)  # NPL103
    numpyro.sample(f"m{j}", dist.Normal(loc, 0.1))
    j += 1
""",
        """
loc = numpyro.param("loc", 0.0)  # NPL103
for j in range(3):
    numpyro.sample(f"m{j}", dist.Normal(loc, 0.1))
""",
    ],
)
def test_a_param_is_not_renamed_where_the_variable_is_not_that_of_a_loop(lines: str) -> None:
    check("NPL103", guide(lines), guide(lines), unsafe=True)


HELPER = """
def one(called):
    numpyro.sample(f"{called}", dist.Normal(numpyro.param("loc", 0.0), 0.1))MARK
"""


@pytest.mark.parametrize("calls", ['one("a")\none("b")', "for each in y: one(each)"])
def test_a_helper_makes_several_latents_where_it_is_called_several_times(calls: str) -> None:
    before = HELPER.replace("MARK", "  # NPL103") + guide(calls)
    after = HELPER.replace("MARK", "").replace('"loc"', 'f"loc_{called}"') + guide(calls)
    check("NPL103", before, after, unsafe=True)


@pytest.mark.parametrize(
    "calls",
    [
        'one("a")',
        'if y: one("a")\nelse: one("b")',
        'with handlers.scope(prefix="a"): one("a")\nwith handlers.scope(prefix="b"): one("b")',
    ],
)
def test_a_helper_that_makes_one_latent(calls: str) -> None:
    check("NPL103", HELPER.replace("MARK", "") + guide(calls))


READERS = {
    "what was trained": 'print(result.params["loc"])',
    "a start": "init = {'loc': 1.0}",
    "a start by keyword": "init = dict(loc=1.0)",
    "a list of names": 'for name in ["loc"]: print(result.params[name])',
    "a name that it would get": "print(result.params['loc_1'])",
    "an f-string": 'numpyro.param(f"loc_{x}", 0.0)',
}


@pytest.mark.parametrize("what", READERS)
def test_a_param_that_is_read_by_its_name_keeps_it(what: str) -> None:
    latent = SHARED.format(
        param='"loc"', latent='f"m{i}"', distribution="dist.Normal(loc, 1)", more="", mark="{}"
    )
    program = guide(latent.format("  # NPL103", i="{i}")) + READERS[what]
    help_ = "…because 'loc' is read elsewhere, by its name."
    check("NPL103", program, program, unsafe=True, help=help_)
