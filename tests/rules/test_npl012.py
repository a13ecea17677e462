"""NPL012: a model that changes its data in place."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

PROGRAM = """
def model(y, z=1.0):
    STATEMENT
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(random.PRNGKey(0), np.ones(3))
"""


@pytest.mark.parametrize(
    "before, after",
    [
        ("y += 1.0", "y = y + 1.0"),
        ("y **= -z", "y = y ** (-z)"),
        ("y  -=  jnp.exp(1.0)", "y  = y -  jnp.exp(1.0)"),
        ("y *= 3.0 if z else 2.0", "y = y * (3.0 if z else 2.0)"),
    ],
)
def test_an_augmented_assignment_becomes_one_that_makes_a_new_array(
    before: str, after: str
) -> None:
    marked = PROGRAM.replace("STATEMENT", f"{before}  # NPL012 `{before}`")
    check("NPL012", marked, PROGRAM.replace("STATEMENT", after), unsafe=True, help="")


@pytest.mark.parametrize(
    "statement, advice",
    [
        ("y *= (1.0 + 2.0)  # NPL012 `y *= (1.0 + 2.0)`", ""),  # brackets belong to no expression
        ("y *= \\  # NPL012 `y *= \\…2.0`\n        2.0", ""),
        (
            "y[0] += 1.0  # NPL012 `y[0] += 1.0`",
            "Copy `y` before, or change the data before the run.",
        ),
    ],
)
def test_an_assignment_that_is_left_alone(statement: str, advice: str) -> None:
    program = PROGRAM.replace("STATEMENT", statement)
    check("NPL012", program, program, unsafe=True, help=advice)


@pytest.mark.parametrize("name, theirs", [("y", ""), ("lengths", ", and changes `lengths`")])
def test_the_callers_name_of_the_data_is_told_where_it_is_another(name: str, theirs: str) -> None:
    told = f"…which is several times a run{theirs}: the posterior is that of other data"
    program = f"""
def model(y):
    y += 1.0  # NPL012: {told}
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)
{name} = np.ones(3)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(random.PRNGKey(0), {name})
"""
    check("NPL012", program)
