"""A test of a rule fails where the rule does something else than the program is marked with."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check, matches

LINE = "HMC(model, num_steps=5)"
FIXED = "HMC(model, num_steps=5, trajectory_length=None)"


@pytest.mark.parametrize(
    "mark",
    [
        "# NPL410",
        f"# NPL410 `{LINE}`",
        "# NPL410 `HMC(…)`",
        "# NPL410: …num_steps…",
        f"# NPL410 `{LINE}`: …",
        "# NPL410  # NPL001",  # which is another rule's
    ],
)
def test_a_mark_at_what_is_found(mark: str) -> None:
    (finding,) = check("NPL410", f"x = 1\n{LINE}  {mark}\n", f"x = 1\n{FIXED}\n", unsafe=True)
    assert finding.code == "NPL410"


@pytest.mark.parametrize(
    "program",
    [
        LINE,
        f"x = 1  # NPL410\n{LINE}",
        f"{LINE}  # NPL410 # NPL410",
        f"{LINE}  # NPL410 `HMC`",
        f"{LINE}  # NPL410: num_steps",
        f"{FIXED}  # NPL410",
        f"--- other\nx = 1  # NPL410\n--- program\n{LINE}",
    ],
)
def test_a_program_that_is_marked_otherwise_fails(program: str) -> None:
    with pytest.raises(AssertionError):
        check("NPL410", program)


@pytest.mark.parametrize("mark", ["# NPL41", "# NPL410 HMC", "# NPL410:num_steps"])
def test_what_only_looks_like_a_mark_is_told(mark: str) -> None:
    with pytest.raises(ValueError, match="no mark"):
        check("NPL410", f"{FIXED}  {mark}")


@pytest.mark.parametrize(
    ("after", "unsafe"),
    [
        (FIXED, False),
        (LINE, True),
        (f"{FIXED}  # NPL410", True),
        (f"{LINE}", False),  # where it is still found
        (f"{FIXED}\n--- other\n", True),
    ],
)
def test_another_repair_fails(after: str, unsafe: bool) -> None:
    with pytest.raises(AssertionError):
        check("NPL410", f"{LINE}  # NPL410", after, unsafe=unsafe)


def test_unsafe_repairs_are_asked_for_only_where_there_are_some() -> None:
    before = "PRIOR = dist.Normal()  # NPL002\ndef model():\n    numpyro.sample('a', PRIOR)\n"
    chains = "num_warmup=1, num_samples=1, num_chains=4, chain_method='vectorized'"
    run = f"MCMC(NUTS(model), {chains}).run(key)"
    after = "def model():\n    PRIOR = dist.Normal()\n    numpyro.sample('a', PRIOR)\n"
    check("NPL002", before + run, after + run)
    with pytest.raises(AssertionError):
        check("NPL002", before + run, after + run, unsafe=True)


def test_other_help_fails() -> None:
    check("NPL410", f"{LINE}  # NPL410", help="…")
    with pytest.raises(AssertionError):
        check("NPL410", f"{LINE}  # NPL410", help="Do nothing.")


def test_an_ellipsis_stands_for_anything() -> None:
    assert matches("one\ntwo", "one…") and matches("one two", "…two") and matches("a (…) b", "a…b")
    assert matches("one", "one") and matches("one", "o…n…e")
    assert not matches("one", "on") and not matches("one", "…two") and not matches("a.b", "a+b")
