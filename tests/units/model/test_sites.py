"""The sites of a trace, what they stand in, and which sites a value is computed from."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from nplint.analyses.dependence import Dependence
from nplint.model.observation import Observation
from nplint.model.pairs import pairs
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.distributions.cholesky import Factors
from tests import command
from tests.helpers.linked import HEAD, RUN, program


def sites(text: str) -> Trace:
    """The sites of the first run in a module."""
    linked = program(text)
    run = linked.runs[0]
    return linked.sites(run)


def named(found: Trace, name: str) -> Site:
    (site,) = found.named(name)
    return site


def test_sites_come_in_the_order_of_execution() -> None:
    found = sites(f"""
    def helper(): numpyro.sample("b", dist.Normal())
    def model():
        numpyro.sample("a", dist.Normal())
        helper()
        with numpyro.plate("N", 3):
            numpyro.deterministic("c", numpyro.param("d", 1.0))
    {RUN}
    """)
    assert [(site.kind, site.name) for site in found.sites] == [
        ("sample", "a"), ("sample", "b"), ("plate", "N"), ("param", "d"), ("deterministic", "c")
    ]  # fmt: skip
    assert found.complete
    assert named(found, "c").within("numpyro.plate")
    assert not named(found, "a").within("numpyro.plate")


@pytest.mark.parametrize(
    "body",
    [
        "if flag: numpyro.sample('a', d)\n    else: numpyro.sample('b', d)",
        "if flag:\n        numpyro.sample('a', d)\n        return\n    numpyro.sample('b', d)",
        "numpyro.sample('a', d) if flag else numpyro.sample('b', d)",
        "f = one if flag else two\n    f()",
    ],
)
def test_arms_exclude_each_other(body: str) -> None:
    found = sites(f"""
def one(): numpyro.sample('a', dist.Normal())
def two(): numpyro.sample('b', dist.Normal())
def model(flag):
    d = dist.Normal()
    numpyro.sample('before', d)
    {body}
{RUN}
""")
    first, second = named(found, "a"), named(found, "b")
    assert first.excludes(second)
    assert second.excludes(first)
    assert not named(found, "before").excludes(first)


def test_handlers_around_a_model_are_its_sites_contexts() -> None:
    found = sites("""
    def model():
        with handlers.scope(prefix="p"):
            numpyro.sample("a", dist.Normal())
    conditioned = handlers.seed(handlers.condition(model, data={"a": 1.0}), 0)
    Predictive(conditioned, num_samples=2)
    """)
    names = [getattr(each, "name", "") for each in named(found, "a").contexts]
    assert [name.rpartition(".")[2] for name in names] == ["seed", "condition", "scope"]


def test_a_decorator_is_a_context_called_or_not() -> None:
    found = sites(f"""
    from functools import partial
    @handlers.reparam(config={{}})
    @jax.jit
    def model():
        part()
    @partial(jax.jit, static_argnums=0)
    def part():
        numpyro.sample("a", dist.Normal())
    {RUN}
    """)
    names = [getattr(each, "name", "") for each in named(found, "a").contexts]
    assert names == ["numpyro.handlers.reparam", "jax.jit", "jax.jit"]


@pytest.mark.parametrize(
    ("parameters", "obs", "expected"),
    [
        ("", "None", Observation.LATENT),
        ("", "jnp.ones(3)", Observation.OBSERVED),
        ("y", "y", Observation.EITHER),
        ("y=None", "y", Observation.EITHER),
        ("y", "y[0]", Observation.OBSERVED),
    ],
)
def test_observations(parameters: str, obs: str, expected: Observation) -> None:
    found = sites(f"""
    def model({parameters}): numpyro.sample("a", dist.Normal(), obs={obs})
    SVI(model, lambda *args: None, numpyro.optim.Adam(0.1), Trace_ELBO())
    """)
    assert named(found, "a").observation is expected


@pytest.mark.parametrize(
    "body",
    [
        "unknown(1)",
        "import flax; flax.linen.Dense(3)(x)",
        "numpyro.module('net', x, (3,))",
        "from numpyro.contrib.module import nnx_module; nnx_module('net', x)",
        "from numpyro.contrib.module import random_eqx_module as m; m('net', x, dist.Normal())",
        "from numpyro.contrib.hsgp.approximation import hsgp_matern; hsgp_matern(x, 1, 1, 1, 1, 3)",
        "model(x)",
    ],
)
def test_what_is_not_seen_leaves_the_sites_incomplete(body: str) -> None:
    found = sites(f"""
    def model(x, unknown):
        numpyro.sample("a", dist.Normal())
        {body}
    MCMC(NUTS(model), num_warmup=1, num_samples=1)
    """)
    assert not found.complete


def test_loops_and_comprehensions_repeat() -> None:
    found = sites(f"""
    def model():
        for _ in range(3): numpyro.param("a", 1.0)
        [numpyro.param("b", 1.0) for _ in range(3)]
        numpyro.param("c", 1.0)
        [each for each in numpyro.param("d", 1.0)]
        [each for _ in range(3) for each in numpyro.param("e", 1.0)]
    {RUN}
    """)
    assert [site.repeated for site in found.sites] == [True, True, False, False, True]


@pytest.mark.parametrize(
    "value",
    [
        "2 * a + 1", "jnp.exp(a)[0]", "helper(a)", "jnp.stack([b, a])", "-a.reshape(3)",
        "(a, b)[0]", "rebound",
    ],
)  # fmt: skip
def test_values_know_the_sites_they_are_computed_from(value: str) -> None:
    linked = program(f"""
    def helper(x):
        x += 1
        return x if x is not None else 0
    def model(b):
        a = numpyro.sample("a", dist.Normal())
        rebound = a
        rebound = jnp.tile(rebound, 3)
        numpyro.sample("y", dist.Normal({value}))
    {RUN}
    """)
    (run,) = linked.runs
    fn = named(linked.sites(run), "y").arguments["fn"]
    assert linked.analysis(Dependence).names(fn.expr, fn.frame) == ["a"]


@pytest.mark.parametrize("value", ["a.shape[0]", "b", "1.0", "jnp.zeros(a.ndim)"])
def test_shapes_and_arguments_depend_on_no_site(value: str) -> None:
    linked = program(f"""
    def model(b):
        a = numpyro.sample("a", dist.Normal())
        numpyro.sample("y", dist.Normal({value}))
    {RUN}
    """)
    (run,) = linked.runs
    fn = named(linked.sites(run), "y").arguments["fn"]
    assert linked.analysis(Dependence).names(fn.expr, fn.frame) == []


def test_what_is_made_from_itself_ends() -> None:
    linked = program(f"""
    def model(n):
        for _ in range(n):
            L = jnp.tile(L, 2) * s
            s = jnp.sqrt(s)
            keys = keys[1:]
        numpyro.sample("L", dist.LKJCholesky(2), keys)
        numpyro.sample("y", dist.MultivariateNormal(0.0, scale_tril=L))
    {RUN}
    """)
    (run,) = linked.runs
    fn = named(linked.sites(run), "y").arguments["fn"]
    assert linked.analysis(Dependence).names(fn.expr, fn.frame) == []
    for argument in fn.expr.arguments:  # type: ignore[attr-defined]
        assert linked.analysis(Factors).of(argument.value, fn.frame) is None


def test_model_and_guide_of_one_svi_are_a_pair() -> None:
    linked = program("""
    def model(): numpyro.sample("a", dist.Normal())
    def guide(): numpyro.sample("a", dist.Normal())
    def other(): numpyro.sample("b", dist.Normal())
    SVI(model, guide, numpyro.optim.Adam(0.1), Trace_ELBO())
    MCMC(NUTS(other), num_warmup=1, num_samples=1)
    """)
    (pair,) = linked.analysis(pairs)
    assert pair.model.model.function.name == "model"
    assert pair.guide.model.function.name == "guide"


def test_functions_in_a_list_run_in_the_trace_of_who_hands_them_over() -> None:
    linked = program(
        f"""
        def one(x):
            numpyro.factor("f", x)
            return x
        def two(x):
            return -x
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            jax.lax.switch(1, [one, two], a)
        {RUN}
        """
    )
    ((run, trace),) = linked.traces  # ``one`` is no model of its own
    names = {function.name for function in linked.sites(run).functions}
    assert {function.name for function in trace.functions} == names == {"model", "one", "two"}


def _found(folder: Path, text: str) -> tuple[int, str]:
    """The exit code and the output of a check of one module with the usual imports."""
    (folder / "model.py").write_text(HEAD + textwrap.dedent(text), encoding="utf-8")
    done = command.nplint("check", "model.py", "--isolated", "--no-cache", cwd=folder)
    return done.returncode, done.stdout + done.stderr


def test_a_site_in_the_test_of_a_conditional_expression_is_reached(tmp_path: Path) -> None:
    text = f"""
    def model(y=None):
        width = 1.0 if numpyro.sample("N", dist.Normal()) is not None else 2.0
        with numpyro.plate("N", 3):
            numpyro.sample("y", dist.Normal(0.0, width), obs=y)
    {RUN}
    """
    site, plate = list(sites(text).named("N"))
    assert (site.kind, plate.kind) == ("sample", "plate")
    assert not site.excludes(plate)
    code, output = _found(tmp_path, text)
    assert code == 1
    assert "NPL102" in output and "the site that is lost" in output


@pytest.mark.parametrize(
    "name", ["sys.argv[1]", "input()", "name", "", "'Nor' + sys.argv[1]", "*names", "3"]
)
def test_an_attribute_whose_name_is_not_known_is_nothing(tmp_path: Path, name: str) -> None:
    code, output = _found(
        tmp_path,
        f"""
        import sys
        PRIOR = getattr(dist, {name})(0.0, 1.0)
        def model():
            numpyro.sample("x", getattr(dist, {name})(0.0, 1.0))
            numpyro.sample("z", PRIOR)
        {RUN}
        """,
    )
    assert (code, output) == (0, "No findings in 1 file.\n")
