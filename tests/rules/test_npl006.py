"""NPL006: a cached value that keeps a tracer."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def test_a_cache_that_may_hold_arrays_of_numpy_is_not_told_of() -> None:
    raises = "…over a lambda computes…: `MCMC(…).run(…)` raises…"
    check(
        "NPL006",
        f"""
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
    "y", dist.Normal(basis(5) + nothing(5) + either(5), 1.0), obs=y  # NPL006 `basis(5)`: {raises}
)
Predictive(model, num_samples=500)(key)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, 1.0)
Predictive(model, num_samples=500)(key)
""",
    )


CACHED = """
@functools.cache
def kept(n):
    return {made}
def model(y=None):
    numpyro.sample("y", dist.Normal(kept(5), 1.0), obs=y){mark}
Predictive(model, num_samples=500)(key)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, 1.0)
Predictive(model, num_samples=500)(key)
"""


@pytest.mark.parametrize(
    "made",
    ["jnp.ones(n)", "jax.scipy.special.expit(n)", "jax.nn.relu(n)", "jax.random.key(n)",
     "jax.lax.rsqrt(n)", "jnp.ones(n).T", "jnp.ones(n).mT", "jnp.ones(n).real", "jnp.ones(n).imag",
     "(jnp.ones(n), 1)", "jnp.ones(n) + 1", "jnp.ones(n)[0]", "jnp.ones(n).sum()"],
)  # fmt: skip
def test_what_a_trace_computes_is_kept(made: str) -> None:
    check("NPL006", CACHED.format(made=made, mark="  # NPL006"))


@pytest.mark.parametrize(
    "made",
    ["jnp.bool_(n)", "jnp.broadcast_shapes((n,))", "jnp.can_cast(n, int)", "jnp.dtype(n)",
     "jnp.finfo(n)", "jnp.iinfo(n)", "jnp.isscalar(n)", "jnp.issubdtype(n, n)", "jnp.ndim(n)",
     "jnp.promote_types(n, n)", "jnp.result_type(n)", "jnp.shape(n)", "jnp.size(n)",
     "jnp.float32(n)", "jnp.int8(n)", "jnp.uint8(n)", "jnp.complex64(n)", "jnp.bfloat16(n)",
     "jnp.ones(n).item()", "jnp.ones(n).tolist()", "jnp.ones(n).block_until_ready()"],
)  # fmt: skip
def test_what_no_trace_changes_may_be_kept(made: str) -> None:
    check("NPL006", CACHED.format(made=made, mark=""))


def test_jax_computes_numbers_where_it_is_asked_to() -> None:
    program = CACHED.replace("    return {made}", "    with {eager}:\n        return jnp.ones(n)")
    eager = "jax.ensure_compile_time_eval()"
    check("NPL006", program.format(eager=eager, mark=""))
    check("NPL006", program.format(eager="jax.named_scope('a')", mark="  # NPL006"))
