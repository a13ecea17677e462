"""What a rule is, and what it is given."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from nplint.finding import Finding, Span
from nplint.fixes.repair import Workshop
from nplint.program.program import Program
from nplint.target import Target


@dataclass(frozen=True, slots=True)
class Failure:
    """A file without facts: its bytes are no text, or its text (``has_text``) is no Python."""

    path: Path
    reason: str
    span: Span
    has_text: bool


@dataclass(slots=True)
class Context:
    """The program under check.

    Parameters
    ----------
    program
        The facts of all modules, linked.
    target
        The NumPyro releases that a file must work on.
    workshop
        Plans repairs.
    failures
        The files that are not part of the program.
    """

    program: Program
    target: Callable[[Path], Target]
    workshop: Workshop
    failures: tuple[Failure, ...] = ()


class Rule(ABC):
    """One kind of mistake. The docstring of a rule is its page in the documentation."""

    code: ClassVar[str]
    name: ClassVar[str]

    @property
    def page(self) -> str:
        """The documentation of the rule, in Markdown."""
        import inspect

        return inspect.cleandoc(type(self).__doc__ or "")

    @abstractmethod
    def check(self, context: Context) -> Iterator[Finding]:
        """The mistakes of this kind in the program."""
