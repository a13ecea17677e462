"""NPL108: names that no site has, given to a handler."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model

SITES = (
    'numpyro.sample("alpha_1", dist.Normal())',
    'numpyro.sample("alpha_2", dist.Normal())',
    'numpyro.sample("Beta", dist.Normal())',
)


def handled(call: str, *sites: str, mark: str = "") -> str:
    """Return a model of some sites that runs under a handler."""
    run = f"MCMC(NUTS({call})).run(random.PRNGKey(0), 1.0){mark}\n"
    return model(*(sites or SITES), runs=run)


@pytest.mark.parametrize(
    "call, message",
    [
        ("handlers.condition(model, {'zz': y})", "these data are ignored"),
        ("handlers.do(model, {'zz': y})", "nothing is intervened on"),
        ("handlers.substitute(model, {'zz': y})", "no site gets the value"),
        ("handlers.reparam(model, {'zz': y})", "its entry reparametrises no site"),
        (
            "model, init_strategy=numpyro.infer.init_to_value(values={'zz': y})",
            "the chain does not start there",
        ),
    ],
)
def test_a_handler_is_told_of_by_what_it_would_have_done(call: str, message: str) -> None:
    mark = f"  # NPL108 `'zz'`: 'zz' is no site of `model`: …{message}…"
    check("NPL108", handled(call, mark=mark))


@pytest.mark.parametrize(
    "call",
    [
        "model, init_strategy=numpyro.infer.init_to_median()",
        "handlers.block(model, hide=['zz'])",
        "mine.condition(model, {'zz': y})",
    ],
)
def test_what_names_no_site_that_must_be_there(call: str) -> None:
    check("NPL108", handled(call))


def test_a_key_is_spelt_like_the_one_site_it_is_nearly() -> None:
    mark = "  # NPL108: … (did you mean 'Beta'?): …"
    for before, after in (('{"beta": y}', '{"Beta": y}'), ("dict(beta=y)", "dict(Beta=y)")):
        check(
            "NPL108",
            handled(f"handlers.condition(model, {before})", mark=mark),
            handled(f"handlers.condition(model, {after})"),
            unsafe=True,
        )


@pytest.mark.parametrize(
    "key, meant, why",
    [
        (
            '{"be" "ta": y}',
            "… (did you mean 'Beta'?): …",
            "the name is not written out in the dict",
        ),
        (
            '{"alpha_3": y}',
            "'alpha_3' is no site of `model`: …",
            "several sites have names like 'alpha_3'",
        ),
        ('{"gamma": y}', "'gamma' is no site of `model`: …", "no site has a name like 'gamma'"),
    ],
)
def test_a_key_that_may_be_meant_for_none_or_several(key: str, meant: str, why: str) -> None:
    program = handled(f"handlers.condition(model, {key})", mark=f"  # NPL108: {meant}")
    advice = f"Write the name of the site that is meant; nplint does not, because {why}."
    check("NPL108", program, program, unsafe=True, help=advice)


def test_each_key_of_a_handler_is_looked_at() -> None:
    mark = "  # NPL108 `'zz'` # NPL108 `'yy'`"
    call = "handlers.do(model, {'Beta': y, 'zz': y, 'b_base': y, 'yy': y})"
    check("NPL108", handled(call, mark=mark))


@pytest.mark.parametrize(
    "name", ["Beta", "b_base", "b_decentered", "b_centered", "b_unconstrained", "_auto_latent"]
)
def test_sites_that_numpyro_makes_are_no_misspellings(name: str) -> None:
    check("NPL108", handled(f"handlers.condition(model, {{'{name}': y}})"))


@pytest.mark.parametrize(
    "site",
    [
        "numpyro.sample(name, dist.Normal())",
        'with handlers.scope(prefix="a"): numpyro.sample("zz", dist.Normal())',
        "import mine; mine.add(y)",
        "numpyro.contrib.module.flax_module('net', y)",
        "numpyro.contrib.module.random_haiku_module('net', y, dist.Normal())",
        "numpyro.contrib.module.random_nnx_module('net', y, dist.Normal())",
        "numpyro.contrib.module.random_eqx_module('net', y, dist.Normal())",
        "numpyro.contrib.hsgp.approximation.hsgp_squared_exponential(y, 1.0, 1.0, 1.0, 3)",
        'numpyro.primitives.mutable("zz", {"value": 1.0})',
        'numpyro.param("zz", 1.0)',
        'with numpyro.plate("zz", 3): pass',
    ],
)
def test_a_name_that_may_be_there(site: str) -> None:
    call = "handlers.condition(model, {'zz': y})"
    check("NPL108", handled(call, *SITES, site))
    check("NPL108", handled(call, "pass"))


@pytest.mark.parametrize(
    "more, known",
    [(3, "the sites are alpha_1, alpha_2, Beta, a, b, c"), (4, "no such site")],
)
def test_the_sites_are_listed_if_they_are_few(more: int, known: str) -> None:
    sites = [f'numpyro.sample("{letter}", dist.Normal())' for letter in "abcd"[:more]]
    program = handled("handlers.do(model, {'zz': y})", *SITES, *sites, mark="  # NPL108")
    (finding,) = check("NPL108", program)
    assert finding.label == known


def test_a_handler_that_is_entered_meets_the_sites_inside() -> None:
    program = model(
        'numpyro.sample("before", dist.Normal())',
        'with handlers.reparam(config={"before": y, "inside": y}):  # NPL108 `"before"`',
        '    numpyro.sample("inside", dist.Normal())',
    )
    check("NPL108", program)


@pytest.mark.parametrize(
    "suffix, made",
    [
        *((suffix, True) for suffix in ("_base", "_decentered", "_centered", "_unconstrained",
                                        "_auto_latent")),
        ("_bases", False),
        ("_loc", False),
    ],
)  # fmt: skip
def test_sites_that_numpyro_makes_beside_those_of_the_model(suffix: str, made: bool) -> None:
    mark = "" if made else f"  # NPL108 `'alpha_1{suffix}'`"
    check("NPL108", handled(f"handlers.condition(model, {{'alpha_1{suffix}': y}})", mark=mark))


@pytest.mark.parametrize(
    "package",
    ["builtins", "collections", "dataclasses", "functools", "itertools", "jax", "logging", "math",
     "numpy", "operator", "pandas", "scipy", "time", "typing", "warnings"],
)  # fmt: skip
def test_functions_of_these_packages_make_no_sites(package: str) -> None:
    for called, mark in ((package, "  # NPL108 `'zz'`"), (f"{package}_other", "")):
        sites = (*SITES, f"import {called}\n{called}.f(1)")
        check("NPL108", handled("handlers.condition(model, {'zz': y})", *sites, mark=mark))


@pytest.mark.parametrize(
    "before",
    [
        "data = {'zz': y}  # NPL108 `'zz'`",
        "data = dict(zz=y)  # NPL108",
        "name = 'zz'\ndata = {name: y}  # NPL108 `name`",
        "data = {'zz': y}\ndata['alpha_1'] = y",
        "data = {'zz': y}\ndata.update(others)",
        "data = {'zz': y, **others}",
        "data = {others: y}",
        "data = {3: y}",
        "data = others",
        "data = {'zz': y} if others else {}",
        "data = {}",
    ],
)
def test_data_of_which_all_names_are_seen(before: str) -> None:
    check("NPL108", f"{before}\n{handled('handlers.condition(model, data=data)')}")
