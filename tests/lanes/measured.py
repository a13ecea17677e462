"""Numbers a program prints so that a reader can see whether its results are right.

A line ``measured slope=1.37 se=0.05 truth=2.00`` says what the program found, how far chance
alone may move it, and what it should have found. It is right if the two lie less than three
standard errors apart, and wrong if it is six or more: in between it proves nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

RIGHT = 3.0
WRONG = 6.0
_SHARE = 0.25  # of the truth, at most, is a standard error
_AT_ZERO = 0.1  # and beside a truth of zero
_LINE = re.compile(r"measured (?P<name>\S+)=(?P<value>\S+) se=(?P<se>\S+) truth=(?P<truth>\S+)")


@dataclass(frozen=True, slots=True)
class Measurement:
    """One number with its standard error, and the right one."""

    name: str
    value: float
    se: float
    truth: float

    @property
    def distance(self) -> float:
        """How many standard errors it lies from the truth; a NaN lies infinitely far."""
        away = abs(self.value - self.truth) / self.se
        return math.inf if math.isnan(away) else away

    @property
    def is_right(self) -> bool:
        """Whether chance explains the distance."""
        return self.distance < RIGHT

    @property
    def is_wrong(self) -> bool:
        """Whether chance is out of the question."""
        return self.distance >= WRONG

    @property
    def sign(self) -> str:
        """How it stands to the truth, in one character."""
        return "=" if self.is_right else "≠" if self.is_wrong else "≈"

    def __str__(self) -> str:
        return f"{self.name} {self.value:.3g} ± {self.se:.2g} {self.sign} {self.truth:.3g}"


def measurements(stdout: str) -> Iterator[Measurement]:
    """The measurements in what a program printed.

    Raises
    ------
    ValueError
        A line that starts with ``measured`` does not read as above, or what it gives as standard
        error is so large that next to anything would be right.
    """
    for line in stdout.splitlines():
        if line.startswith("measured "):
            match = _LINE.fullmatch(line.strip())
            if match is None:
                raise ValueError(f"not a measurement: {line}")
            value, se, truth = (float(match[part]) for part in ("value", "se", "truth"))
            if not 0 < se <= (_SHARE * abs(truth) or _AT_ZERO):
                raise ValueError(
                    f"a standard error is positive, and small beside the truth: {line}"
                )
            yield Measurement(match["name"], value, se, truth)


def by_seed(stdout: str) -> tuple[tuple[Measurement, ...], ...]:
    """The measurements of each run of a program that was run with several seeds."""
    runs = re.split(r"^seed \d+\n", stdout, flags=re.MULTILINE)
    if len(runs) > 1:
        del runs[0]
    return tuple(tuple(measurements(run)) for run in runs)
