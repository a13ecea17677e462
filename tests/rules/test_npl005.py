"""NPL005: a site in a function that JAX transforms."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import RUN


def transformed(
    call: str, site: str = 'numpyro.sample("s", dist.Normal(0.0, 1.0))', mark: str = ""
) -> str:
    """Return a model that hands a function with a site to a transformation of JAX."""
    return f"""
def model(x, name=None):
    def f(*given):
        return {site}
    def g(*given):
        return {site}
    {call}{mark}
{RUN}{RUN}
"""


SCAN = (
    "Use `numpyro.contrib.control_flow.scan`, or `cond`, in which a site has one name for all "
    "steps."
)
PLATE = "Use `numpyro.plate(name, size)`, in which one site draws for all elements."
OUTSIDE = "Sample outside of what is checkpointed, and pass the values in."


@pytest.mark.parametrize(
    "call, message, help_",
    [
        ("jax.vmap(f)(x)", "a single draw that all elements of `vmap` share", PLATE),
        ("jnp.vectorize(f)(x)", "a single draw that all elements of `vectorize` share", PLATE),
        ("lax.map(f, x)", "a single draw that all elements of `map` share", PLATE),
        ("lax.fori_loop(0, 3, f, x)", "a single draw that all steps of `fori_loop` share", SCAN),
        ("lax.while_loop(len, f, x)", "a single draw that all steps of `while_loop` share", SCAN),
        ("lax.cond(x, f, len, x)", "the function of `cond` on placeholders (tracers)", SCAN),
        # For which there may be a fix.
        ("lax.cond(x, f, g, x, x)", "several branches of `cond` have a site 's'", None),
        ("jax.checkpoint(f)(x)", "the function of `checkpoint` on placeholders (tracers)", OUTSIDE),
        ("jax.remat(f)(x)", "the function of `remat` on placeholders (tracers)", OUTSIDE),
    ],
)
def test_a_transformation_is_told_of_by_what_it_does(
    call: str, message: str, help_: str | None
) -> None:
    program = transformed(call, mark=f"  # NPL005: …{message}…")
    check("NPL005", program, help=help_)


@pytest.mark.parametrize(
    "site, message",
    [
        (
            'numpyro.sample("s", dist.Normal(0.0, 1.0), obs=x)',
            "'s' raises UnexpectedTracerError…`vmap`",
        ),
        ('numpyro.factor("f", x)', "'f' raises UnexpectedTracerError…`vmap`"),
        ("numpyro.factor(name, x)", "`numpyro.factor(…)` raises UnexpectedTracerError…`vmap`"),
        ('numpyro.deterministic("d", x)', "'d' raises UnexpectedTracerError…`vmap`"),
    ],
)
def test_a_site_in_vmap_is_told_of_by_its_kind(site: str, message: str) -> None:
    check("NPL005", transformed("jax.vmap(f)(x)", site, f"  # NPL005: …{message}…"))


def test_a_param_in_vmap_is_one_for_all() -> None:
    check("NPL005", transformed("jax.vmap(f)(x)", 'numpyro.param("p", 1.0)'))


@pytest.mark.parametrize("guide", ["guide", "AutoNormal(model)"])
def test_svi_keeps_no_value_of_a_deterministic_site(guide: str) -> None:
    program = f"""
def guide(x):
    pass
def model(x):
    jax.vmap(lambda each: numpyro.KIND("d", each))(x)
SVI(model, {guide}, optimizer, Trace_ELBO()).run(random.PRNGKey(0), 9, x)
"""
    check("NPL005", program.replace("KIND", "deterministic"))
    check("NPL005", program.replace("KIND", "factor").replace("(x)\nSVI", "(x)  # NPL005\nSVI"))


def test_of_the_sites_in_a_transformation_an_observed_one_is_told_of() -> None:
    program = f"""
def model(x):
    def f(each):
        numpyro.sample("latent", dist.Normal(0.0, 1.0))
        numpyro.sample("seen", dist.Normal(0.0, 1.0), obs=each)
    jax.vmap(f)(x)  # NPL005: 'seen' raises UnexpectedTracerError…of `vmap`…
{RUN}
"""
    check("NPL005", program)


@pytest.mark.parametrize(
    "name, is_repaired",
    [
        ('"x"', True),
        ('f"{prefix}_x"', True),
        ('named("x")', True),
        ('f"x_{t}"', False),
        ('"x_" + str(c)', False),
        ('named(f"x_{t}")', False),
        ("label", False),
    ],
)
def test_a_site_of_a_scan_has_one_name_for_all_steps(name: str, is_repaired: bool) -> None:
    before = f"""
        from numpyro.contrib.control_flow import scan
        def model(prefix):
            def named(name):
                return f"{{prefix}}_{{name}}"
            def step(c, t):
                label = f"x_{{t}}"
                return c, numpyro.sample({name}, dist.Normal(0.0, 1.0))
            lax.scan(step, 0.0, jnp.arange(3))  # NPL005
            lax.cumsum(prefix)
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, unknown)
        """
    after = before.replace(
        "lax.scan(step, 0.0, jnp.arange(3))  # NPL005", "scan(step, 0.0, jnp.arange(3))"
    )
    check("NPL005", before, after if is_repaired else before, unsafe=True)


SIMULATED = """
def step(level, _):
    level = level + numpyro.sample("move", dist.Normal(0.0, 1.0))
    return level, level
def walk(steps):
    def step(level, _):
        level = level + numpyro.sample("move", dist.Normal(0.0, 1.0))
        return level, level
    return lax.scan(step, 0.0, jnp.arange(steps)){mark}
"""


def test_a_simulation_under_a_seed() -> None:
    for call in (
        "with handlers.seed(rng_seed=0):\n    walk(8)\n",
        "handlers.seed(walk, key)(8)\n",
        "handlers.trace(handlers.seed(walk, 0)).get_trace(8)\n",
    ):
        check("NPL005", SIMULATED.format(mark="  # NPL005") + call)
    for call in ("walk(8)\n", "with handlers.block():\n    walk(8)\n", ""):
        check("NPL005", SIMULATED.format(mark="") + call)
