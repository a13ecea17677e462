"""Numbers a program prints so that a reader can see whether its results are right.

A line ``measured slope=1.37 se=0.05 truth=2.00`` says what the program found, how far chance
alone may move it, and what it should have found. A result is wrong if the two lie more than four
standard errors apart: chance does that once in 16,000 times.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

LIMIT = 4.0
_LINE = re.compile(r"measured (?P<name>\S+)=(?P<value>\S+) se=(?P<se>\S+) truth=(?P<truth>\S+)")


@dataclass(frozen=True, slots=True)
class Measurement:
    """One number with its standard error, and the right one."""

    name: str
    value: float
    se: float
    truth: float

    @property
    def is_right(self) -> bool:
        """Whether it lies within :data:`LIMIT` standard errors of the truth; a NaN does not."""
        return abs(self.value - self.truth) <= LIMIT * self.se

    def __str__(self) -> str:
        sign = "=" if self.is_right else "≠"
        return f"{self.name} {self.value:.3g} ± {self.se:.2g} {sign} {self.truth:.3g}"


def measurements(stdout: str) -> Iterator[Measurement]:
    """The measurements in what a program printed.

    Raises
    ------
    ValueError
        A line that starts with ``measured`` does not read as above.
    """
    for line in stdout.splitlines():
        if line.startswith("measured "):
            match = _LINE.fullmatch(line.strip())
            if match is None:
                raise ValueError(f"not a measurement: {line}")
            value, se, truth = (float(match[part]) for part in ("value", "se", "truth"))
            if not (math.isfinite(se) and se > 0):
                raise ValueError(f"a standard error is a positive number: {line}")
            yield Measurement(match["name"], value, se, truth)
