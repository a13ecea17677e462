"""NPL206: a column beside a vector."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import CHAINS, model

COLUMN = "np.ones((20, 1))"
VECTOR = "np.ones(20)"
PAIRS = "'y' compares each of N observations with the location of every other, as `…"
PROGRAM = f"""
location = LOCATION
observed = OBSERVED
def model(name=None):
    numpyro.sample("y", dist.Normal(location, 1.0), obs=observed)MARK
    numpyro.sample("e", dist.Normal(location, 1.0).to_event(1), obs=observed)EVENT
    numpyro.deterministic("d", observed)
{CHAINS}{CHAINS}
"""


@pytest.mark.parametrize(
    "location, observed, mark",
    [
        (VECTOR, COLUMN, f"  # NPL206 `observed`: {PAIRS}"),
        (COLUMN, VECTOR, f"  # NPL206 `dist.Normal(location, 1.0)`: {PAIRS}"),
        (VECTOR, VECTOR, ""),
        (COLUMN, COLUMN, ""),
        ("0.0", COLUMN, ""),
        (VECTOR, "0.0", ""),
        ("np.ones((20, 3))", VECTOR, ""),
        ("np.ones(1)", COLUMN, ""),
    ],
)
def test_a_column_beside_a_vector(location: str, observed: str, mark: str) -> None:
    program = PROGRAM.replace("LOCATION", location).replace("OBSERVED", observed)
    event = mark.replace("'y'", "'e'").replace("1.0)`", "1.0).to_event(1)`")
    check("NPL206", program.replace("MARK", mark).replace("EVENT", event))


def test_where_a_column_is_made_is_told_if_it_is_one_place_elsewhere() -> None:
    found = check(
        "NPL206",
        f"""
flat = np.ones(20)
column = np.ones((20, 1))
either = np.ones((20, 1)) if len(flat) else np.zeros((20, 1))
def likelihood(name, flat):
    numpyro.sample(name, dist.Normal(flat, 1.0), obs=column)  # NPL206
def model():
    likelihood("1", flat)
    likelihood("2", flat)
    numpyro.sample("3", dist.Normal(flat, 1.0), obs=either)  # NPL206
    numpyro.sample("4", dist.Normal(flat, 1.0), obs=np.ones((20, 1)))  # NPL206
{CHAINS}
""",
    )
    labels = [[place.label for place in each.related] for each in found]
    vector = "a vector, of shape (N,)"
    assert sorted(labels) == [[vector], [vector], [vector, "made a column here"]]


ONES = "  # NPL206 `np.ones((9, 1))`"


@pytest.mark.parametrize(
    "drawn, mark",
    [
        ("dist.Normal(0.0, 1.0).expand([9])", ONES),
        ("dist.Normal(0.0, 1.0).expand(batch_shape=[9])", ONES),
        ("dist.Normal(0.0, 1.0).expand_by([9])", ONES),
        ("dist.Normal(0.0, 1.0).expand_by(sample_shape=[9])", ONES),
        ("dist.Normal(0.0, 1.0).expand([1]).expand_by([9])", ""),
        ("dist.Normal(0.0, 1.0).expand([9]).to_event(1)", ONES),
        ("dist.MultivariateNormal(np.zeros(9), np.eye(9))", ""),
        ("dist.Normal(0.0, 1.0).expand([9]).to_event(reinterpreted_batch_ndims=0)", ONES),
    ],
)
def test_the_shape_of_a_derived_distribution(drawn: str, mark: str) -> None:
    check("NPL206", model(f'numpyro.sample("x", {drawn}, obs=np.ones((9, 1))){mark}'))
