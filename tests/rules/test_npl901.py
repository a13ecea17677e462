"""NPL901: code that does not parse. What a run does with such files: `tests/robustness`."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


@pytest.mark.parametrize(
    "line",
    [
        "def model(:  # NPL901: invalid syntax",
        "x = 'abc  # NPL901: unterminated string literal…",
        f"print({'(' * 1000 + ')' * 1001}  # NPL901: brackets are nested more than 800 deep",
    ],
    ids=["a syntax error", "a string without its end", "code that is nested too deeply"],
)
def test_a_line_that_does_not_parse(line: str) -> None:
    check("NPL901", f"x = 1\n{line}\n", help="")


def test_a_file_that_does_not_mention_numpyro_is_not_parsed() -> None:
    check("NPL901", "def model(:\n", head="")


def test_the_other_modules_are_checked() -> None:
    program = """
        --- broken
        def model(:  # NPL901
        --- program
        import broken
        HMC(model, num_steps=5)  # NPL410
        """
    check("NPL901", program, help="")
    check("NPL410", program)
