"""NPL710: an array is changed in place in a model."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def in_model(body: str) -> str:
    lines = "\n".join(f"                {line}" for line in body.splitlines())
    return f"""
            outer = jnp.zeros(3)
            table = np.zeros(3)
            def model(data):
                a = numpyro.sample("a", dist.Normal(0.0, 1.0).expand([3]).to_event(1))
                b = jnp.zeros((3, 3))
{lines}
            NUTS(model)
            """


@pytest.mark.parametrize(
    "before, after",
    [
        ("b[0] = a", "b = b.at[0].set(a)"),
        ("b[0, :] = a", "b = b.at[0, :].set(a)"),
        ("b[:] = 2 * a", "b = b.at[:].set(2 * a)"),
        ("b[0] += 1", "b = b.at[0].add(1)"),
        ("b[0] -= 1", "b = b.at[0].subtract(1)"),
        ("b[0] *= 2", "b = b.at[0].multiply(2)"),
        ("b[0] /= 2", "b = b.at[0].divide(2)"),
        ("b[0] **= 2", "b = b.at[0].power(2)"),
        ("a[0] = 1.0", "a = a.at[0].set(1.0)"),
    ],
)
def test_a_new_array(before: str, after: str) -> None:
    place = before.partition(" ")[0] if ":" not in before else before.partition(" =")[0]
    array = before[0]
    mark = f"# NPL710 `{place}`: `{array}` is an array of JAX, which cannot be changed: TypeError…"
    check("NPL710", in_model(f"{before}  {mark}"), in_model(after))


@pytest.mark.parametrize(
    "line",
    ["outer[0] = 1.0", "b[0] = b[1] = a", "b[0] //= 2", "(b)[0] = a", "b[0][1] = 1.0",
     "b[0] = (a +\n  a)"],
)  # fmt: skip
def test_what_is_left_to_the_author(line: str) -> None:
    first, _, rest = line.partition("\n")
    marks = "  # NPL710" * (2 if "= b[1]" in line else 1)
    before = in_model(f"{first}{marks}" + (f"\n{rest}" if rest else ""))
    check("NPL710", before, before)


@pytest.mark.parametrize("line", ["table[0] = a", "table[0] = 2 * a[0]", "table[:2] = [a[0], 1.0]"])
def test_numpy_needs_numbers(line: str) -> None:
    said = "`table` is an array of NumPy, which needs a number, but 'a' has none yet when…"
    before = in_model(f"{line}  # NPL710: {said}")
    check("NPL710", before, before)


def test_numpy_needs_numbers_of_what_jax_computes() -> None:
    check("NPL710", in_model("table[0] = jnp.sum(outer)  # NPL710: …but what JAX computes has…"))


@pytest.mark.parametrize(
    "line",
    ["table[0] = 1.0", "table[0] = data", "data[0] = a", "d = {}\nd['a'] = a", "c = [0]\nc[0] = a",
     "table[0], c = a, 1", "table[0]: float", "b.x = 1", "other[0] = a",
     "try:\n    b[0] = a\nexcept TypeError:\n    pass"],
)  # fmt: skip
def test_what_may_change(line: str) -> None:
    check("NPL710", in_model(line))
