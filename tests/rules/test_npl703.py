"""NPL703: an index or a length of a value that depends on a site."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def in_model(line: str) -> str:
    return f"""
            table = np.array([1.0, 2.0])
            arrays = jnp.array([1.0, 2.0])
            def model(data):
                k = numpyro.sample("k", dist.Bernoulli(0.5))
                a = numpyro.sample("a", dist.Normal(0.0, 1.0).expand([3]).to_event(1))
                {line}
            NUTS(model)
            """


@pytest.mark.parametrize(
    "expr, said",
    [
        ("table[k]", "NumPy indexes `table`, but 'k' has…: TracerArrayConversionError"),
        ("table[k, 0]", "NumPy indexes `table`, but 'k'…"),
        ("table[0, k]", "NumPy indexes `table`, but 'k'…"),
        ("np.zeros(3)[k]", "NumPy indexes `np.zeros(3)`…"),
        ("[1.0, 2.0][k]", "Python indexes `[1.0, 2.0]`…: TracerIntegerConversionError"),
        ("(1.0, 2.0)[k]", "Python indexes `(1.0, 2.0)`…"),
        ("a[a > 0]", "`a` is as long as its mask says…: NonConcreteBooleanIndexError"),
        ("a[~(a > 0)]", "`a` is as long as its mask says…"),
        ("a[(a > 0) & (a < 1)]", "`a` is as long as its mask says…"),
        ("a[jnp.isnan(a)]", "`a` is as long as its mask says…"),
        ("jnp.unique(a)", "the result of `jnp.unique` is as…: ConcretizationTypeError"),
        ("jnp.nonzero(a)", "the result of `jnp.nonzero`…"),
        ("jnp.where(a > 0)", "the result of `jnp.where`…"),
        ("jnp.repeat(arrays, k)", "the result of `jnp.repeat`…"),
        ("jnp.bincount(k)", "the result of `jnp.bincount`…"),
    ],
)
def test_what_needs_a_number(expr: str, said: str) -> None:
    before = in_model(f"b = {expr}  # NPL703 `{expr}`: {said}")
    check("NPL703", before, before)


@pytest.mark.parametrize(
    "name",
    ["equal", "greater", "greater_equal", "isclose", "isfinite", "isin", "isinf", "isnan", "less",
     "less_equal", "logical_and", "logical_not", "logical_or", "not_equal"],
)  # fmt: skip
def test_masks(name: str) -> None:
    check("NPL703", in_model(f"b = a[jnp.{name}(a, a)]  # NPL703"))


@pytest.mark.parametrize(
    "expr",
    ["arrays[k]", "a[k]", "jnp.asarray(table)[k]", "table[0]", "table[data]", "{0: 1.0}[0]",
     "[1.0, 2.0][0]", "a[jnp.argmax(a)]", "jnp.unique(a, size=3)", "jnp.where(a > 0, a, 0.0)",
     "jnp.repeat(a, 2)", "jnp.bincount(k, length=2)", "data[k]", "a[k + 1]", "a[jnp.abs(k)]",
     "jnp.unique(**data)", "table[:2]"],
)  # fmt: skip
def test_what_works(expr: str) -> None:
    check("NPL703", in_model(f"b = {expr}"))


def test_a_store_is_no_read() -> None:
    check("NPL703", in_model("table[k] = 1.0"))
