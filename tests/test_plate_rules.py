"""What the rules on plates and shapes (NPL2xx) tell of in small programs."""

from __future__ import annotations

import pytest

from tests.small_programs import CHAINS, edits, findings, model, places, told

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
def test_npl205_the_plate_adds_up_by_itself(value: str, edit: dict[str, str]) -> None:
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
        ("numpyro.plate(size=4, name='N')", "counted 4 times"),
        ("numpyro.plate('N', dim=-1, size=4)", "counted 4 times"),
        ("numpyro.plate(**y)", "counted as often as the plate is long"),
        ('numpyro.plate("M", 2), numpyro.plate("N", 5)', "counted 5 times"),
        ('numpyro.plate("N", 5), handlers.mask(mask=y)', "counted 5 times"),
        ('numpyro.plate("N", 5), mine(y)', ""),
        ("handlers.mask(mask=y)", ""),
    ],
)
def test_npl205_the_length_of_the_innermost_plate_is_told(plates: str, often: str) -> None:
    found = told(model(f"with {plates}:", "    numpyro.factor(name, jnp.sum(y))"), "NPL205")
    assert len(found) == bool(often)
    for _, message in found:
        assert message.startswith("a factor is a sum over all data and is ")
        assert often in message


def test_npl205_a_factor_in_several_plates_is_told_of_once() -> None:
    helper = 'def add(y):\n    numpyro.factor("f", jnp.sum(y))\n'
    program = model(
        "add(y)",
        'with numpyro.plate("N", 3): add(y)',
        'with numpyro.plate("M", 4): add(y)',
    )
    ((_, message),) = told(helper + program, "NPL205")
    assert "counted 3 times" in message


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
def test_npl205_what_is_no_sum_over_everything(site: str) -> None:
    assert places(model('with numpyro.plate("N", 3):', f"    {site}"), "NPL205") == []


def test_npl205_one_of_two_sums_is_not_taken_away() -> None:
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
def test_npl206_a_column_beside_a_vector(location: str, observed: str, reported: str) -> None:
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


def test_npl206_where_a_column_is_made_is_told_if_it_is_one_place_elsewhere() -> None:
    _, found = findings(f"""
flat = np.ones(20)
column = np.ones((20, 1))
either = np.ones((20, 1)) if len(flat) else np.zeros((20, 1))
def likelihood(name, flat):
    numpyro.sample(name, dist.Normal(flat, 1.0), obs=column)
def model():
    likelihood("1", flat)
    likelihood("2", flat)
    numpyro.sample("3", dist.Normal(flat, 1.0), obs=either)
    numpyro.sample("4", dist.Normal(flat, 1.0), obs=np.ones((20, 1)))
{CHAINS}
""")
    labels = [[label for *_, label in each.related] for each in found if each.code == "NPL206"]
    vector = "a vector, of shape (N,)"
    assert sorted(labels) == [[vector], [vector], [vector, "made a column here"]]


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
def test_npl207_a_batch_that_nothing_weighs(
    lines: tuple[str, ...], place: str, latents: str
) -> None:
    ((found, message),) = told(batches(*lines), "NPL207")
    assert found == place
    assert message == (
        f"each step takes its part `y` for all the data: the posterior of {latents} comes out as "
        "wide as that of a single batch"
    )


def test_npl207_a_part_that_has_no_name_is_told_of_without() -> None:
    program = batches(MU, 'numpyro.sample("y", dist.Normal(mu), obs=y + 1.0)')
    ((_, message),) = told(program, "NPL207")
    assert message.startswith("each step takes its part for all the data: the posterior")


def test_npl207_it_is_the_model_of_svi_that_takes_a_batch_for_all_data() -> None:
    observing = (MU, 'numpyro.sample("y", dist.Normal(mu), obs=y)')
    program = batches(*observing).replace("SVI(model, AutoNormal(model)", "SVI(other, model")
    assert places(f"def other(y): pass\n{program}", "NPL207") == []


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
def test_npl207_a_batch_that_is_weighed_or_has_latents_of_its_own(lines: tuple[str, ...]) -> None:
    assert places(batches(*lines), "NPL207") == []
