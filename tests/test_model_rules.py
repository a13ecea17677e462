"""Small programs for the rules on sites, plates and distributions: told of, repaired, or silent."""

from __future__ import annotations

import pytest

from tests.test_trace_rules import CHAINS, RUN, edits, findings, places, told

KERNEL = "kernel = NUTS(model)\n"


def model(*lines: str, runs: str = RUN * 2) -> str:
    """A model of some lines, that is run twice: what is told of, is told of once."""
    body = "\n    ".join(line for each in lines for line in each.split("\n"))
    return f"def model(y, name=None):\n    {body}\n{runs}"


def guide(*lines: str) -> str:
    """A guide of some lines, that is used twice."""
    use = "SVI(other, guide, optimizer, Trace_ELBO()).run(random.PRNGKey(0), 9, data)\n"
    return model(*lines, runs=use * 2).replace("def model", "def guide")


# -- NPL102: a plate with the name of a site ----------------------------------------------------


@pytest.mark.parametrize(
    "site, lost",
    [
        ('numpyro.sample("a", dist.Normal())', "the site is dropped, and with it its prior or"),
        ('numpyro.sample("a", dist.Normal(), obs=jnp.ones(3))', "its likelihood is dropped"),
        ('numpyro.deterministic("a", y)', "its values are missing from the samples"),
    ],
)
def test_a_plate_takes_the_place_of_a_site(site: str, lost: str) -> None:
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
def test_a_plate_that_takes_no_place(lines: tuple[str, ...]) -> None:
    assert places(model(*lines, runs=RUN), "NPL102") == []


def test_a_plate_is_not_renamed_to_what_another_site_is_called() -> None:
    taken = 'numpyro.deterministic("a_plate", 1.0)'
    site, plate = 'numpyro.sample("a", dist.Normal())', "with numpyro.plate({}, 3): pass"
    assert edits(model(taken, site, plate.format('"a"')), "NPL102") == [None]
    assert edits(model('called = "a"', site, plate.format("called")), "NPL102") == [None]


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
def test_a_param_gets_the_variable_of_the_latents_name(
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
def test_latents_whose_params_are_meant_to_be_one(
    latent: str, distribution: str, more: str
) -> None:
    loop = SHARED.format(param='"loc"', latent=latent, distribution=distribution, more=more)
    assert places(guide(loop), "NPL103") == []
    assert places(model(loop), "NPL103") == []


def test_all_params_of_a_latent_are_told_of_and_repaired() -> None:
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
def test_a_param_is_not_renamed_where_the_variable_is_not_that_of_a_loop(lines: str) -> None:
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
def test_a_helper_makes_several_latents_where_it_is_called_several_times(
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
def test_a_draw_in_a_model_is_told_of_whatever_infers_it(runs: str) -> None:
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


@pytest.mark.parametrize(
    "lines",
    [
        ("s = dist.HalfNormal(1.0).sample(y, (3,))",),
        ("s = dist.HalfNormal(1.0).sample()",),
        ('numpyro.deterministic("s", y)', "s = dist.HalfNormal(1.0).sample(y)"),
        ("s = dist.HalfNormal(1.0).sample(y) + 1.0",),
        ("s = (dist.HalfNormal(1.0)\n     .sample(y))",),
        ("s = (dist.HalfNormal(1.0)).sample(y)",),
        ("s = t = dist.HalfNormal(1.0).sample(y)",),
    ],
)
def test_a_draw_is_made_a_site_only_where_it_is_written_like_one(lines: tuple[str, ...]) -> None:
    program = model(*lines, "numpyro.sample(name, dist.Normal(0.0, s), obs=1.0)")
    ((_, message),) = told(program, "NPL105")
    assert message.endswith("it is never inferred, and a site takes it for given")
    assert edits(program, "NPL105") == [None]


def test_a_draw_without_a_name_is_told_of_in_its_own_words() -> None:
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
def test_a_draw_that_may_be_one(draw: str, runs: str) -> None:
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
def test_a_third_positional_argument(arguments: str, what: str, keyword: str | None) -> None:
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
def test_an_expression_that_is_thrown_away(
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
    "statement, reported",
    [
        ("d.log_prob(1.0)", False),
        ("dist.Normal()", False),
        ("d.expand([3])", True),
        ('numpyro.plate("N", 3)', True),
        ("try:\n    numpyro.plate('N', 3)\nexcept ValueError:\n    pass", False),
    ],
)
def test_outside_of_models_a_density_is_for_something_else(statement: str, reported: bool) -> None:
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
def test_a_handler_is_told_of_by_what_it_would_have_done(call: str, message: str) -> None:
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
def test_a_key_is_spelt_like_the_one_site_it_is_nearly(
    key: str, meant: str, edit: dict[str, str] | None
) -> None:
    program = handled(f"handlers.condition(model, {key})")
    ((_, message),) = told(program, "NPL108")
    assert (f" (did you mean {meant}?): " in message) == bool(meant)
    assert edits(program, "NPL108") == [edit]


@pytest.mark.parametrize(
    "name", ["Beta", "b_base", "b_decentered", "b_centered", "b_unconstrained", "_auto_latent"]
)
def test_sites_that_numpyro_makes_are_no_misspellings(name: str) -> None:
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
def test_a_name_that_may_be_there(site: str) -> None:
    call = "handlers.condition(model, {'zz': y})"
    assert told(handled(call, *SITES, site), "NPL108") == []
    assert told(handled(call, "pass"), "NPL108") == []


@pytest.mark.parametrize("more, known", [(3, "the sites are "), (4, "no such site")])
def test_the_sites_are_listed_if_they_are_few(more: int, known: str) -> None:
    sites = [f'numpyro.sample("{letter}", dist.Normal())' for letter in "abcd"[:more]]
    _, found = findings(handled("handlers.do(model, {'zz': y})", *SITES, *sites))
    (label,) = (each.label for each in found if each.code == "NPL108")
    assert label.startswith(known)
    assert (label == "the sites are alpha_1, alpha_2, Beta, a, b, c") == (more == 3)


def test_a_handler_that_is_entered_meets_the_sites_inside() -> None:
    program = model(
        'numpyro.sample("before", dist.Normal())',
        'with handlers.reparam(config={"before": y, "inside": y}):',
        '    numpyro.sample("inside", dist.Normal())',
    )
    assert places(program, "NPL108") == ['"before"']


# -- NPL205: a sum in a plate -------------------------------------------------------------------


@pytest.mark.parametrize(
    "value, edit",
    [
        ("(y * 2).sum()", {".sum()": ""}),
        ("dist.Normal().log_prob(y).sum()", {".sum()": ""}),
        ("jnp.sum(y)", {"jnp.sum(": "", ")": ""}),
        ("np.sum(y)", {"np.sum(": "", ")": ""}),
    ],
)
def test_the_plate_adds_up_by_itself(value: str, edit: dict[str, str]) -> None:
    program = model('with numpyro.plate("N", 3):', f'    numpyro.factor("f", {value})')
    ((place, message),) = told(program, "NPL205")
    assert place == value
    assert message.startswith("the factor 'f' is a sum over all data and is counted 3 times, once")
    assert edits(program, "NPL205") == [edit]


@pytest.mark.parametrize(
    "plates, often",
    [
        ('numpyro.plate("N", y)', "counted `y` times"),
        ('numpyro.plate("N", len(y))', "counted `len(…)` times"),
        ('numpyro.plate("N", y + 1)', "counted as often as the plate is long"),
        ("numpyro.plate(**y)", "counted as often as the plate is long"),
        ('numpyro.plate("M", 2), numpyro.plate("N", 5)', "counted 5 times"),
        ('numpyro.plate("N", 5), handlers.mask(mask=y)', "counted 5 times"),
        ('numpyro.plate("N", 5), mine(y)', ""),
        ("handlers.mask(mask=y)", ""),
    ],
)
def test_the_length_of_the_innermost_plate_is_told(plates: str, often: str) -> None:
    found = told(model(f"with {plates}:", "    numpyro.factor(name, jnp.sum(y))"), "NPL205")
    assert len(found) == bool(often)
    for _, message in found:
        assert message.startswith("a factor is a sum over all data and is ")
        assert often in message


@pytest.mark.parametrize(
    "site",
    [
        'numpyro.factor("f", (y * 2).sum(0))',
        'numpyro.factor("f", (y * 2).sum(axis=0))',
        'numpyro.factor("f", jnp.sum(y, 0))',
        'numpyro.factor("f", (y * 2).mean())',
        'numpyro.factor("f", jnp.mean(y))',
        'numpyro.factor("f", (y * 2).sum() + 1.0)',
        'numpyro.factor("f", (y * 2).sum() if len(y) else y)',
        'numpyro.deterministic("f", (y * 2).sum())',
        'numpyro.factor("f")',
    ],
)
def test_what_is_no_sum_over_everything(site: str) -> None:
    assert places(model('with numpyro.plate("N", 3):', f"    {site}"), "NPL205") == []


def test_one_of_two_sums_is_not_taken_away() -> None:
    lines = ("total = (y * 2).sum() if len(y) else jnp.sum(y)", 'numpyro.factor("f", total)')
    program = model('with numpyro.plate("N", 3):', *(f"    {line}" for line in lines))
    assert edits(program, "NPL205") == [None]


# -- NPL206: a column beside a vector -----------------------------------------------------------

COLUMN = "np.ones((20, 1))"
VECTOR = "np.ones(20)"


@pytest.mark.parametrize(
    "location, observed, reported",
    [
        (VECTOR, COLUMN, "obs"),
        (COLUMN, VECTOR, "fn"),
        (VECTOR, VECTOR, ""),
        (COLUMN, COLUMN, ""),
        ("0.0", COLUMN, ""),
        (VECTOR, "0.0", ""),
        ("np.ones((20, 3))", VECTOR, ""),
        ("np.ones(1)", COLUMN, ""),
    ],
)
def test_a_column_beside_a_vector(location: str, observed: str, reported: str) -> None:
    program = f"""
location = {location}
observed = {observed}
def model(name=None):
    numpyro.sample("y", dist.Normal(location, 1.0), obs=observed)
    numpyro.sample("e", dist.Normal(location, 1.0).to_event(1), obs=observed)
    numpyro.deterministic("d", observed)
{CHAINS}{CHAINS}
"""
    found = told(program, "NPL206")
    assert [place for place, _ in found] == {
        "obs": ["observed"],
        "fn": ["dist.Normal(location, 1.0)"],
        "": [],
    }[reported]
    for _, message in found:
        assert message.startswith("the likelihood of 'y' is that of N × N pairs, as `")


# -- NPL207: a batch that is taken for all data -------------------------------------------------


def batches(*lines: str) -> str:
    """A model that is trained by batches."""
    return (
        model(*lines, runs="")
        + """
svi = SVI(model, AutoNormal(model), optimizer, Trace_ELBO())
state = svi.init(random.PRNGKey(0), data[:20])
for start in range(0, 200, 20):
    state, loss = svi.update(state, data[start : start + 20])
    state, loss = svi.update(state, data[start : start + 20])
"""
    )


LATENTS = 'a, b, c, d = (numpyro.sample(n, dist.Normal()) for n in "abcd")'
MU = 'mu = numpyro.sample("mu", dist.Normal())'


@pytest.mark.parametrize(
    "lines, place, latents",
    [
        (
            (MU, 'numpyro.sample("y", dist.Normal(mu), obs=y)'),
            'numpyro.sample("y", dist.Normal(mu), obs=y)',
            "'mu'",
        ),
        (
            (
                MU,
                'nu = numpyro.sample("nu", dist.Normal())',
                'numpyro.sample("y", dist.Normal(mu, nu), obs=y)',
            ),
            'numpyro.sample("y", dist.Normal(mu, nu), obs=y)',
            "'mu', 'nu'",
        ),
        (
            (
                "mu = numpyro.sample(name, dist.Normal())",
                'with numpyro.plate("N", len(y)), handlers.mask(mask=True):',
                '    numpyro.sample("y", dist.Normal(mu), obs=y)',
                '    numpyro.sample("z", dist.Normal(mu), obs=y + 1.0)',
            ),
            'numpyro.plate("N", len(y))',
            "the latents",
        ),
    ],
)
def test_a_batch_that_nothing_weighs(lines: tuple[str, ...], place: str, latents: str) -> None:
    ((found, message),) = told(batches(*lines), "NPL207")
    assert found == place
    assert message == (
        f"each step takes its part `y` for all the data: the posterior of {latents} comes out as "
        "wide as that of a single batch"
    )


def test_a_part_that_has_no_name_is_told_of_without() -> None:
    program = batches(MU, 'numpyro.sample("y", dist.Normal(mu), obs=y + 1.0)')
    ((_, message),) = told(program, "NPL207")
    assert message.startswith("each step takes its part for all the data: the posterior")


@pytest.mark.parametrize(
    "lines",
    [
        (MU, 'numpyro.sample("y", dist.Normal(mu), obs=other)'),
        (MU, 'numpyro.sample("y", dist.Normal(mu + y))'),
        (MU, 'numpyro.deterministic("y", y)'),
        ('mu = numpyro.param("mu", 1.0)', 'numpyro.sample("y", dist.Normal(mu), obs=y)'),
        (
            MU,
            'with numpyro.plate("N", **options):',
            '    numpyro.sample("y", dist.Normal(mu), obs=y)',
        ),
        (
            MU,
            'with numpyro.plate("N", 200, subsample_size=20):',
            '    numpyro.sample("y", dist.Normal(mu), obs=y)',
        ),
        (
            MU,
            "with handlers.scale(scale=10.0):",
            '    numpyro.sample("y", dist.Normal(mu), obs=y)',
        ),
        (
            'with numpyro.plate("N", len(y)):',
            '    mu = numpyro.sample("mu", dist.Normal())',
            '    numpyro.sample("y", dist.Normal(mu), obs=y)',
        ),
        (
            'mu = numpyro.sample("mu", dist.Normal(jnp.zeros(len(y))))',
            'numpyro.sample("y", dist.Normal(mu), obs=y)',
        ),
    ],
)
def test_a_batch_that_is_weighed_or_has_latents_of_its_own(lines: tuple[str, ...]) -> None:
    assert places(batches(*lines), "NPL207") == []


# -- NPL303, NPL304: what stands for a covariance -----------------------------------------------


@pytest.mark.parametrize(
    "arguments, message, edit",
    [
        ("scale_tril=s * L", "multiply the columns of `L`", {"": "[..., None]"}),
        ("scale_tril=jnp.sqrt(s) * L", "multiply the columns of `L`", {"": "[..., None]"}),
        ("scale_tril=(s + 1.0) * L", "", None),
        ("scale_tril=L @ jnp.diag(s)", "columns of `L`", {"L": "jnp.diag(s)", "jnp.diag(s)": "L"}),
        ("scale_tril=jnp.diag(s) @ L", "", None),
        ("covariance_matrix=L", "is taken for a covariance", {"covariance_matrix": "scale_tril"}),
        (
            "covariance_matrix=jnp.diag(s) @ L @ jnp.diag(s)",
            "is used as the correlation",
            {"L": "(L @ L.T)"},
        ),
        ("covariance_matrix=jnp.outer(s, s) * L", "as the correlation", {"L": "(L @ L.T)"}),
        ("scale_tril=jnp.diag(s) @ L @ jnp.diag(s)", "scaled from both sides", None),
        ("L", "", None),
        ("scale_tril=L", "", None),
        ("precision_matrix=L", "", None),
    ],
)
def test_a_factor_of_a_correlation(
    arguments: str, message: str, edit: dict[str, str] | None
) -> None:
    program = model(
        's = numpyro.sample("s", dist.HalfNormal(2.0).expand([2]))',
        'L = numpyro.sample("L", dist.LKJCholesky(2))',
        f'numpyro.sample("x", dist.MultivariateNormal(0.0, {arguments}), obs=y)',
    )
    found = told(program, "NPL303")
    assert len(found) == bool(message)
    assert message in "".join(each for _, each in found)
    assert edits(program, "NPL303") == [edit] * bool(message)


@pytest.mark.parametrize(
    "made, message, label, edit",
    [
        (
            "MultivariateNormal(0.0, L)",
            "`L` is a Cholesky factor, and is taken for the covariance itself",
            "a Cholesky factor as `covariance_matrix`",
            {"": "scale_tril="},
        ),
        (
            "MultivariateNormal(covariance_matrix=L)",
            "`L` is a Cholesky factor",
            "a Cholesky factor as `covariance_matrix`",
            {"covariance_matrix": "scale_tril"},
        ),
        (
            "MultivariateNormal(scale_tril=L @ L.T)",
            "this is a covariance, and is taken for its Cholesky factor",
            "a covariance as `scale_tril`",
            {"scale_tril": "covariance_matrix"},
        ),
        (
            "MultivariateNormal(0.0, L, None)",
            "`L` is a Cholesky factor",
            "a Cholesky factor as `covariance_matrix`",
            None,
        ),
        (
            "MultivariateNormal(0.0, None, None, L @ L.T)",
            "this is a covariance",
            "a covariance as `scale_tril`",
            None,
        ),
        ("MultivariateStudentT(3.0, 0.0, L @ L.T)", "", "", None),  # it takes no covariance
        ("MultivariateNormal(0.0, L @ L.T)", "", "", None),
        ("MultivariateNormal(0.0, L[0])", "", "", None),
        ("GaussianRandomWalk(L)", "", "", None),
    ],
)
def test_a_factor_in_the_place_of_a_covariance(
    made: str, message: str, label: str, edit: dict[str, str] | None
) -> None:
    program = f"""
def likelihood(cov):
    L = jnp.linalg.cholesky(cov)
    return dist.{made}
{model('numpyro.sample("a", likelihood(y))', 'numpyro.sample("b", likelihood(y))')}
"""
    found = [each for each in findings(program)[1] if each.code == "NPL304"]
    assert [each.label for each in found] == [label] * bool(message)
    assert message in "".join(each.message for each in found)
    assert edits(program, "NPL304") == [edit] * bool(message)


# -- NPL305: an AffineTransform without its domain ----------------------------------------------


@pytest.mark.parametrize(
    "runs",
    [KERNEL, RUN, "SVI(model, guide, optimizer, Trace_ELBO())", "guide = AutoNormal(model)"],
)
def test_an_affine_transform_is_told_of_whatever_infers_its_site(runs: str) -> None:
    affine = "dist.transforms.AffineTransform(0.0, 3.0)"
    site = f"dist.TransformedDistribution(dist.Gamma(4.0, 4.0), {affine})"
    program = model(f'numpyro.sample("x", {site})', runs=f"{runs}\n{runs}\n")
    ((place, message),) = told(program, "NPL305")
    assert place == affine
    assert message.startswith("'x' may take any real value in `model`: its AffineTransform does")
    assert "the support of Gamma, and inference goes where there is no prior" in message
    assert edits(program, "NPL305") == [{"": ", domain=dist.constraints.positive"}]


AFFINE = "AffineTransform(0.0, 3.0)"


@pytest.mark.parametrize(
    "base, transforms, domain",
    [
        ("dist.Beta(1.0, 2.0)", AFFINE, "dist.constraints.unit_interval"),
        ("dist.Beta(1.0, 2.0)", f"[{AFFINE}]", "dist.constraints.unit_interval"),
        ("dist.Gamma(1.0, 2.0).expand([3])", AFFINE, "dist.constraints.positive"),
        ("dist.Gamma(1.0, y).to_event(1)", AFFINE, "dist.constraints.positive"),
        ("dist.Gamma(1.0, 2.0).mask(True)", AFFINE, "dist.constraints.positive"),
        ("uniform", AFFINE, "uniform.support"),
        ("dist.Uniform(1.0, 2.0)", AFFINE, None),
        ("dist.Pareto(1.0, 2.0)", AFFINE, None),
    ],
)
def test_the_domain_of_an_affine_transform(base: str, transforms: str, domain: str | None) -> None:
    program = model(
        "from numpyro.distributions.transforms import AffineTransform, ExpTransform",
        "uniform = dist.Uniform(1.0, 2.0)",
        f"x = dist.TransformedDistribution({base}, {transforms})",
        "numpyro.sample(name, x.expand([2]).mask(True).to_event(1))",
    )
    ((_, message),) = told(program, "NPL305")
    assert message.startswith("the site may take any real value")
    assert edits(program, "NPL305") == [{"": f", domain={domain}"} if domain else None]


@pytest.mark.parametrize(
    "base, transforms, observed",
    [
        ("dist.Gamma(1.0, 2.0)", AFFINE, ", obs=1.0"),
        ("dist.Normal(1.0, 2.0)", AFFINE, ""),
        ("dist.Normal(1.0, 2.0) if y else dist.Gamma(1.0, 2.0)", AFFINE, ""),
        ("mine(y)", AFFINE, ""),
        ("dist.Gamma(1.0, 2.0)", f"[{AFFINE}, ExpTransform()]", ""),
        ("dist.Gamma(1.0, 2.0)", "[]", ""),
        ("dist.Gamma(1.0, 2.0)", "ExpTransform()", ""),
        ("dist.Gamma(1.0, 2.0)", f"{AFFINE} if y else ExpTransform()", ""),
        ("dist.Gamma(1.0, 2.0)", "AffineTransform(0.0, 3.0, domain=y)", ""),
        ("dist.Gamma(1.0, 2.0)", "AffineTransform(0.0, 3.0, **y)", ""),
    ],
)
def test_an_affine_transform_that_is_right_or_not_known(
    base: str, transforms: str, observed: str
) -> None:
    lines = (
        "from numpyro.distributions.transforms import AffineTransform, ExpTransform",
        f'numpyro.sample("x", dist.TransformedDistribution({base}, {transforms}){observed})',
    )
    assert places(model(*lines), "NPL305") == []


def test_where_nothing_is_inferred_an_affine_transform_does_no_harm() -> None:
    affine = "dist.transforms.AffineTransform(0.0, 3.0)"
    made = f"dist.TransformedDistribution(dist.Gamma(1.0, 2.0), {affine})"
    predicted = "Predictive(model, num_samples=3)(random.PRNGKey(0), 1.0)\n"
    assert places(model(f'numpyro.sample("x", {made})', runs=predicted), "NPL305") == []
    assert places(guide(f'numpyro.sample("x", {made})'), "NPL305") == []
    assert places(model(f'numpyro.deterministic("x", {made})'), "NPL305") == []
    reparam = f'with handlers.reparam(config={{}}): numpyro.sample("x", {made})'
    assert places(model(reparam), "NPL305") == []


# -- NPL306: a truncated family without a bound -------------------------------------------------


@pytest.mark.parametrize(
    "made, support",
    [
        ("TruncatedNormal(0.0, 1.0)", "without `low` or `high` the support of TruncatedNormal is"),
        ("TruncatedNormal(low=None)", "without `low` or `high` the support of TruncatedNormal is"),
        ("TruncatedCauchy()", "without `low` or `high` the support of TruncatedCauchy is `real`"),
        ("TruncatedNormal(0.0, low=0.0)", ""),
        ("TruncatedNormal(0.0, high=0.0)", ""),
        ("TruncatedNormal(0.0, **y)", ""),
        ("TruncatedNormal(0.0, lower=1.0)", ""),  # raises, as NPL309 says
        ("Uniform()", ""),
        ("Normal()", ""),
        ("LeftTruncatedDistribution(dist.Normal())", ""),
    ],
)
def test_a_truncated_family_without_a_bound(made: str, support: str) -> None:
    found = told(f"def f(y):\n    dist.{made}\n", "NPL306")
    assert [place for place, _ in found] == [f"dist.{made}"] * bool(support)
    assert support in "".join(message for _, message in found)


# -- NPL307, NPL308: probabilities and logits ---------------------------------------------------


@pytest.mark.parametrize(
    "made, what, edit",
    [
        ("Bernoulli(a + b * y)", "this, computed from 'a' and 'b',", {"": "logits="}),
        ("Bernoulli(probs=a + b * y)", "this, computed from", {"probs": "logits"}),
        ("Binomial(10, a + b * y)", "and Binomial takes it for a probability", {"": "logits="}),
        ("Bernoulli(eta)", "`eta`, computed from 'a',", {"": "logits="}),
        ("Bernoulli(jnp.dot(y, b))", "`jnp.dot(…)`, computed from 'b',", {"": "logits="}),
        ("Bernoulli(a + 1.0)", "is any real number, and Bernoulli", {"": "logits="}),
        ("Bernoulli(a + 0.0)", "is any real number, and Bernoulli", {"": "logits="}),
        ("Bernoulli(a + 0.5)", "", None),
        ("Bernoulli(a)", "", None),
        ("Bernoulli(y)", "", None),
        ("Bernoulli(a if y else a + b)", "", None),
        ("Bernoulli(jax.nn.sigmoid(a + b))", "", None),
        ("Bernoulli(*eta)", "", None),
        ("Bernoulli(logits=a + b)", "", None),
        ("Bernoulli(probs=a + b, logits=a)", "", None),
        ("Normal(a + b)", "", None),
    ],
)
def test_a_predictor_as_probability(made: str, what: str, edit: dict[str, str] | None) -> None:
    program = f"""
def likelihood(a, b, eta, y):
    return dist.{made}
def model(y, name=None):
    a = numpyro.sample("a", dist.Normal())
    b = numpyro.sample("b", dist.Normal())
    eta = a * y
    numpyro.sample("c", likelihood(a, b, eta, y), obs=y)
    numpyro.sample("d", likelihood(a, b, eta, y), obs=y)
{RUN}
"""
    found = told(program, "NPL307")
    assert len(found) == bool(what)
    assert what in "".join(message for _, message in found)
    assert edits(program, "NPL307") == [edit] * bool(what)


SQUASHED = "lies between 0.5 and 0.73 whatever the data say"
FLAT = "no class is more than e = 2.7 times as likely as another whatever the data say"


@pytest.mark.parametrize(
    "arguments, consequence, edit",
    [
        ("Bernoulli(logits=jax.nn.sigmoid(y))", SQUASHED, {"logits": "probs"}),
        ("Bernoulli(logits=jax.scipy.special.expit(y))", SQUASHED, {"logits": "probs"}),
        ("Bernoulli(logits=special.expit(y))", SQUASHED, {"logits": "probs"}),
        ("Bernoulli(logits=linen.sigmoid(y))", SQUASHED, {"logits": "probs"}),
        ("Bernoulli(logits=nnx.sigmoid(y))", SQUASHED, {"logits": "probs"}),
        ("Bernoulli(logits=tensorflow.nn.sigmoid(y))", SQUASHED, {"logits": "probs"}),
        ("Categorical(logits=jax.nn.softmax(y))", FLAT, {"logits": "probs"}),
        ("Categorical(logits=special.softmax(y))", FLAT, {"logits": "probs"}),
        ("Categorical(logits=linen.softmax(y))", FLAT, {"logits": "probs"}),
        ("Categorical(logits=nnx.softmax(y))", FLAT, {"logits": "probs"}),
        ("Binomial(3, logits=jax.nn.sigmoid(y))", SQUASHED, {"logits": "probs"}),
        ("Bernoulli(None, jax.nn.sigmoid(y))", SQUASHED, None),
        ("Bernoulli(probs=None, logits=jax.nn.sigmoid(y))", SQUASHED, None),
        ("BernoulliLogits(jax.nn.sigmoid(y))", SQUASHED, None),
        ("Bernoulli(logits=jax.nn.sigmoid(y) if y else y)", "", None),
        ("Categorical(logits=jax.nn.softmax(y) if y else jax.nn.sigmoid(y))", "", None),
        ("Categorical(logits=jax.nn.log_softmax(y))", "", None),
        ("Bernoulli(logits=y)", "", None),
        ("Bernoulli(jax.nn.sigmoid(y))", "", None),
    ],
)
def test_a_probability_as_logits(
    arguments: str, consequence: str, edit: dict[str, str] | None
) -> None:
    program = f"""
import tensorflow
from flax import linen, nnx
from scipy import special
def likelihood(y):
    return dist.{arguments}
{model('numpyro.sample("a", likelihood(y))', 'numpyro.sample("b", likelihood(y))')}
"""
    found = told(program, "NPL308")
    assert [place for place, _ in found] == [f"dist.{arguments}"] * bool(consequence)
    assert consequence in "".join(message for _, message in found)
    assert edits(program, "NPL308") == [edit] * bool(consequence)


# -- NPL309: the alternatives of a distribution -------------------------------------------------

BOTH = "is given `logits` and `probs` and raises ValueError on NumPyro 0.22.0: it takes exactly one"


@pytest.mark.parametrize(
    "made, message",
    [
        ("Bernoulli(probs=0.5, logits=0.3)", BOTH),
        ("Bernoulli(probs=[0.1], logits=(1.0,))", BOTH),
        ("Bernoulli(probs=q + 1, logits=q[0])", BOTH),
        ("Bernoulli(probs=-q, logits=[each for each in q])", BOTH),
        ("Bernoulli(probs=jnp.ones(3), logits=jnp.ones(3))", BOTH),
        ("Bernoulli(probs=0.5, logits=q)", ""),
        ("Bernoulli(probs=None, logits=0.3)", ""),
        ("Bernoulli(probs=0.5)", ""),
        ("Bernoulli(**q)", ""),
        ("Bernoulli()", "raises ValueError on NumPyro 0.22.0: it takes exactly one of `logits`"),
        (
            "MultivariateNormal(0.0)",
            "exactly one of `covariance_matrix`, `precision_matrix` and `scale_tril`",
        ),
        ("Normal(mu=0.0)", "raises TypeError on NumPyro 0.22.0: it takes no `mu`"),
        ("transforms.AffineTransform(of=0.0)", ""),  # which is no distribution: NPL803
    ],
)
def test_the_alternatives_of_a_distribution(made: str, message: str) -> None:
    found = told(f"def f(q):\n    return dist.{made}\n", "NPL309")
    assert [place for place, _ in found] == [f"dist.{made}"] * bool(message)
    assert message in "".join(said for _, said in found)
