"""NPL203: plates of one name that are not the same."""

from __future__ import annotations

import textwrap

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import RUN, model

LATENT = 'numpyro.sample("{}", dist.Normal())'
AUTOGUIDE = "SVI(model, AutoNormal(model), optimizer, Trace_ELBO()).run(key, 9, data)\n"


def plate(arguments: str, site: str, mark: str = "") -> str:
    return f"with numpyro.plate({arguments}):{mark}\n    {LATENT.format(site)}"


def indented(text: str) -> str:
    return textwrap.indent(text, "    ")


@pytest.mark.parametrize("runs", [RUN, AUTOGUIDE, "NUTS(model)\n"])
@pytest.mark.parametrize(
    "sizes", [("3", "4"), ("3", "len(jnp.ones(4))"), ("jnp.ones(3).shape[0]", "4")]
)
def test_two_sizes(sizes: tuple[str, str], runs: str) -> None:
    first, second = sizes
    mark = f'  # NPL203 `numpyro.plate("p", {second})`: two plates of `model` … 3 and 4 elements: …'
    program = model(plate(f'"p", {first}', "a"), plate(f'"p", {second}', "b", mark), runs=runs)
    check("NPL203", program, program, help="Give each plate a name of its own; nplint does not,…")


@pytest.mark.parametrize(
    "first, second",
    [
        ('"p", 3, dim=-1', '"p", 3, dim=-2'),
        ('"p", 3', '"p", y.shape[0], dim=-2'),
    ],
)
def test_two_dims_under_an_autoguide(first: str, second: str) -> None:
    mark = "  # NPL203: …have the dims -1 and -2: the autoguide makes…with an `AssertionError`"
    lines = plate(first, "a"), plate(second, "b", mark)
    check("NPL203", model(*lines, runs=AUTOGUIDE))
    check("NPL203", model(*lines, runs=RUN).replace(mark, ""))


def test_a_dim_is_chosen_by_the_plates_around() -> None:
    inner = plate('"p", 3', "b").replace("\n", "\n    ").replace("):", "):  # NPL203")
    lines = plate('"p", 3', "a"), f'with numpyro.plate("q", 2):\n    {inner}'
    check("NPL203", model(*lines, runs=AUTOGUIDE))
    both = 'with numpyro.plate("q", 2), numpyro.plate("p", 3):  # NPL203\n    ' + LATENT.format("b")
    check("NPL203", model(plate('"p", 3', "a"), both, runs=AUTOGUIDE))


@pytest.mark.parametrize(
    "target, mark", [("==0.15.2", "  # NPL203: …on NumPyro 0.15.2 and…"), ("==0.22.0", "")]
)
def test_plates_of_observed_sites_matter_to_old_autoguides(target: str, mark: str) -> None:
    seen = (
        f'with numpyro.plate("p", 3, dim=-2):{mark}\n    numpyro.sample("y", dist.Normal(), obs=y)'
    )
    lines = plate('"p", 3', "a"), seen
    check("NPL203", model(*lines, runs=AUTOGUIDE), target=target)


def test_a_plate_beside_a_stack_of_its_name() -> None:
    stack = 'with numpyro.plate_stack("p", [2, 4]): ' + LATENT.format("b")
    mark = (
        '  # NPL203 `numpyro.plate("p_0", 2)`: …as NumPyro calls one of the stack `p_0`,…2 and 4…'
    )
    check("NPL203", model(plate('"p_0", 2', "a", mark), stack))
    check("NPL203", model(stack, plate('"p_0", 2', "a", '  # NPL203 `numpyro.plate("p_0", 2)`')))
    check("NPL203", model(plate('"p_1", 2', "a"), stack))
    check("NPL203", model(plate('"p_2", 2', "a"), stack))
    again = 'with numpyro.plate_stack("p", [2, 5]):  # NPL203\n    ' + LATENT.format("c")
    check("NPL203", model(stack, again))


def test_a_helper_is_told_of_with_its_calls() -> None:
    helper = "def several(name, size):\n    with numpyro.plate('p', size):  # NPL203\n"
    helper += "        return numpyro.sample(name, dist.Normal())\n"
    program = helper + model('several("a", 3)', 'several("b", 4)')
    (finding,) = check("NPL203", program)
    assert [each.label for each in finding.related] == [
        "with size 3, dim -1",
        "with size 4, dim -1",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        (plate('"p", 3', "a"), plate('"p", 3', "b")),
        (plate('"p", 3', "a"), plate('"q", 4', "b")),
        (plate('"p", 3', "a"), plate('"p", len(name)', "b")),
        (plate('"p", 3', "a"), plate("name, 4", "b")),
        (plate('"p", 3, subsample_size=2', "a"), plate('"p", 4', "b")),
        (plate('"p", 3', "a"), "with handlers.scope(prefix='s'):", indented(plate('"p", 4', "b"))),
        ("if y:", indented(plate('"p", 3', "a")), "else:", indented(plate('"p", 4', "b"))),
        (plate('"p_0", 2', "a"), f'with numpyro.plate_stack("p", name): {LATENT.format("b")}'),
    ],
)
def test_plates_that_do_not_meet_or_may_be_the_same(lines: tuple[str, ...]) -> None:
    check("NPL203", model(*lines, runs=AUTOGUIDE))


@pytest.mark.parametrize(
    "runs", ["Predictive(model, num_samples=3)(key)\n", "handlers.seed(model, 0)()\n"]
)
def test_a_model_that_is_only_simulated_from(runs: str) -> None:
    check("NPL203", model(plate('"p", 3', "a"), plate('"p", 4', "b"), runs=runs))


def test_a_run_that_is_there_for_its_error() -> None:
    runs = "mcmc = MCMC(NUTS(model))\nwith pytest.raises(ValueError):\n    mcmc.run(key)\n"
    program = model(plate('"p", 3', "a"), plate('"p", 4', "b"), runs=f"import pytest\n{runs}")
    check("NPL203", program)
