"""NPL702: a function of the host is given a value that depends on a site."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def in_model(line: str) -> str:
    return f"""
            import math
            import scipy.special
            def model():
                a = numpyro.sample("a", dist.Normal(0.0, 1.0))
                v = [numpyro.sample(f"v_{{i}}", dist.Normal(0.0, 1.0)) for i in range(3)]
                {line}
            NUTS(model)
            """


@pytest.mark.parametrize(
    "call, other",
    [
        ("np.exp(a)", "jnp.exp(a)"),
        ("np.log1p(2 * a)", "jnp.log1p(2 * a)"),
        ("np.stack([a, a])", "jnp.stack([a, a])"),
        ("np.stack(v)", "jnp.stack(v)"),
        ("np.sum(v)", "jnp.sum(v)"),
        ("np.array([a, 1.0])", "jnp.array([a, 1.0])"),
        ("np.linalg.inv(a)", "jnp.linalg.inv(a)"),
        ("np.concatenate([a, a], axis=0)", "jnp.concatenate([a, a], axis=0)"),
        ("np.where(x > 0, a, 0.0)", "jnp.where(x > 0, a, 0.0)"),
        ("np.full(3, a)", "jnp.full(3, a)"),
    ],
)
def test_what_jax_has_too(call: str, other: str) -> None:
    mark = f"# NPL702 `{call}`: `{call.partition('(')[0]}` needs a number, but … has none yet…"
    before = in_model(f"b = {call}  {mark}")
    check("NPL702", before, before.replace(call, other, 1).replace(f"  {mark}", ""))


@pytest.mark.parametrize(
    "call",
    ["np.array(a, dtype=float)", "np.float_power(a, 2.0, where=True)", "math.exp(a)", "float(a)",
     "int(a)", "bool(a)", "a.item()", "a.tolist()", "scipy.special.expit(a)", "max(a, 0.0)",
     "np.trapz(a)"],
)  # fmt: skip
def test_what_is_left_to_the_author(call: str) -> None:
    before = in_model(f"b = {call}  # NPL702 `{call}`")
    check("NPL702", before, before)


@pytest.mark.parametrize(
    "call, error",
    [
        ("float(a)", "ConcretizationTypeError"),
        ("math.exp(a)", "ConcretizationTypeError"),
        ("a.item()", "ConcretizationTypeError"),
        ("max(a, 0.0)", "TracerBoolConversionError"),
        ("bool(a)", "TracerBoolConversionError"),
        ("sorted([a, 1.0])", "TracerBoolConversionError"),
        ("range(a)", "TracerIntegerConversionError"),
        ("math.comb(a, 1)", "TracerIntegerConversionError"),
        ("np.exp(a)", "TracerArrayConversionError"),
    ],
)
def test_the_error_is_named(call: str, error: str) -> None:
    check("NPL702", in_model(f"b = {call}  # NPL702: …compiles `model`: {error}"))


@pytest.mark.parametrize(
    "call",
    ["np.sum(a)", "np.mean(a)", "np.shape(a)", "np.ndim(a)", "np.exp(1.0)", "np.exp(x)", "len(a)",
     "sum(v)", "abs(a)", "round(a)", "str(a)", "isinstance(a, float)", "jnp.exp(a)", "print(a)",
     "np.exp(*a)", "list(v)", "other(a)", "np.unheard_of(a)", "a.sum()"],
)  # fmt: skip
def test_what_works(call: str) -> None:
    check("NPL702", in_model(f"b = {call}"))


def test_without_jax_numpy_there_is_no_repair() -> None:
    before = """
        import numpyro
        import numpyro.distributions as dist
        import numpy
        from numpyro.infer import NUTS
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            b = numpy.exp(a)  # NPL702
        NUTS(model)
        """
    check("NPL702", before, before, head="")
