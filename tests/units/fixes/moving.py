"""Programs with a distribution that a fix moves into the models that use it."""

from __future__ import annotations

from tests.helpers.programs import SHORT_HEAD, check
from tests.helpers.short_forms import in_full


def assert_moved(before: str, after: str, newline: str = "\n") -> None:
    """Assert that `nplint fix` moves what is marked in a program."""
    check("NPL001", in_full(before), in_full(after), head=SHORT_HEAD, newline=newline)


def assert_stays(program: str, reason: str) -> None:
    """Assert that nothing of a program is moved, and that its finding says why."""
    advice = f"Build the distribution inside the model; nplint does not, because {reason}."
    check("NPL001", in_full(program), in_full(program), help=advice, head=SHORT_HEAD)


def assert_moved_on_demand(program: str, reason: str) -> None:
    """Assert that a program has an unsafe fix, and that its finding says why."""
    advice = f"The fix is unsafe because {reason}."
    check("NPL001", in_full(program), in_full(program), help=advice, head=SHORT_HEAD)
