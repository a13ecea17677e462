"""What nplint is to achieve, as ratios of figures that one run gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio that is to stay below a limit, or a figure in some unit.

    Parameters
    ----------
    what
        What is compared with what.
    limit, measured
        The most it may be, and what it is.
    unit
        Of both; empty for ratios.
    """

    what: str
    limit: float
    measured: float
    unit: str = ""

    @property
    def met(self) -> bool:
        """Whether it is achieved."""
        return self.measured <= self.limit

    def row(self) -> str:
        """A row of the page's table."""
        unit = f" {self.unit}" if self.unit else ""
        verdict = "met" if self.met else "**not met**"
        return f"| {self.what} | {self.limit:g}{unit} | {self.measured:.3g}{unit} | {verdict} |"


def table(goals: list[Goal]) -> list[str]:
    """The page's table of goals."""
    return ["| | at most | measured | |", "|---|---|---|---|", *(goal.row() for goal in goals), ""]
