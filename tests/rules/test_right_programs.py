"""Programs that look like mistakes and are none, each with the mistake beside it."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

SHARED = """
{devices}
PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0){mark}
def model():
    numpyro.sample("a", PRIOR)
{run}
"""
FOUR = "MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=4{method}).run(key)"


@pytest.mark.parametrize(
    ("devices", "method", "found"),
    [
        ("", "", False),
        ("numpyro.set_host_device_count(1)", "", False),
        ("numpyro.set_host_device_count(2)", "", False),
        ("import os\nos.environ['XLA_FLAGS'] = '--xla_cpu_enable_fast_math=false'", "", False),
        ("numpyro.set_platform('cpu')", "", False),
        ("", ", chain_method='parallel'", False),
        ("", ", chain_method='sequential'", False),
        ("numpyro.set_host_device_count(4)", "", True),
        ("N = 2\nnumpyro.set_host_device_count(2 * N)", "", True),
        ("import os\nnumpyro.set_host_device_count(os.cpu_count())", "", True),
        (
            "import os\nos.environ['XLA_FLAGS'] = '--xla_force_host_platform_device_count=8'",
            "",
            True,
        ),
        (
            "import os\nos.environ.setdefault("
            "'XLA_FLAGS', '--xla_force_host_platform_device_count=4')",
            "",
            True,
        ),
        ("jax.config.update('jax_num_cpu_devices', 4)", "", True),
        ("numpyro.set_platform('gpu')", "", True),
        ("print(jax.local_device_count())", "", True),
        ("", ", chain_method='vectorized'", True),
        ("", ", chain_method=method", True),
    ],
)
def test_chains_share_a_trace_where_there_are_devices_for_them(
    devices: str, method: str, found: bool
) -> None:
    run = FOUR.format(method=method)
    check("NPL001", SHARED.format(devices=devices, mark="  # NPL001" * found, run=run))


def test_whoever_calls_a_function_has_the_devices() -> None:
    run = "def fit(key):\n    MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=4).run(key)"
    mark = "  # NPL001: …shared by the 4 chains…if each chain has a device of its own the next…"
    check("NPL001", SHARED.format(devices="", mark=mark, run=run))
    check("NPL001", SHARED.format(devices="", mark="", run=f"{run}\nfit(key)"))


BRANCH = """
def model(y, train=True):
    if {test}:
        sd = numpyro.param("sd", 1.0){mark}
    else:
        sd = numpyro.sample("noise", dist.HalfNormal(1.0))
    numpyro.sample("y", dist.Normal(0.0, sd), obs=y)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x{given})
"""


@pytest.mark.parametrize(
    ("test", "given", "taken"),
    [
        ("train", ", train=False", False),
        ("train", ", False", False),
        ("train", "", True),
        ("not train", "", False),
        ("train is None", "", False),
        ("train == 'fit'", ", train='predict'", False),
        ("train in ('fit', 'debug')", ", train='predict'", False),
        ("train and y is not None", ", train=False", False),
        ("not (train or y is None)", "", False),
        ("isinstance(train, str)", "", False),
        ("train > 1", ", train=1", False),
        ("train", ", train=True", True),
        ("train", ", train=flag", True),
        ("train", ", **settings", True),
        ("y.sum() > 0", "", True),
    ],
)
def test_constants_decide_branches(test: str, given: str, taken: bool) -> None:
    mark = "  # NPL409" * taken
    check("NPL409", BRANCH.format(test=test, given=given, mark=mark))


def test_a_variable_that_changes_decides_nothing() -> None:
    check(
        "NPL409",
        """
        trained = False
        def model(y):
            sd = numpyro.param("sd", 1.0) if trained else 1.0  # NPL409
            numpyro.sample("y", dist.Normal(0.0, sd), obs=y)
        trained = True
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)
        """,
    )
    check(
        "NPL409",
        """
        TRAINED = False
        def model(y):
            sd = numpyro.param("sd", 1.0) if TRAINED else 1.0
            numpyro.sample("y", dist.Normal(0.0, sd), obs=y)
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)
        """,
    )


def test_an_early_return_that_is_taken_ends_the_trace() -> None:
    check(
        "NPL409",
        """
        def model(y=None, short=False):
            mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
            if short:
                return mu
            sd = numpyro.param("sd", 1.0)
            numpyro.sample("y", dist.Normal(mu, sd), obs=y)
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, short=True)
        """,
    )


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ("handlers.block()", False),
        ("handlers.block(hide=['herd'])", False),
        ("handlers.block(hide_fn=lambda site: True)", False),
        ("handlers.block(expose=['mu'])", False),
        ("handlers.block(expose_types=['param'])", False),
        ("handlers.block(hide=['other'])", True),
        ("handlers.block(expose=['herd', 'mu'])", True),
        ("handlers.block(expose_types=['sample'])", True),
    ],
)
def test_what_block_hides_is_no_site_of_the_run(block: str, found: bool) -> None:
    mark = "  # NPL102" * found
    check(
        "NPL102",
        f"""
        def model(y):
            with {block}, handlers.seed(rng_seed=0):
                shift = numpyro.sample("herd", dist.Normal(0.0, 1e-6))
            with numpyro.plate("herd", 3):{mark}
                numpyro.sample("y", dist.Normal(shift, 0.1), obs=y)
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)
        """,
    )


def test_a_substitute_whose_site_is_hidden() -> None:
    program = """
        def model(y):
            z = numpyro.sample("z", dist.Normal(0.0, 1.0))
            numpyro.sample("y", dist.Normal(z, 0.1), obs=y)
        given = handlers.substitute(model, data={{"z": 0.5}}){mark}
        fixed = handlers.block(given, hide=["{hidden}"])
        MCMC(NUTS(fixed), num_warmup=1, num_samples=1).run(key, x)
        """
    check("NPL408", program.format(hidden="z", mark=""))
    check("NPL408", program.format(hidden="other", mark="  # NPL408"))


@pytest.mark.parametrize(
    ("around", "found"),
    [
        ("handlers.mask(mask=False)", False),
        ("handlers.mask(mask=y > 0)", True),
        ("handlers.mask(mask=True)", True),
        ("handlers.scale(scale=0.0)", False),
    ],
)
def test_what_is_masked_out_has_no_density(around: str, found: bool) -> None:
    mark = "  # NPL409" * found
    check(
        "NPL409",
        f"""
        def model(y):
            sd = numpyro.param("sd", 1.0){mark}
            with {around}:
                numpyro.sample("y", dist.Normal(0.0, sd), obs=y)
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)
        """,
    )


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("y %= 6.28", False),
        ("y &= z", False),
        ("y |= ~np.isnan(z)", False),
        ("y *= 1.0", False),
        ("y -= y.mean()", False),
        ("y -= np.mean(y, axis=0)", False),
        ("y /= y.sum()", False),
        ("y /= np.linalg.norm(y)", False),
        ("y -= z.mean()", True),
        ("y += y.mean()", True),
        ("y *= y.sum()", True),
        ("y *= 2", True),
        ("y %= y.max()", True),
    ],
)
def test_what_gives_the_same_when_it_is_done_twice(statement: str, found: bool) -> None:
    mark = "  # NPL012" * found
    check(
        "NPL012",
        f"""
        def model(y, z):
            {statement}{mark}
            numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, np.ones(3), np.ones(3))
        """,
    )


def test_values_for_several_models() -> None:
    program = """
        START = {start}
        def flat(y):
            mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
            sd = numpyro.sample("sd", dist.HalfNormal(1.0))
            numpyro.sample("y", dist.Normal(mu, sd), obs=y)
        start = infer.init_to_value(values=START)
        MCMC(NUTS(flat, init_strategy=start), num_warmup=1, num_samples=1).run(key, x)
        """
    check("NPL108", program.format(start='{"mu": 5.0, "sd": 1.0, "slope": 0.0}'))
    check("NPL108", program.format(start='{"mu": 5.0, "SD": 1.0}  # NPL108 `"SD"`'))


@pytest.mark.parametrize(("guide", "found"), [("own", False), ("AutoNormal(model)", True)])
def test_a_guide_of_ones_own_decides_on_the_support(guide: str, found: bool) -> None:
    mark = "  # NPL305" * found
    check(
        "NPL305",
        f"""
        from numpyro.distributions.transforms import AffineTransform
        def model(y):
            s = numpyro.sample("s", dist.TransformedDistribution(
                dist.HalfNormal(1.0), AffineTransform(0.0, 2.0)))  {mark}
            numpyro.sample("y", dist.Normal(0.0, s), obs=y)
        def own(y):
            numpyro.sample("s", dist.LogNormal(numpyro.param("loc", 0.0), 0.1))
        SVI(model, {guide}, optim.Adam(0.1), Trace_ELBO()).run(key, 9, x)
        """,
    )


BATCHES = """
def model(batch):
    {prior}
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=batch)
svi = SVI(model, AutoNormal(model), optim.Adam(0.1), Trace_ELBO())
state = svi.init(key, y)
n = 100
for step in range(10):
    key, sub = random.split(key)
    state, loss = svi.update(state, {batch})  {mark}
"""
MU = 'mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))'


@pytest.mark.parametrize(
    ("prior", "batch", "found"),
    [
        (MU, "y[random.choice(sub, n, (n,))]", False),
        (MU, "y[random.choice(sub, 100, (100,))]", False),
        (MU, "y[random.choice(sub, len(y), (len(y),))]", False),
        (MU, "y[random.randint(sub, y.shape, 0, n)]", False),
        (MU, "y[random.permutation(sub, n)]", False),
        (f"with handlers.scale(scale=0.1):\n        {MU}", "y[step : step + 10]", False),
        (MU, "y[random.choice(sub, n, (10,))]", True),
        (MU, "y[random.permutation(sub, n)[:10]]", True),
        (MU, "y[step : step + 10]", True),
    ],
)
def test_steps_that_get_as_much_as_there_is(prior: str, batch: str, found: bool) -> None:
    program = BATCHES.format(prior=prior, batch=batch, mark="")
    if found:
        program = program.replace("obs=batch)", "obs=batch)  # NPL207")
    check("NPL207", program)


@pytest.mark.parametrize(
    ("use", "found"),
    [
        ("assert draws[0] == draws[1]", False),
        ("np.testing.assert_allclose(draws[0], draws[1])", False),
        ("print(jnp.allclose(draws[0], draws[1]))", False),
        ("print(jnp.std(jnp.stack(draws)))", True),
    ],
)
def test_draws_that_are_compared(use: str, found: bool) -> None:
    mark = "  # NPL507" * found
    check(
        "NPL507",
        f"""
        def model(x):
            return numpyro.sample("y", dist.Normal(x, 1.0))
        seeded = handlers.seed(model, key)
        draws = [seeded(1.0) for _ in range(2)]{mark}
        {use}
        """,
    )


SEEDED = """
def model(x=1.0, y=None):
    b = numpyro.sample("b", dist.Normal(0.0, 10.0))
    numpyro.deterministic("mu", b * x)
    {more}
{predict}
"""
GIVEN = 'Predictive(handlers.seed(model, 0), {"b": jnp.ones(50)})(key)'


@pytest.mark.parametrize(
    ("more", "predict", "found"),
    [
        ("pass", GIVEN, False),
        ('numpyro.sample("y", dist.Normal(b, 1.0), obs=y)', GIVEN, True),
        ("pass", 'Predictive(handlers.seed(model, 0), {"c": jnp.ones(50)})(key)', True),
        ("pass", "Predictive(handlers.seed(model, 0), num_samples=1)(key)", False),
        ("pass", "Predictive(handlers.seed(model, 0), num_samples=2)(key)", True),
        (
            "pass",
            "for each in random.split(key):\n"
            "    Predictive(handlers.seed(model, 0), num_samples=1)(each)",
            True,
        ),
    ],
)
def test_a_seed_that_draws_nothing(more: str, predict: str, found: bool) -> None:
    if found:
        predict += "  # NPL508"
    check("NPL508", SEEDED.format(more=more, predict=predict))


@pytest.mark.parametrize(
    ("drawn", "found"), [("dist.Delta(loc)", False), ("dist.Normal(loc, 1.0)", True)]
)
def test_a_guide_without_noise(drawn: str, found: bool) -> None:
    mark = "  # NPL508" * found
    check(
        "NPL508",
        f"""
        def model(y):
            mu = numpyro.sample("mu", dist.Normal(0.0, 10.0))
            numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)
        def guide(y):
            loc = numpyro.param("loc", 0.0)
            numpyro.sample("mu", {drawn})
        SVI(model, handlers.seed(guide, 0), optim.Adam(0.1), Trace_ELBO()){mark}
        """,
    )


PARALLEL = """
@functools.cache
def grid(n):
    return jnp.linspace(0.0, 1.0, n)
def model(y=None):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(a * grid(3), 1.0), obs=y){mark}
Predictive(model, num_samples=10{parallel})(key)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)
"""


@pytest.mark.parametrize(
    ("parallel", "found"), [("", True), (", parallel=False", True), (", parallel=True", False)]
)
def test_predictions_in_parallel_compile_nothing(parallel: str, found: bool) -> None:
    check("NPL006", PARALLEL.format(parallel=parallel, mark="  # NPL006" * found))


def test_before_0_18_they_do() -> None:
    program = PARALLEL.format(parallel=", parallel=True", mark="  # NPL006")
    check("NPL006", program, target="<0.18")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('numpyro.factor("f", jnp.log(q))', False),
        ('numpyro.factor("f", jnp.log(1 - q))', True),
        ('numpyro.factor("f", jnp.log1p(-q))', True),
        ('numpyro.factor("f", jax.scipy.special.logit(q))', True),
        ('numpyro.factor("f", jnp.log(-jnp.log(q)))', True),
        ('numpyro.sample("y", dist.Normal(q, 1.0), obs=y)', False),
        ('numpyro.sample("y", dist.Bernoulli(q), obs=y)', False),
        ('numpyro.sample("y", dist.Binomial(5, q), obs=y)', True),
        ('numpyro.sample("y", dist.Beta(2.0, 2.0), obs=q)', True),
        ('numpyro.sample("y", dist.Normal(0.0, 1.0), obs=q)', False),
    ],
)
def test_an_upper_bound_does_harm_where_something_becomes_infinite(line: str, found: bool) -> None:
    mark = "  # NPL707" * found
    check(
        "NPL707",
        f"""
        def model(p, y):
            q = jnp.clip(p, 1e-10, 1 - 1e-10){mark}
            {line}
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x, x)
        """,
    )


KERNEL = """
X = {points}
def model(y):
    amp = numpyro.sample("amp", dist.LogNormal(0.0, 0.5))
    length = numpyro.sample("length", dist.LogNormal(0.0, 0.5))
    K = amp * jnp.exp(-0.5 * ((X[:, None] - X) {by}) ** 2) + 1e-10 * jnp.eye(4)
    numpyro.sample("y", dist.MultivariateNormal(jnp.zeros(4), K), obs=y){mark}
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)
"""


@pytest.mark.parametrize(
    ("points", "by", "found"),
    [
        ("jnp.array([0.0, 3.0, 6.0, 9.0])", "", False),
        ("jnp.arange(0.0, 12.0, 3.0)", "/ 0.5", False),
        ("jnp.linspace(0.0, 1.0, 20)", "", True),
        ("jnp.array([0.0, 3.0, 6.0, 9.0])", "/ 20.0", True),
        ("jnp.array([0.0, 3.0, 6.0, 9.0])", "/ length", True),
        ("points()", "", True),
    ],
)
def test_jitter_that_the_matrix_of_points_does_not_need(points: str, by: str, found: bool) -> None:
    check("NPL707", KERNEL.format(points=points, by=by, mark="  # NPL707" * found))


def test_a_property_reads_what_the_constructor_was_given() -> None:
    program = """
        class Table:
            def __init__(self, values):
                self.values = values
            @property
            def noise(self):
                return {noise}
        def model(table):
            numpyro.sample("y", dist.Normal(table.noise, 1.0), obs=table.values)
        table = Table(np.random.choice(4, size=4))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, table)
        """
    check("NPL504", program.format(noise="self.values.mean()"))
    check("NPL504", program.format(noise="np.random.normal()  # NPL504"))
