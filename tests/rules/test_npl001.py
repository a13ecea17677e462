"""NPL001: a distribution that keeps tracers is shared by traces."""

from __future__ import annotations

import pytest

from nplint.finding import Applicability
from tests.helpers.programs import check
from tests.rules.pieces import CHAINS


@pytest.mark.parametrize(
    "target, mark", [("any", "  # NPL001"), ("0.15.2", "  # NPL001"), (">=0.16", "")]
)
def test_nothing_leaks_on_releases_that_are_repaired(target: str, mark: str) -> None:
    program = f"""
PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0){mark}
def model():
    numpyro.sample("a", PRIOR)
{CHAINS}
"""
    check("NPL001", program, target=target)


def test_chains_that_are_not_known() -> None:
    found = check(
        "NPL001",
        """
        numpyro.set_host_device_count(4)
        PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)  # NPL001
        def model():
            numpyro.sample("a", PRIOR)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=n).run(key)
        """,
    )
    assert any(
        "run here: its number of chains is not known" in place.label for place in found[0].related
    )


def test_runs_of_one_chain_of_some_and_of_several() -> None:
    found = check(
        "NPL001",
        """
        numpyro.set_host_device_count(4)
        PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)  # NPL001
        def model():
            numpyro.sample("a", PRIOR)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=1).run(key)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=n).run(key)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=4).run(key)
        """,
    )
    assert any("run here: 4 chains" in place.label for place in found[0].related)


def test_a_lambda() -> None:
    found = check(
        "NPL001",
        """
        numpyro.set_host_device_count(4)
        PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)  # NPL001
        model = lambda: numpyro.sample("a", PRIOR)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=2).run(key)
        """,
    )
    assert any(
        "`PRIOR` is used here by each chain of a lambda" in place.label
        for place in found[0].related
    )


SHARED = f"""
import collections, dataclasses, types, typing
import attr, attrs, chex, equinox, flax, pydantic
TruncatedNormal = dist.TruncatedNormal
KEPT
def model():
    USED
{CHAINS}
"""


def shared(kept: str, used: str) -> str:
    """Return a program that keeps a distribution somewhere, and a model that uses it."""
    return SHARED.replace("KEPT", f"{kept}  # NPL001").replace("USED", used)


@pytest.mark.parametrize(
    "made",
    [
        *(f"{name}([PRIOR])" for name in
          ("list", "tuple", "sorted", "reversed", "iter", "set", "frozenset")),
        "types.MappingProxyType({'a': PRIOR}).values()",
        "dict(a=PRIOR).values()",
        "collections.OrderedDict(a=PRIOR).values()",
        "collections.ChainMap({'a': PRIOR}).values()",
    ],
)  # fmt: skip
def test_a_container_that_is_made_of_others(made: str) -> None:
    kept = f"kept = {made.replace('PRIOR', 'TruncatedNormal(0.0, 1.0, low=0.0)')}"
    check("NPL001", shared(kept, "for each in kept: numpyro.sample('a', each)"))


@pytest.mark.parametrize("pairs", ["zip('a', kept)", "enumerate(kept)"])
def test_pairs_with_a_distribution(pairs: str) -> None:
    kept = "kept = [TruncatedNormal(0.0, 1.0, low=0.0)]"
    check("NPL001", shared(kept, f"for _, each in {pairs}: numpyro.sample('a', each)"))


@pytest.mark.parametrize(
    "head",
    [
        *(f"@{name}\nclass Study:" for name in
          ("dataclasses.dataclass", "flax.struct.dataclass", "chex.dataclass", "attr.s",
           "attrs.define", "attrs.frozen", "attr.define", "attr.frozen",
           "pydantic.dataclasses.dataclass")),
        *(f"class Study({name}):" for name in
          ("typing.NamedTuple", "equinox.Module", "pydantic.BaseModel", "flax.linen.Module")),
    ],
)  # fmt: skip
def test_a_field_of_a_record(head: str) -> None:
    kept = f"{head}\n    prior: object\nstudy = Study(TruncatedNormal(0.0, 1.0, low=0.0))"
    check("NPL001", shared(kept, "numpyro.sample('a', study.prior)"))


@pytest.mark.parametrize("wrapper", ["jit", "vmap", "pmap", "checkpoint", "remat", "named_call"])
def test_a_function_that_jax_wraps(wrapper: str) -> None:
    kept = "PRIOR = TruncatedNormal(0.0, 1.0, low=0.0)"
    wrapped = f"inner = jax.{wrapper}(lambda x: x + numpyro.sample('a', PRIOR))\n    inner(1.0)"
    check("NPL001", shared(kept, wrapped))


@pytest.mark.parametrize(
    "number",
    ["abs(-1)", "bool(1)", "complex(1).real", "dict(a=1)['a']", "divmod(3, 2)[0]",
     "list(enumerate([1]))[0][1]", "float('1')", "len(frozenset([1]))", "int('1')", "list((1,))[0]",
     "max(1, 2)", "min(1, 2)", "pow(1, 2)", "len(range(1))", "list(reversed([1]))[0]",
     "round(1.2)", "len(set([1]))", "[1, 2][slice(0, 1)][0]", "sorted([1])[0]", "len(str(1))",
     "sum([1])", "tuple([1])[0]", "list(zip([1]))[0][0]", "len([1])"],
)  # fmt: skip
def test_what_python_computes_from_constants_is_computed_anew(number: str) -> None:
    (finding,) = check(
        "NPL001",
        shared(f"PRIOR = TruncatedNormal({number}, 1.0, low=0.0)", "numpyro.sample('a', PRIOR)"),
    )
    assert finding.fix is not None
    assert finding.fix.applicability is Applicability.SAFE


EXACT = (
    *(f"{name}(ones)" for name in
      ("abs", "absolute", "array", "asarray", "atleast_1d", "atleast_2d", "atleast_3d", "copy",
       "diag", "diagonal", "full_like", "max", "min", "negative", "ones_like", "ravel", "shape",
       "size", "ndim", "sort", "squeeze", "transpose", "tril", "triu", "zeros_like", "real", "imag",
       "argmax", "argmin", "flip")),
    *(f"{name}([ones])" for name in
      ("column_stack", "concatenate", "hstack", "stack", "vstack")),
    *(f"{name}(ones, 0)" for name in
      ("append", "broadcast_to", "expand_dims", "maximum", "minimum", "repeat", "reshape", "roll",
       "take", "tile")),
    *(f"{name}(3)" for name in ("arange", "eye", "identity", "ones", "zeros")),
    "full(3, 1.0)", "moveaxis(ones, 0, 0)", "swapaxes(ones, 0, 0)", "where(True, ones, 0.0)",
    "float32(1)", "int32(1)", "uint8(1)", "complex64(1)", "bool_(1)", "bfloat16(1)",
    *(f"ones(3).{method}" for method in
      ("astype(float)", "flatten()", "item()", "tolist()",  "T",
       "mT", "dtype", "shape", "size", "ndim", "real", "imag")),
)  # fmt: skip
ROUNDED = (
    "jnp.mean(ones)", "jnp.linspace(0.0, 1.0, 3)", "jnp.exp(ones)", "ones.sum()", "ones.std()",
    "ones + 0.1", "ones - 0.1", "ones * 0.1", "ones / 3.0", "ones // 3.0", "ones % 3.0",
    "ones ** 0.1", "ones @ ones", "jax.nn.softplus(ones)", "sum(ones)", "pow(ones, 2)",
    "round(ones)", "divmod(ones, 2)", "sum([ones, ones])", "jax.random.normal(key)",
    *(f"dist.Gamma(2.0).{name}" for name in
      ("mean", "variance", "log_prob(0.3)", "cdf(0.3)", "icdf(0.3)", "sample(key)")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("location", "applicability"),
    [
        *((f"jnp.{each}".replace("(ones", "(jnp.ones(3)"), Applicability.SAFE) for each in EXACT),
        *((each, Applicability.UNSAFE) for each in ROUNDED),
    ],
)
def test_what_jax_rounds_otherwise_in_a_trace(location: str, applicability: Applicability) -> None:
    prior = f"PRIOR = TruncatedNormal({location.replace('[ones', '[jnp.ones(3)')}, 1.0, low=0.0)"
    (finding,) = check(
        "NPL001",
        shared(f"ones = jnp.ones(3)\n{prior}", "numpyro.sample('a', PRIOR)"),
    )
    assert finding.fix is not None
    assert finding.fix.applicability is applicability


PARALLEL = """
import os
{line}
PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0){mark}
def model():
    numpyro.sample("a", PRIOR)
MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=2).run(random.PRNGKey(0))
"""


@pytest.mark.parametrize(
    "line",
    [
        "numpyro.set_host_device_count(2)",
        "numpyro.set_platform('gpu')",
        *(f"jax.config.update({name!r}, 'cuda')" for name in
          ("jax_platforms", "jax_platform_name")),
        *(f"os.environ[{name!r}] = 'cuda'" for name in
          ("JAX_PLATFORMS", "JAX_PLATFORM_NAME", "CUDA_VISIBLE_DEVICES")),
        "jax.config.update('jax_num_cpu_devices', 2)",
        "jax.config.jax_num_cpu_devices = 2",
        "jax.config.jax_platforms = 'cuda'",
        "os.environ['JAX_NUM_CPU_DEVICES'] = '2'",
        "os.environ['XLA_FLAGS'] = '--xla_force_host_platform_device_count=2'",
        "os.environ['XLA_FLAGS'] = flags",
        "os.environ.update(XLA_FLAGS='--xla_force_host_platform_device_count=2')",
        *(f"jax.{name}()" for name in
          ("device_count", "local_device_count", "devices", "local_devices", "pmap")),
        "jax.experimental.shard_map(f)",
    ],
)  # fmt: skip
def test_parallel_chains_with_several_devices(line: str) -> None:
    check("NPL001", PARALLEL.format(line=line, mark="  # NPL001"))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "numpyro.set_host_device_count(1)",
        "numpyro.set_platform('cpu')",
        "numpyro.set_platform()",
        "jax.config.update('jax_platforms', 'cpu')",
        "os.environ['JAX_NUM_CPU_DEVICES'] = '1'",
        "os.environ['XLA_FLAGS'] = '--xla_cpu_enable_fast_math=true'",
        "torch.devices()",
    ],
)
def test_parallel_chains_on_one_device_run_one_by_one(line: str) -> None:
    check("NPL001", PARALLEL.format(line=line, mark=""))


@pytest.mark.parametrize("warmed", ["mean", "variance", "log_prob(0.5)", "cdf(0.5)"])
def test_a_distribution_that_was_computed_with_before_keeps_no_tracer(warmed: str) -> None:
    program = shared("PRIOR = TruncatedNormal(0.0, 1.0, low=0.0)", "numpyro.sample('a', PRIOR)")
    before = program.replace("  # NPL001", f"\nprint(PRIOR.{warmed})")
    check("NPL001", before)
