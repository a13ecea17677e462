"""What the rules on traces and caching (NPL0xx) tell of in small programs."""

from __future__ import annotations

import pytest

from tests.small_programs import CHAINS, RUN, edits, helps, places, told

STORED = """
class Lengths:
    def __init__(self):
        self.mean = None
    def model(self, y, name="mean"):
        self.mean = numpyro.sample({name}, dist.Normal(0.0, 1.0))
lengths = Lengths()
{before}
{run}
{after}
"""


@pytest.mark.parametrize(
    "run",
    [
        "MCMC(NUTS(lengths.model), num_warmup=1, num_samples=1).run(random.PRNGKey(0), 1.0)",
        "kernel = NUTS(lengths.model)",
        "SVI(lengths.model, guide, optimizer, Trace_ELBO()).run(random.PRNGKey(0), 9, 1.0)",
        "Predictive(lengths.model, num_samples=3)(random.PRNGKey(0), 1.0)",
    ],
)
def test_npl003_what_a_model_stores_is_a_tracer_whatever_runs_it(run: str) -> None:
    program = STORED.format(name='"mean"', before="", run=run, after="lengths.mean + 1.0")
    ((place, message),) = told(program, "NPL003")
    assert place.startswith("self.mean = ")
    assert "keeps a tracer of 'mean' from one trace of `model`" in message
    assert "`lengths.mean` outside" in message


def test_npl003_a_site_without_a_constant_name_is_not_named() -> None:
    program = STORED.format(
        name="name", before="", run="kernel = NUTS(lengths.model)", after="jnp.exp(lengths.mean)"
    )
    ((_, message),) = told(program, "NPL003")
    assert "`self.mean` keeps a tracer from one trace" in message


@pytest.mark.parametrize(
    "before, after, reported",
    [
        ("", "jnp.exp(lengths.mean)", True),
        ("jnp.exp(lengths.mean)", "", False),
        ("", "print(lengths.mean)", False),
        ("other = Lengths()", "jnp.exp(other.mean)", False),
        ("", "def later():\n    return jnp.exp(lengths.mean)", True),
        ("", "lengths.mean = 3.0\njnp.exp(lengths.mean)", False),
        ("", "def change(it):\n    it.mean = 3.0\njnp.exp(lengths.mean)", False),
        ("", "class Other:\n    pass\nOther().mean = 3.0\njnp.exp(lengths.mean)", True),
    ],
)
def test_npl003_what_is_stored_is_reported_where_its_tracer_is_computed_with(
    before: str, after: str, reported: bool
) -> None:
    run = "Predictive(lengths.model, num_samples=3)(random.PRNGKey(0), 1.0)"
    program = STORED.format(name='"mean"', before=before, run=run, after=after)
    assert bool(told(program, "NPL003")) == reported


def test_npl003_a_store_is_told_of_once_with_all_its_sites() -> None:
    run = "Predictive(lengths.model, num_samples=3)(random.PRNGKey(0), 1.0)\n"
    program = STORED.format(
        name='"mean"', before="", run=run * 2, after="lengths.mean + 1.0\nlengths.mean * 2.0"
    ).replace("dist.Normal(0.0, 1.0))", 'dist.Normal()) + numpyro.sample("more", dist.Normal())')
    ((_, message),) = told(program, "NPL003")
    assert "`self.mean` keeps a tracer of 'mean' and 'more' from one trace" in message


def test_npl003_code_of_the_module_is_not_known_to_come_after_a_run_in_a_function() -> None:
    run = "def main():\n    Predictive(lengths.model, num_samples=3)(random.PRNGKey(0), 1.0)\n"
    after = "jnp.exp(lengths.mean)"
    program = STORED.format(name='"mean"', before="", run=run, after=after)
    assert told(program, "NPL003") == []
    inside = STORED.format(name='"mean"', before="", run=f"{run}    {after}", after="")
    assert len(told(inside, "NPL003")) == 1


def test_npl003_other_stores_of_a_model_are_passed_over() -> None:
    program = """
class Lengths:
    def model(self, y):
        self.count = 3
        self.low: float
        for self.each in range(3):
            pass
        self.rows[0] = y
        del self.each
        self.mean = numpyro.sample("mean", dist.Normal(0.0, 1.0))
lengths = Lengths()
kernel = NUTS(lengths.model)
jnp.exp(lengths.count), jnp.exp(lengths.each), jnp.exp(lengths.rows), jnp.exp(lengths.low)
def later():
    return jnp.exp(lengths.mean)
"""
    assert [place[:9] for place in places(program, "NPL003")] == ["self.mean"]


def test_npl003_a_tuple_that_is_stored_in_parts_is_not_looked_into() -> None:
    program = STORED.replace("self.mean = numpyro", "self.mean, self.sd = 1.0, numpyro").format(
        name='"mean"', before="", run="kernel = NUTS(lengths.model)", after="jnp.exp(lengths.mean)"
    )
    assert told(program, "NPL003") == []


COMPILED = """
def model(y):
    numpyro.sample("mean", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
MCMC(NUTS({compiled}), num_warmup=1, num_samples=1).run(random.PRNGKey(0), 1.0)
"""


@pytest.mark.parametrize(
    "compiled, name, edit",
    [
        ("jax.jit(model)", "`model`", {"jax.jit(": "", ")": ""}),
        ("jax.pmap(model)", "`model`", {"jax.pmap(": "", ")": ""}),
        ("jax.jit(lambda y: model(y))", "`a lambda`", {"jax.jit(": "", ")": ""}),
        ("jax.jit(model, inline=True)", "`model`", {"jax.jit(": "", ", inline=True)": ""}),
        ("jax.jit(inline=True)(model)", "the model", None),
    ],
)
def test_npl004_a_compiled_model_is_told_of_by_its_name(
    compiled: str, name: str, edit: dict[str, str] | None
) -> None:
    program = COMPILED.format(compiled=compiled)
    ((place, message),) = told(program, "NPL004")
    assert place == compiled.removesuffix("(model)" if edit is None else "")
    assert f"loses the likelihood of 'y': `jit` replays the first evaluation of {name}, " in message
    assert edits(program, "NPL004") == [edit]


def test_npl004_what_is_compiled_in_the_model_is_told_of_by_its_name() -> None:
    program = f"""
def model(y):
    def likelihood():
        numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
    jax.jit(inline=True, fun=likelihood)()
{RUN}
"""
    ((_, message),) = told(program, "NPL004")
    assert "the first evaluation of `likelihood`" in message
    assert edits(program, "NPL004") == [None]


def test_npl004_a_decorator_is_found_around_a_helper_with_the_sites() -> None:
    program = f"""
def likelihood(y):
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
@jax.jit
def model(y):
    likelihood(y)
{RUN}
"""
    ((_, message),) = told(program, "NPL004")
    assert "the first evaluation of `model`" in message
    assert edits(program, "NPL004") == [{"@jax.jit\n": "", "import jax\n": ""}]


@pytest.mark.parametrize(
    "name, observed, lost",
    [
        ('"mean"', "", "loses 'mean'"),
        ("name", "", "loses its sites"),
        ("name", ", obs=y", "loses the likelihood of its sites"),
    ],
)
def test_npl004_a_compiled_model_loses_what_it_has(name: str, observed: str, lost: str) -> None:
    program = f"""
@jax.jit
def model(y, name=None):
    numpyro.sample({name}, dist.Normal(0.0, 1.0){observed})
    with handlers.seed(rng_seed=0):
        numpyro.sample("own", dist.Normal(0.0, 1.0), obs=y)
{RUN}{RUN}
"""
    ((place, message),) = told(program, "NPL004")
    assert place == "jax.jit"
    assert lost in message


def transformed(call: str, site: str = 'numpyro.sample("s", dist.Normal(0.0, 1.0))') -> str:
    """A model that hands a function with a site to a transformation of JAX."""
    return f"""
def model(x, name=None):
    def f(*given):
        return {site}
    def g(*given):
        return {site}
    {call}
{RUN}{RUN}
"""


SCAN = "Use numpyro.contrib.control_flow.scan, or cond."
PLATE = "Use a plate, with one vector site for all elements."
OUTSIDE = "Sample outside of what is checkpointed, and pass the values in."


@pytest.mark.parametrize(
    "call, message, help_",
    [
        ("jax.vmap(f)(x)", "a single draw that all elements of `vmap` share", PLATE),
        ("jnp.vectorize(f)(x)", "a single draw that all elements of `vectorize` share", PLATE),
        ("lax.map(f, x)", "a single draw that all elements of `map` share", PLATE),
        ("lax.fori_loop(0, 3, f, x)", "a single draw that all steps of `fori_loop` share", SCAN),
        ("lax.while_loop(len, f, x)", "a single draw that all steps of `while_loop` share", SCAN),
        ("lax.cond(x, f, len, x)", "a tracer of `cond` that NumPyro keeps", SCAN),
        ("lax.cond(x, f, g, x, x)", "several branches of `cond` have 's'", SCAN),
        ("jax.checkpoint(f)(x)", "a tracer of `checkpoint` that NumPyro keeps", OUTSIDE),
        ("jax.remat(f)(x)", "a tracer of `remat` that NumPyro keeps", OUTSIDE),
    ],
)
def test_npl005_a_transformation_is_told_of_by_what_it_does(
    call: str, message: str, help_: str
) -> None:
    ((_, said),) = told(transformed(call), "NPL005")
    assert message in said
    if not call.startswith("lax.cond(x, f, g"):  # for which there may be a fix
        assert helps(transformed(call), "NPL005") == [help_]


@pytest.mark.parametrize(
    "site, message",
    [
        ('numpyro.sample("s", dist.Normal(0.0, 1.0), obs=x)', "'s' is a tracer of `vmap`"),
        ('numpyro.factor("f", x)', "'f' is a tracer of `vmap`"),
        ("numpyro.factor(name, x)", "`numpyro.factor(…)` is a tracer of `vmap`"),
        ('numpyro.deterministic("d", x)', "'d' is a tracer of `vmap`"),
        ('numpyro.param("p", 1.0)', ""),
    ],
)
def test_npl005_a_site_in_vmap_is_told_of_by_its_kind(site: str, message: str) -> None:
    said = [each for _, each in told(transformed("jax.vmap(f)(x)", site), "NPL005")]
    assert len(said) == bool(message)
    assert message in "".join(said)


@pytest.mark.parametrize("guide", ["guide", "AutoNormal(model)"])
def test_npl005_svi_keeps_no_value_of_a_deterministic_site(guide: str) -> None:
    program = f"""
def guide(x):
    pass
def model(x):
    jax.vmap(lambda each: numpyro.deterministic("d", each))(x)
SVI(model, {guide}, optimizer, Trace_ELBO()).run(random.PRNGKey(0), 9, x)
"""
    assert told(program, "NPL005") == []
    found = told(program.replace("numpyro.deterministic(", "numpyro.factor("), "NPL005")
    assert len(found) == 1


def test_npl005_of_the_sites_in_a_transformation_an_observed_one_is_told_of() -> None:
    program = f"""
def model(x):
    def f(each):
        numpyro.sample("latent", dist.Normal(0.0, 1.0))
        numpyro.sample("seen", dist.Normal(0.0, 1.0), obs=each)
    jax.vmap(f)(x)
{RUN}
"""
    ((_, message),) = told(program, "NPL005")
    assert message.startswith("'seen' is a tracer of `vmap`")


def test_npl006_a_cache_that_may_hold_arrays_of_numpy_is_not_told_of() -> None:
    program = """
@functools.cache
def basis(n):
    return jnp.linspace(0.0, 1.0, n)
@functools.cache
def nothing(n):
    pass
@functools.cache
def either(n):
    return jnp.ones(3) if wide(n) else np.ones(3)
model = lambda y=None: numpyro.sample(
    "y", dist.Normal(basis(5) + nothing(5) + either(5), 1.0), obs=y
)
Predictive(model, num_samples=500)(key)
{second}(key, 1.0)
Predictive(model, num_samples=500)(key)
"""
    second = "MCMC(NUTS(model), num_warmup=1, num_samples=1).run"
    ((place, message),) = told(program.format(second=second), "NPL006")
    assert place == "basis(5)"
    assert "over a lambda, so `MCMC(…).run(…)` raises" in message


PUT = """
means = {container}
class Kept:
    means = means
def model(y):
    mean = numpyro.sample("mean", dist.Normal(0.0, 10.0))
    {put}
{run}
{after}
"""


@pytest.mark.parametrize(
    "container, put, reported",
    [
        ("[]", "means.append(mean)", True),
        ("[]", "means.insert(0, mean)", True),
        ("{}", "means.setdefault('mean', mean)", True),
        ("{}", "means['mean'] = mean", True),
        ("[]", "means.count(mean)", False),
        ("[]", "means.append(y)", False),
        ("[]", "Kept.means.append(mean)", False),  # of which is not seen what empties it
        ("[]", "means.append", False),
        ("[]", "means.append()", False),
        ("[]", "means = [mean]", False),
    ],
)
def test_npl007_what_puts_a_value_into_a_container(
    container: str, put: str, reported: bool
) -> None:
    program = PUT.format(container=container, put=put, run=RUN * 2, after="jnp.stack(means)")
    found = told(program, "NPL007")
    assert [place for place, _ in found] == [put] * reported
    for _, message in found:
        assert "`means` keeps a tracer of 'mean'" in message
        assert "computing with it after the run raises" in message


@pytest.mark.parametrize(
    "run",
    [
        "kernel = NUTS(model)",
        "SVI(model, guide, optimizer, Trace_ELBO()).init(random.PRNGKey(0), 1.0)",
        "Predictive(model, num_samples=3)(random.PRNGKey(0), 1.0)",
    ],
)
def test_npl007_a_container_is_read_in_the_next_trace_whatever_runs_the_model(run: str) -> None:
    put = "means.append(mean); jnp.stack(means)"
    ((_, message),) = told(PUT.format(container="[]", put=put, run=run, after=""), "NPL007")
    assert "computing with it in the second trace raises" in message


@pytest.mark.parametrize(
    "after",
    [
        "print(means)",
        "means.clear()\njnp.stack(means)",
        "means.pop()\njnp.stack(means)",
        "def other(means):\n    return jnp.stack(means)",
        "def other():\n    return jnp.stack(means)",  # which may be called before
    ],
)
def test_npl007_a_container_that_is_not_surely_computed_with_is_not_told_of(after: str) -> None:
    program = PUT.format(container="[]", put="means.append(mean)", run=RUN, after=after)
    assert told(program, "NPL007") == []


@pytest.mark.parametrize(
    "put, sites",
    [
        ("means.append(mean)", " of 'mean'"),
        ("means.append(mean + numpyro.sample('more', dist.Normal()))", " of 'mean' and 'more'"),
        ("means.append(numpyro.sample(str(y), dist.Normal()))", ""),
    ],
)
def test_npl007_the_sites_of_what_is_kept_are_named(put: str, sites: str) -> None:
    program = PUT.format(container="[]", put=put, run=RUN, after="jnp.stack(means)")
    ((_, message),) = told(program, "NPL007")
    assert message.startswith(f"`means` keeps a tracer{sites} from each trace of `model`")


def test_npl007_a_container_is_full_after_the_run_not_before() -> None:
    program = PUT.format(
        container="[]", put="means.append(mean)", run=f"jnp.stack(means)\n{RUN}", after=""
    )
    assert told(program, "NPL007") == []


BUMP = """
class Bump(dist.Distribution):
    def __init__(self, scale):
        self.scale = scale
    @functools.cached_property
    def log_norm(self):
        return jnp.log(self.scale)
    def log_prob(self, value):
        return -0.5 * (value / self.scale) ** 2 - self.log_norm
    {method}
PRIOR = Bump(2.0)
{before}
def model():
    numpyro.sample("a", PRIOR)
    numpyro.sample("b", PRIOR)
"""


@pytest.mark.parametrize(
    "before, silent",
    [
        ("PRIOR.log_prob(1.0)", True),
        ("PRIOR.log_norm", True),
        ("PRIOR.sample(key)", True),
        ("PRIOR.mean", True),
        ("PRIOR.variance", True),
        ("PRIOR.cdf(1.0)", True),
        ("PRIOR.icdf(0.5)", True),
        ("PRIOR.scale", False),
        ("Bump(3.0).log_prob(1.0)", False),
        ("dist.Normal().log_prob(1.0)", False),
        ("", False),
    ],
)
def test_npl008_an_instance_that_was_evaluated_before_holds_numbers(
    before: str, silent: bool
) -> None:
    program = BUMP.format(before=before, method="") + RUN + CHAINS * 2
    assert places(program, "NPL008") == ([] if silent else ["Bump(2.0)"])
    assert silent or "with 4 chains" in told(program, "NPL008")[0][1]


def test_npl008_what_its_own_class_does_with_an_instance_is_no_evaluation_before() -> None:
    method = "def twice(self):\n        return 2.0 * self.log_prob(1.0)"
    assert places(BUMP.format(before="", method=method) + CHAINS, "NPL008") == ["Bump(2.0)"]


@pytest.mark.parametrize("target, reported", [("any", True), ("0.15.2", True), (">=0.16", False)])
def test_npl001_nothing_leaks_on_releases_that_are_repaired(target: str, reported: bool) -> None:
    program = f"""
PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)
def model():
    numpyro.sample("a", PRIOR)
{CHAINS}
"""
    assert bool(places(program, "NPL001", target)) == reported


@pytest.mark.parametrize("target, guarded", [("any", True), ("0.15.2", True), (">=0.16", False)])
def test_npl008_the_guard_of_newer_releases_is_for_their_own_property(
    target: str, guarded: bool
) -> None:
    program = BUMP.format(before="", method="") + CHAINS
    assert places(program, "NPL008", target) == ["Bump(2.0)"]
    lazy = "from numpyro.distributions.util import lazy_property\n" + program.replace(
        "functools.cached_property", "lazy_property"
    )
    assert places(lazy, "NPL008", target) == ["Bump(2.0)"] * guarded


FIELD = """
FIELD = dist.MultivariateNormal(jnp.zeros(2), covariance)
{before}
def model(y=None):
    x = numpyro.sample("x", FIELD)
    numpyro.sample("y", dist.Normal(FIELD.precision_matrix @ x, 1.0), obs=y)
    numpyro.sample("z", dist.Normal(FIELD.precision_matrix @ x, 2.0), obs=y)
Predictive(model, num_samples=500)(key)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, data)
"""


@pytest.mark.parametrize(
    "before, silent",
    [
        ("FIELD.sample(key)", True),
        ("FIELD.rsample(key)", True),
        ("FIELD.log_prob(zero)", True),
        ("FIELD.cdf(zero)", True),
        ("FIELD.icdf(zero)", True),
        ("FIELD.entropy()", True),
        ("FIELD.support", True),
        ("FIELD.precision_matrix", True),
        ("FIELD.batch_shape", False),
        ("dist.MultivariateNormal(jnp.zeros(2), covariance).log_prob(zero)", False),
        ("", False),
    ],
)
def test_npl009_an_attribute_that_was_computed_before_is_a_number(
    before: str, silent: bool
) -> None:
    found = told(FIELD.format(before=before), "NPL009")
    assert [place for place, _ in found] == ([] if silent else ["FIELD.precision_matrix"])
    for _, message in found:
        assert message.startswith("`FIELD.precision_matrix` (MultivariateNormal) stays a tracer")


def test_npl009_a_fix_that_may_change_the_attribute_says_why() -> None:
    before = "covariance = jnp.eye(2)\ncovariance = 2.0 * covariance"
    assert helps(FIELD.format(before=before), "NPL009") == [
        "The fix is unsafe because `covariance` is assigned more than once."
    ]


def test_npl010_data_that_changes_twice_is_told_of_where_it_is_first_stale() -> None:
    program = """
def model():
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=lengths)
mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=500)
lengths = jnp.ones(10)
mcmc.run(key)
lengths = jnp.ones(10) * 101.0
mcmc.run(key)
lengths = jnp.ones(10) * 102.0
mcmc.run(key)
"""
    ((place, message),) = told(program, "NPL010")
    assert place == "lengths"
    assert message.startswith("the second `mcmc.run(…)` gives the posterior of the first `lengths`")


@pytest.mark.parametrize(
    "statement, edit",
    [
        ("y += 1.0", {"+=": "= y +"}),
        ("y **= -z", {"**=": "= y **", "": ")"}),
        ("y  -=  jnp.exp(1.0)", {"-=": "= y -"}),
        ("y *= 1.0 if z else 2.0", {"*=": "= y *", "": ")"}),
        ("y *= (1.0 + 2.0)", None),  # brackets belong to no expression
        ("y *= \\\n        2.0", None),
        ("y[0] += 1.0", None),
    ],
)
def test_npl012_an_augmented_assignment_becomes_one_that_makes_a_new_array(
    statement: str, edit: dict[str, str] | None
) -> None:
    program = f"""
def model(y, z=1.0):
    {statement}
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(random.PRNGKey(0), np.ones(3))
"""
    assert places(program, "NPL012") == [statement]
    assert edits(program, "NPL012") == [edit]
    advice = ["Copy `y` before, or change the data before the run."]
    assert helps(program, "NPL012") == (advice if "[" in statement else [])


@pytest.mark.parametrize("name, theirs", [("y", ""), ("lengths", ", and changes `lengths`")])
def test_npl012_the_callers_name_of_the_data_is_told_where_it_is_another(
    name: str, theirs: str
) -> None:
    program = f"""
def model(y):
    y += 1.0
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
{name} = np.ones(3)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(random.PRNGKey(0), {name})
"""
    ((_, message),) = told(program, "NPL012")
    assert message.endswith(
        f"which is several times a run{theirs}: the posterior is that of other data"
    )
