"""NPL432: automatic guides that nobody set up."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import TRAINED


def test_methods_of_a_new_guide() -> None:
    check(
        "NPL432",
        f"""{TRAINED}
later = AutoNormal(model)
later.median(result.params)  # NPL432 `later.median`: …this AutoNormal was never called…
later.sample_posterior(key, result.params)  # NPL432
AutoNormal(model).quantiles(result.params, 0.5)  # NPL432 `AutoNormal(model).quantiles`
""",
    )


@pytest.mark.parametrize(
    "use",
    [
        "later(y)",
        "fit(later)",
        "kept.guide = later",
        "[later]",
        "SVI(model, later, optim.Adam(1.0))",
    ],
)
def test_a_guide_that_is_used_otherwise(use: str) -> None:
    check(
        "NPL432",
        f"""{TRAINED}
later = AutoNormal(model)
{use}
later.median(result.params)
""",
    )


def test_a_guide_that_may_be_another() -> None:
    check(
        "NPL432",
        f"""{TRAINED}
later = AutoNormal(model)
later = guide
later.median(result.params)
class Fit:
    later = AutoNormal(model)
    draws = later.median(result.params)
given.median(result.params)
""",
    )
