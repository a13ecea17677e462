"""NPL704: an array that is updated, and thrown away."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def test_updates_and_what_is_none() -> None:
    check(
        "NPL704",
        """
        table = {}
        class Table:
            at = {}
        def update(values, index):
            table.at[index].set(1.0)
            Table.at[index].set(1.0)
            Table().at[index].set(1.0)
            values.at[index].get()
            values.of[index].set(1.0)
            values.at.set(1.0)
            values.at[index].set()
            values.at[index].multiply(2.0)  # NPL704
            values.at[index].mul(2.0)  # NPL704
            values.at[index].divide(2.0)  # NPL704
            values.at[index].power(2.0)  # NPL704
            values.at[index].subtract(2.0)  # NPL704
            values.at[index].min(2.0)  # NPL704
            values.at[index].max(2.0)  # NPL704
            values.at[index].apply(jnp.sqrt)  # NPL704
        """,
    )


@pytest.mark.parametrize(
    "before, after",
    [
        ("x.at[0].set(1.0)  # NPL704", "x = x.at[0].set(1.0)"),
        (
            "def update(x, i):\n    x.at[i].set(1.0)  # NPL704",
            "def update(x, i):\n    x = x.at[i].set(1.0)",
        ),
    ],
)
def test_the_array_is_assigned(before: str, after: str) -> None:
    check("NPL704", before, after, unsafe=True)


def test_an_array_of_another_scope_is_not_assigned() -> None:
    program = "def update(i):\n    x.at[i].set(1.0)  # NPL704\n"
    advice = "…Assign the result; nplint does not where `x` is kept outside of this function."
    check("NPL704", program, program, unsafe=True, help=advice)


@pytest.mark.parametrize("mark", ["# %%", "# In[1]:"])
def test_a_cell_may_display_its_last_value(mark: str) -> None:
    check("NPL704", f"{mark}\nimport jax.numpy as jnp\nimport numpyro\nx.at[0].set(1.0)\n")
    program = f"{mark}\nimport numpyro\ndef f(x):\n    x.at[0].set(1.0)  # NPL704\n    return x\n"
    check("NPL704", program)
