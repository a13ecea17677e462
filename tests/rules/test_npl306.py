"""NPL306: a truncated family without a bound."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.programs import check


@pytest.mark.parametrize(
    "made, support",
    [
        ("TruncatedNormal(0.0, 1.0)", "the support of TruncatedNormal is"),
        ("TruncatedNormal(low=None)", "the support of TruncatedNormal is"),
        ("TruncatedCauchy()", "the support of TruncatedCauchy is `real`"),
    ],
)
def test_a_truncated_family_without_a_bound(made: str, support: str) -> None:
    mark = f"# NPL306 `dist.{made}`: …without `low` or `high` {support}…"
    check("NPL306", f"def f(y):\n    dist.{made}  {mark}\n")


@pytest.mark.parametrize(
    ("requirement", "mark"),
    [("numpyro==0.2.4", ""), ("numpyro==0.9.2", "# NPL306"), ("numpyro>=0.2.4", "# NPL306")],
)
def test_before_0_9_the_bound_was_zero(requirement: str, mark: str, tmp_path: Path) -> None:
    program = f"dist.TruncatedNormal(scale=1.0)  {mark}\n--- requirements.txt\n{requirement}"
    check("NPL306", program, target=None, folder=tmp_path)


@pytest.mark.parametrize(
    "made",
    [
        "TruncatedNormal(0.0, low=0.0)",
        "TruncatedNormal(0.0, high=0.0)",
        "TruncatedNormal(0.0, **y)",
        "TruncatedNormal(0.0, lower=1.0)",  # raises, as NPL309 says
        "Uniform()",
        "Normal()",
        "LeftTruncatedDistribution(dist.Normal())",
    ],
)
def test_what_is_bounded_or_has_no_bounds(made: str) -> None:
    check("NPL306", f"def f(y):\n    dist.{made}\n")
