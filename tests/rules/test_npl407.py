"""NPL407: a shape in the third place of `sample_posterior`."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import MODEL, TRAINED


def test_what_is_no_shape() -> None:
    check(
        "NPL407",
        f"""{TRAINED}
guide.sample_posterior(key, result.params)
guide.sample_posterior(key, result.params, (2,))  # NPL407
guide.sample_posterior(key, result.params, (2, 3))  # NPL407
guide.sample_posterior(key, result.params, ())  # NPL407
guide.sample_posterior(key, result.params, (y, x))
guide.sample_posterior(key, result.params, (2, y))
guide.sample_posterior(key, result.params, (2, 0.5))
guide.sample_posterior(key, result.params, 2)
guide.sample_posterior(key, result.params, shape)
guide.sample_posterior(key, result.params, (2,), sample_shape=(3,))
guide.sample_posterior(key, *result, (2,))
guide.sample_posterior(key, result.params, (2,), y)
""",
    )


def test_a_guide_in_a_function_called_twice() -> None:
    check(
        "NPL407",
        f"""{TRAINED}
def draw(guide, number):
    return guide.sample_posterior(key, result.params, (2,))  # NPL407
draw(other.guide, 1), draw(guide, 2), draw(guide, 3)
""",
    )


IGNORED = "ignored from NumPyro {} on: the result"


@pytest.mark.parametrize(
    ("guide", "target", "fix", "consequence"),
    [
        ("AutoNormal", ">=0.14,<0.18", "safe", "a TypeError on NumPyro 0.14.0 to 0.17.0: it is"),
        ("AutoNormal", ">=0.18", "unsafe", IGNORED.format("0.18.0")),
        ("AutoNormal", "any", "unsafe", "a single point (0.14.0 to 0.17.0: TypeError)"),
        ("AutoDelta", ">=0.12", "unsafe", f"{IGNORED.format('0.12.1')} is one draw"),
    ],
)
def test_what_a_third_argument_is_depends_on_the_release(
    guide: str, target: str, fix: str, consequence: str
) -> None:
    call = f"{guide}(model).sample_posterior(key, params, (2,))  # NPL407: …{consequence}…"
    (finding,) = check("NPL407", f"{MODEL}\n{call}\n", target=target)
    assert finding.fix.applicability.value == fix


@pytest.mark.parametrize(("guide", "target"), [("AutoNormal", "<0.14"), ("AutoDelta", "<0.12")])
def test_a_third_argument_was_the_shape(guide: str, target: str) -> None:
    call = f"{guide}(model).sample_posterior(key, params, (2,))"
    check("NPL407", f"{MODEL}\n{call}\n", target=target)
