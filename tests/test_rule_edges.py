"""Small programs beside those of the fixtures: where a rule speaks, and where it does not.

They stand in ``tests/edges``. A line that a finding starts on ends with ``# here``; a program
without one is clean.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edges import draws, inference, values
from tests.edges.pieces import DRAWING, MODEL, check

PROGRAMS = inference.PROGRAMS | draws.PROGRAMS | values.PROGRAMS
# Words of the first finding: of its message, its help, its places or its fix.
SAID = [
    ("NPL001 runs of one chain, of some and of several", "run here: 4 chains"),
    ("NPL401 a lambda", "because the guide repeats the site"),
    ("NPL503 noise where NumPyro has no name", "does not, because NumPyro has no name there."),
    ("NPL411 infer says something else", 'Add "enumerate": "parallel" to its infer.'),
    ("NPL508 a lambda", "the model is seeded once and for all"),
    (
        "NPL404 two sites of one prediction",
        "the predictions of 'y' and 'z' are the data themselves",
    ),
    ("NPL404 two sites of one prediction", "`model` observes `y` and `z` here, too"),
    ("NPL001 chains that are not known", "run here: its number of chains is not known"),
    ("NPL001 a lambda", "`PRIOR` is used here in each trace of a lambda"),
    ("NPL401 one guide of two runs", "because `guide` repeats"),
    ("NPL405 another guide of that name", "because `guide` may be another one there."),
    ("NPL404 two sites of one prediction", "Do not observe 'y' and 'z'"),
    ("NPL408 two sites", "'a' and 'b' stay latent"),
    (
        "NPL409 among params that are left alone",
        "the param 'b' stays at its initial value 1.0: MCMC",
    ),
    (
        "NPL409 names that are not known",
        "this param stays at its initial value: MCMC does not infer params, and a site takes it",
    ),
    ("NPL409 a param without a value", "'s' stays at its initial value: MCMC"),
    ("NPL410 steps that may be none, or are of some number", "is 2π/num_steps long"),
    ("NPL410 one kernel in a function called twice", "is 2π/1 = 6.3 long"),
    ("NPL410 no step at all", "is 2π/0 long"),
    ("NPL503 noise of a key made outside", "does not, because the key is made outside of it."),
    ("NPL503 a site whose name is not known", "this site has a key"),
    ("NPL503 a seeded block with names that are not known", "each site is drawn under"),
    (
        "NPL504 a site whose name is not known",
        "constant from then on: a site sees one and the same",
    ),
    ("NPL504 clocks", "'a' gets the same number in every draw of this Predictive"),
    ("NPL714 a long expression", "`numbers_of_all_days_together == np.nan` is"),
    ("NPL714 a longer expression", "`numbers(…) == np.nan` is"),
    ("NPL714 an expression on two lines", "`… == np.nan` is"),
]


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_rule_speaks_where_it_should(name: str, tmp_path: Path) -> None:
    findings = check(tmp_path, name[:6], PROGRAMS[name])
    text = (tmp_path / "program.py").read_text()
    assert all(finding.fix or finding.help for finding in findings)
    lines = sorted(1 + text.count("\n", 0, finding.span.start) for finding in findings)
    assert lines == [n for n, line in enumerate(text.splitlines(), 1) if line.endswith("# here")]


@pytest.mark.parametrize(("name", "words"), SAID)
def test_what_a_rule_says(name: str, words: str, tmp_path: Path) -> None:
    finding = check(tmp_path, name[:6], PROGRAMS[name])[0]
    said = [finding.message, *finding.help, *(place.label for place in finding.related)]
    said += [finding.fix.title] if finding.fix is not None else []
    assert any(f" {words}" in f" {each}" for each in said)


def test_a_loop_over_a_seeded_model_is_fine_before_it_repeats_itself(tmp_path: Path) -> None:
    text = f"""{DRAWING}
looped = [seeded() for _ in range(9)]
mapped = jax.vmap(lambda number: seeded())(x)
"""
    assert [each.message[:10] for each in check(tmp_path, "NPL507", text, "<0.18")] == [
        "each entry"
    ]
    assert len(check(tmp_path, "NPL507", text, ">=0.18")) == 2


@pytest.mark.parametrize(
    ("guide", "target", "fix", "consequence"),
    [
        ("AutoNormal", "<0.14", None, ""),
        ("AutoNormal", ">=0.14,<0.18", "safe", "a TypeError on NumPyro 0.14.0 to 0.17.0: it is"),
        (
            "AutoNormal",
            ">=0.18",
            "unsafe",
            "ignored from NumPyro 0.18.0 on: the result",
        ),
        ("AutoNormal", "any", "unsafe", "a single point (0.14.0 to 0.17.0: TypeError)"),
        ("AutoDelta", "<0.12", None, ""),
        ("AutoDelta", ">=0.12", "unsafe", "ignored from NumPyro 0.12.1 on: the result is one draw"),
    ],
)
def test_what_a_third_argument_of_sample_posterior_is_depends_on_the_release(
    guide: str, target: str, fix: str | None, consequence: str, tmp_path: Path
) -> None:
    text = f"{MODEL}\n{guide}(model).sample_posterior(key, params, (2,))\n"
    findings = check(tmp_path, "NPL407", text, target)
    assert [each.fix and each.fix.applicability.value for each in findings] == [fix] * bool(fix)
    assert all(consequence in finding.message for finding in findings)
