"""What the rules on sites (NPL1xx) tell of in small programs."""

from __future__ import annotations

import pytest

from tests.small_programs import KERNEL, RUN, edits, findings, guide, helps, model, places, told

# -- NPL102: a plate with the name of a site ----------------------------------------------------


@pytest.mark.parametrize(
    "site, lost",
    [
        ('numpyro.sample("a", dist.Normal())', "the site is dropped, and with it its prior or"),
        ('numpyro.sample("a", dist.Normal(), obs=jnp.ones(3))', "its likelihood is dropped"),
        ('numpyro.deterministic("a", y)', "its values are missing from the samples"),
    ],
)
def test_npl102_a_plate_takes_the_place_of_a_site(site: str, lost: str) -> None:
    program = model(site, 'with numpyro.plate("a", 3): pass')
    ((place, message),) = told(program, "NPL102")
    assert place == 'numpyro.plate("a", 3)'
    assert message.startswith("the plate 'a' takes the place of the site of that name")
    assert f"trace of `model`: {lost}" in message
    assert edits(program, "NPL102") == [{"": "_plate"}]


@pytest.mark.parametrize(
    "lines",
    [
        ('numpyro.param("a", 1.0)', 'with numpyro.plate("a", 3): pass'),
        ('with numpyro.plate("a", 3): pass', 'numpyro.sample("a", dist.Normal())'),
        ("numpyro.sample(name, dist.Normal())", "with numpyro.plate(name, 3): pass"),
        (
            'with handlers.scope(prefix="b"): numpyro.sample("a", dist.Normal())',
            'with numpyro.plate("a", 3): pass',
        ),
        (
            'if y: numpyro.sample("a", dist.Normal())',
            'else:\n    with numpyro.plate("a", 3): pass',
        ),
    ],
)
def test_npl102_a_plate_that_takes_no_place(lines: tuple[str, ...]) -> None:
    assert places(model(*lines, runs=RUN), "NPL102") == []


def test_npl102_a_plate_is_not_renamed_to_what_another_site_is_called() -> None:
    taken = 'numpyro.deterministic("a_plate", 1.0)'
    site, plate = 'numpyro.sample("a", dist.Normal())', "with numpyro.plate({}, 3): pass"
    for program, why in (
        (model(taken, site, plate.format('"a"')), "another site is called 'a_plate'"),
        (
            model('called = "a"', site, plate.format("called")),
            "the plate's name is not written in its call",
        ),
    ):
        assert edits(program, "NPL102") == [None]
        assert helps(program, "NPL102") == [
            f"Give the plate a name of its own; nplint does not, because {why}."
        ]


# -- NPL103: params of one name for latents of several ------------------------------------------

SHARED = """
for i in range(3):
    loc = numpyro.param({param}, 0.0)
    numpyro.sample({latent}, {distribution}{more})
"""


@pytest.mark.parametrize(
    "param, latent, edit",
    [
        ('"loc"', 'f"m{i}"', {'"loc"': 'f"loc_{i}"'}),
        ("'loc'", 'f"m{i}"', {"'loc'": "f'loc_{i}'"}),
        ('r"loc"', 'f"m{i}"', None),
        ("LOC", 'f"m{i}"', None),
        ('"loc"', '"m" + str(i)', None),
        ('"loc"', 'f"m{i + 1}"', None),
        ('"loc"', 'f"m{y}"', {'"loc"': 'f"loc_{y}"'}),
        ('"loc"', 'f"m{i}{y}"', None),
        ('"loc"', "name + str(i)", None),
    ],
)
def test_npl103_a_param_gets_the_variable_of_the_latents_name(
    param: str, latent: str, edit: dict[str, str] | None
) -> None:
    loop = SHARED.format(param=param, latent=latent, distribution="dist.Normal(loc, 0.1)", more="")
    program = f'LOC = "loc"\n{guide(loop)}'
    ((place, message),) = told(program, "NPL103")
    assert place == f"numpyro.param({param}, 0.0)"
    assert "all latents that `guide` makes here share 'loc': " in message
    assert edits(program, "NPL103") == [edit]


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
def test_npl103_latents_whose_params_are_meant_to_be_one(
    latent: str, distribution: str, more: str
) -> None:
    loop = SHARED.format(param='"loc"', latent=latent, distribution=distribution, more=more)
    assert places(guide(loop), "NPL103") == []
    assert places(model(loop), "NPL103") == []


def test_npl103_all_params_of_a_latent_are_told_of_and_repaired() -> None:
    program = guide("""
for i in range(2):
    for j in range(3):
        loc = numpyro.param("loc", 0.0)
        scale = numpyro.param('scale', 1.0)
        numpyro.sample(f"m{j}", dist.Normal(loc, scale))
""")
    ((_, message),) = told(program, "NPL103")
    assert "share 'loc' and 'scale': " in message
    assert edits(program, "NPL103") == [{'"loc"': 'f"loc_{j}"', "'scale'": "f'scale_{j}'"}]


@pytest.mark.parametrize(
    "lines",
    [
        """
for i in range(2):
    loc = numpyro.param("loc", 0.0)
    for j in range(3):
        numpyro.sample(f"m{j}", dist.Normal(loc, 0.1))
""",
        """
for j, each in enumerate(y):
    loc = numpyro.param("loc", 0.0)
    numpyro.sample(f"m{j}", dist.Normal(loc, 0.1))
""",
        """
j = 0
while j < 3:
    loc = numpyro.param("loc", 0.0)
    numpyro.sample(f"m{j}", dist.Normal(loc, 0.1))
    j += 1
""",
        """
loc = numpyro.param("loc", 0.0)
for j in range(3):
    numpyro.sample(f"m{j}", dist.Normal(loc, 0.1))
""",
    ],
)
def test_npl103_a_param_is_not_renamed_where_the_variable_is_not_that_of_a_loop(lines: str) -> None:
    assert edits(guide(lines), "NPL103") == [None]


@pytest.mark.parametrize(
    "calls, reported",
    [
        ('one("a")\none("b")', True),
        ('one("a")', False),
        ('if y: one("a")\nelse: one("b")', False),
        ("for each in y: one(each)", True),
        (
            'with handlers.scope(prefix="a"): one("a")\nwith handlers.scope(prefix="b"): one("b")',
            False,
        ),
    ],
)
def test_npl103_a_helper_makes_several_latents_where_it_is_called_several_times(
    calls: str, reported: bool
) -> None:
    helper = """
def one(called):
    numpyro.sample(f"{called}", dist.Normal(numpyro.param("loc", 0.0), 0.1))
"""
    found = edits(helper + guide(calls), "NPL103")
    assert found == [{'"loc"': 'f"loc_{called}"'}] * reported


# -- NPL105: a draw that NumPyro does not see ---------------------------------------------------


@pytest.mark.parametrize("runs", [KERNEL, RUN, "SVI(model, guide, optimizer, Trace_ELBO())\n"])
def test_npl105_a_draw_in_a_model_is_told_of_whatever_infers_it(runs: str) -> None:
    program = model(
        "s = dist.HalfNormal(20.0).sample(y)",
        'numpyro.sample("a", dist.Normal(0.0, s))',
        'numpyro.sample("b", dist.Normal(0.0, s))',
        runs=runs * 2,
    )
    ((place, message),) = told(program, "NPL105")
    assert place == "dist.HalfNormal(20.0).sample(y)"
    assert message.startswith("`s` is one number drawn from its prior, not a latent of `model`")
    assert message.endswith("it is never inferred, and 'a' takes it for given")
    assert edits(program, "NPL105") == [{"": 'numpyro.sample("s", ', ".sample(y)": ")"}]


WRITTEN = "the draw is not written as `DISTRIBUTION.sample(KEY)`"
NAMELESS = "no variable gives the site its name"


@pytest.mark.parametrize(
    "lines, why",
    [
        (("s = dist.HalfNormal(1.0).sample(y, (3,))",), WRITTEN),
        (("s = dist.HalfNormal(1.0).sample()",), WRITTEN),
        (
            ('numpyro.deterministic("s", y)', "s = dist.HalfNormal(1.0).sample(y)"),
            "a site is called 's' already",
        ),
        (("s = dist.HalfNormal(1.0).sample(y) + 1.0",), NAMELESS),
        (("s = (dist.HalfNormal(1.0)\n     .sample(y))",), WRITTEN),
        (("s = (dist.HalfNormal(1.0)).sample(y)",), WRITTEN),
        (("s = t = dist.HalfNormal(1.0).sample(y)",), NAMELESS),
    ],
)
def test_npl105_a_draw_is_made_a_site_only_where_it_is_written_like_one(
    lines: tuple[str, ...], why: str
) -> None:
    program = model(*lines, "numpyro.sample(name, dist.Normal(0.0, s), obs=1.0)")
    ((_, message),) = told(program, "NPL105")
    assert message.endswith("it is never inferred, and a site takes it for given")
    assert edits(program, "NPL105") == [None]
    assert helps(program, "NPL105") == [
        f"Draw it by `numpyro.sample`, as a site with a name; nplint does not, because {why}."
    ]


def test_npl105_a_draw_without_a_name_is_told_of_in_its_own_words() -> None:
    program = model('numpyro.sample("a", dist.Normal(0.0, dist.HalfNormal(1.0).sample(y)))')
    ((_, message),) = told(program, "NPL105")
    assert message.startswith("`dist.HalfNormal(…).sample(…)` is one number drawn from its prior")


@pytest.mark.parametrize(
    "draw, runs",
    [
        ("dist.HalfNormal(1.0).sample(numpyro.prng_key())", RUN),
        ("dist.HalfNormal(1.0).sample(key=numpyro.prng_key())", RUN),
        ("drawn_before", RUN),
        ("dist.HalfNormal(1.0).sample(y)", "Predictive(model, num_samples=3)(random.PRNGKey(0))"),
        (
            "dist.HalfNormal(1.0).sample(y)",
            "SVI(other, model, optimizer, Trace_ELBO()).run(random.PRNGKey(0), 9, 1.0)",
        ),
    ],
)
def test_npl105_a_draw_that_may_be_one(draw: str, runs: str) -> None:
    before = "drawn_before = dist.HalfNormal(1.0).sample(random.PRNGKey(0))\n"
    text = model(f"s = {draw}", 'numpyro.sample("a", dist.Normal(0.0, s), obs=y)', runs=runs)
    assert places(before + text, "NPL105") == []


# -- NPL106: a key or a shape as observation ----------------------------------------------------


@pytest.mark.parametrize(
    "arguments, what, keyword",
    [
        ('"a", dist.Normal(), key', "the key `key` becomes the observed value of 'a'", "rng_key="),
        ("name, dist.Normal(), key", "the observed value of site `name`", "rng_key="),
        (
            '"a", dist.Normal(), random.split(key)[0]',
            "the key `random.split(…)[0]` becomes",
            "rng_key=",
        ),
        ('"a", dist.Normal(), (3, 2)', "the shape becomes", "sample_shape="),
        ('"a", dist.Normal(), key, rng_key=key', "the key `key` becomes", None),
        ('"a", dist.Normal(), (), sample_shape=(3,)', "", None),
        ('"a", dist.Normal(), (3,), sample_shape=(3,)', "the shape becomes", None),
        ('"a", dist.Normal(), (3, 2.0)', "", None),
        ('"a", dist.Normal(), [3]', "", None),
        ('"a", dist.Normal(), key, key', "", None),
        ('"a", dist.Normal(), None, key', "", None),
        ('"a", dist.Normal(), *key', "", None),
        ('"a", dist.Normal(), y', "", None),
        ('"a", dist.Normal(), y if y else key', "", None),
    ],
)
def test_npl106_a_third_positional_argument(arguments: str, what: str, keyword: str | None) -> None:
    program = model("key = random.PRNGKey(0)", f"numpyro.sample({arguments})")
    found = told(program, "NPL106")
    assert len(found) == bool(what)
    for _, message in found:
        assert what in message
    assert edits(program, "NPL106") == [{"": keyword} if keyword else None] * bool(what)


# -- NPL107: what is thrown away ----------------------------------------------------------------


@pytest.mark.parametrize(
    "statement, message, edit",
    [
        (
            "d.log_prob(y)",
            "`d.log_prob(…)` is computed and thrown away: `model` lacks this term, and the "
            "posterior of 'mu' does not know of it",
            {"": ")"},
        ),
        ("prior.log_prob(y)", "`model` lacks this term", {"": ")"}),
        ("prior.log_prob(y + 1)", "`model` lacks this term", None),
        ("prior.log_prob()", "`model` lacks this term", None),
        ("prior.expand([3])", "thrown away: `prior` stays as it was", {"": "prior = "}),
        ("dist.Normal().mask(y)", "thrown away: `dist.Normal(…)` stays as it was", None),
        ("dist.Normal()", "no site samples from `dist.Normal(…)`", None),
        ('numpyro.plate("N", 3)', "the plate `numpyro.plate(…)` is not entered", None),
        ("handlers.seed(rng_seed=0)", "what it was meant for runs without it", None),
        ("handlers.condition(model, {})", "is thrown away: `model` runs without it", None),
        ("handlers.mask(fn=run, mask=y)", "`run` runs without it", {"": "run = "}),
        ("random.split(key)", "keys that are thrown away: `key` gives the same draws again", None),
        ("random.split(num=3, key=key)", "`key` gives the same draws again", None),
        ("random.split()", "", None),
        ("prior.cdf(y)", "", None),
        ('numpyro.factor("f", y)', "", None),
        ("jnp.sum(y)", "", None),
        ("NUTS(model)", "", None),
        ("y", "", None),
    ],
)
def test_npl107_an_expression_that_is_thrown_away(
    statement: str, message: str, edit: dict[str, str] | None
) -> None:
    program = model(
        'mu = numpyro.sample("mu", dist.Normal())',
        "d = dist.Normal(mu, 1.0)",
        "prior = dist.Normal(0.0, 1.0)",
        "run = model",
        statement,
    )
    found = told(program, "NPL107")
    assert [place for place, _ in found] == [statement] * bool(message)
    assert message in "".join(each for _, each in found)
    assert edits(program, "NPL107") == [edit] * bool(message)


@pytest.mark.parametrize(
    "statement, advice",
    [
        ("d.log_prob(y + 1)", "Add it to the model by `numpyro.factor`; nplint does not"),
        ("dist.Normal().mask(y)", "Use what it gives in the place of `dist.Normal(…)`; nplint"),
        ("random.split(y)", "Assign the new keys, and draw with those; nplint does not"),
        ('numpyro.plate("N", 3)', "Enter it by `with`, around the sites that it repeats; nplint"),
        ("handlers.seed(rng_seed=0)", "Enter it by `with`, or give it the model; nplint does not"),
        ("dist.Normal()", "Give it to `numpyro.sample`; nplint does not"),
    ],
)
def test_npl107_what_to_do_by_hand(statement: str, advice: str) -> None:
    (said,) = helps(model("d = dist.Normal()", statement), "NPL107")
    assert said.startswith(advice)
    assert ", because " in said


@pytest.mark.parametrize(
    "statement, reported",
    [
        ("d.log_prob(1.0)", False),
        ("dist.Normal()", False),
        ("d.expand([3])", True),
        ('numpyro.plate("N", 3)', True),
        ("try:\n    numpyro.plate('N', 3)\nexcept ValueError:\n    pass", False),
    ],
)
def test_npl107_outside_of_models_a_density_is_for_something_else(
    statement: str, reported: bool
) -> None:
    assert bool(places(f"d = dist.Normal()\n{statement}\n", "NPL107")) == reported


# -- NPL108: names that no site has -------------------------------------------------------------

SITES = (
    'numpyro.sample("alpha_1", dist.Normal())',
    'numpyro.sample("alpha_2", dist.Normal())',
    'numpyro.sample("Beta", dist.Normal())',
)


def handled(call: str, *sites: str) -> str:
    return model(*(sites or SITES), runs=f"MCMC(NUTS({call})).run(random.PRNGKey(0), 1.0)\n")


@pytest.mark.parametrize(
    "call, message",
    [
        ("handlers.condition(model, {'zz': y})", "these data are ignored"),
        ("handlers.do(model, {'zz': y})", "nothing is intervened on"),
        ("handlers.substitute(model, {'zz': y})", "no site gets the value"),
        ("handlers.reparam(model, {'zz': y})", "nothing is reparametrised"),
        (
            "model, init_strategy=numpyro.infer.init_to_value(values={'zz': y})",
            "the chain does not start there",
        ),
        (
            "model, init_strategy=numpyro.infer.init_to_median()",
            "",
        ),
        ("handlers.block(model, hide=['zz'])", ""),
        ("mine.condition(model, {'zz': y})", ""),
    ],
)
def test_npl108_a_handler_is_told_of_by_what_it_would_have_done(call: str, message: str) -> None:
    found = told(handled(call), "NPL108")
    assert len(found) == bool(message)
    for place, said in found:
        assert place == "'zz'"
        assert said.startswith("'zz' is no site of `model`: ")
        assert message in said


@pytest.mark.parametrize(
    "key, meant, edit",
    [
        ('{"beta": y}', "'Beta'", {"beta": "Beta"}),
        ("dict(beta=y)", "'Beta'", {"beta": "Beta"}),
        ('{"be" "ta": y}', "'Beta'", None),
        ('{"alpha_3": y}', "", None),  # it may be either
        ('{"gamma": y}', "", None),
    ],
)
def test_npl108_a_key_is_spelt_like_the_one_site_it_is_nearly(
    key: str, meant: str, edit: dict[str, str] | None
) -> None:
    program = handled(f"handlers.condition(model, {key})")
    ((_, message),) = told(program, "NPL108")
    assert (f" (did you mean {meant}?): " in message) == bool(meant)
    assert edits(program, "NPL108") == [edit]
    why = {
        '{"be" "ta": y}': "the name is not written out in the dict",
        '{"alpha_3": y}': "several sites have names like 'alpha_3'",
        '{"gamma": y}': "no site has a name like 'gamma'",
    }
    advice = "Write the name of the site that is meant; nplint does not, because"
    assert helps(program, "NPL108") == ([f"{advice} {why[key]}."] if edit is None else [])


def test_npl108_each_key_of_a_handler_is_looked_at() -> None:
    program = handled("handlers.do(model, {'Beta': y, 'zz': y, 'b_base': y, 'yy': y})")
    assert places(program, "NPL108") == ["'zz'", "'yy'"]


@pytest.mark.parametrize(
    "name", ["Beta", "b_base", "b_decentered", "b_centered", "b_unconstrained", "_auto_latent"]
)
def test_npl108_sites_that_numpyro_makes_are_no_misspellings(name: str) -> None:
    assert told(handled(f"handlers.condition(model, {{'{name}': y}})"), "NPL108") == []


@pytest.mark.parametrize(
    "site",
    [
        "numpyro.sample(name, dist.Normal())",
        'with handlers.scope(prefix="a"): numpyro.sample("zz", dist.Normal())',
        "import mine; mine.add(y)",
        'numpyro.param("zz", 1.0)',
        'with numpyro.plate("zz", 3): pass',
    ],
)
def test_npl108_a_name_that_may_be_there(site: str) -> None:
    call = "handlers.condition(model, {'zz': y})"
    assert told(handled(call, *SITES, site), "NPL108") == []
    assert told(handled(call, "pass"), "NPL108") == []


@pytest.mark.parametrize("more, known", [(3, "the sites are "), (4, "no such site")])
def test_npl108_the_sites_are_listed_if_they_are_few(more: int, known: str) -> None:
    sites = [f'numpyro.sample("{letter}", dist.Normal())' for letter in "abcd"[:more]]
    _, found = findings(handled("handlers.do(model, {'zz': y})", *SITES, *sites))
    (label,) = (each.label for each in found if each.code == "NPL108")
    assert label.startswith(known)
    assert (label == "the sites are alpha_1, alpha_2, Beta, a, b, c") == (more == 3)


def test_npl108_a_handler_that_is_entered_meets_the_sites_inside() -> None:
    program = model(
        'numpyro.sample("before", dist.Normal())',
        'with handlers.reparam(config={"before": y, "inside": y}):',
        '    numpyro.sample("inside", dist.Normal())',
    )
    assert places(program, "NPL108") == ['"before"']
