"""NPL805: keywords of `numpyro.param` that nobody reads."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import model


@pytest.mark.parametrize(
    "written, meant, message",
    [
        ("constraints", "constraint", "…(did you mean `constraint`?): …'a' has no constraint"),
        ("onstraint", "constraint", "`onstraint` is no keyword that `numpyro.param` reads…"),
        ("contraint", "constraint", "…"),
        ("event_dims", "event_dim", "…'a' has no batch dimensions"),
    ],
)
def test_a_keyword_that_is_nearly_one(written: str, meant: str, message: str) -> None:
    line = 'numpyro.param("a", 1.0, {}=unknown)'
    place = f"{written}=unknown"
    before = model(f"{line.format(written)}  # NPL805 `{place}`: {message}")
    check("NPL805", before, model(line.format(meant)), unsafe=True)


def test_a_param_of_a_computed_name() -> None:
    check("NPL805", model("numpyro.param(name, 1.0, constraints=y)  # NPL805: …the param has no…"))


@pytest.mark.parametrize(
    "line",
    [
        'numpyro.param("a", 1.0, constraint=y, event_dim=0)',
        'numpyro.param("a", init_value=1.0)',
        'numpyro.param("a", 1.0, group="b")',
        'numpyro.param("a", 1.0, constraint=y, constraints=y)',
        'numpyro.param("a", 1.0, **options)',
        'numpyro.sample("a", dist.Normal(), constraints=y)',
    ],
)
def test_other_keywords(line: str) -> None:
    check("NPL805", model(line))
