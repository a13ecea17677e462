"""What a rule is, and what it is given."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from nplint.finding import Failure, Finding
from nplint.fixes.repair import FixContext
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.suppression.comments import Suppressions
from nplint.target.target import Target

Fixable = Literal["safe", "unsafe", "sometimes", "no"]


@dataclass(slots=True)
class Context:
    """The program under check.

    Parameters
    ----------
    program
        The facts of all modules, linked.
    target, jax_target
        The NumPyro and the JAX releases that a file must work on.
    fix_context
        Plans repairs.
    failures
        The files that are not part of the program.
    suppressions
        The comments of each module that hide findings. For a rule that comes after the others
        they know what they hid.
    enabled
        Whether a rule is on in a file.
    all_seen
        Whether the run sees all that can have a part in a file's program.
    """

    program: Program
    target: Callable[[Path], Target]
    jax_target: Callable[[Path], Target]
    fix_context: FixContext
    failures: tuple[Failure, ...]
    suppressions: Mapping[Path, Suppressions]
    enabled: Callable[[Rule, Path], bool]
    all_seen: Callable[[Path], bool]


class Rule(ABC):
    """One kind of mistake. The docstring of a rule is its page in the documentation.

    A rule states ``code`` and ``name``, and what differs from the values here:

    releases
        The NumPyro releases on which it bites, in a word or two.
    fixable
        What fixes its findings have.
    default
        Whether it is on where no setting selects it.
    preview
        Whether it is on trial: then only the setting ``preview`` lets it be selected.
    after_others
        Whether it is about what the other rules found, and so runs last.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    releases: ClassVar[str] = "all"
    fixable: ClassVar[Fixable] = "no"
    default: ClassVar[bool] = True
    preview: ClassVar[bool] = False
    after_others: ClassVar[bool] = False

    @property
    def page(self) -> str:
        """The documentation of the rule, in Markdown."""
        import inspect

        return inspect.cleandoc(type(self).__doc__ or "")

    @property
    def summary(self) -> str:
        """What it finds, in one sentence: the first of its page."""
        _, _, below = self.page.partition("## What it finds\n")
        paragraph = " ".join(below.partition("\n\n")[0].split())
        return paragraph.partition(". ")[0].rstrip(".")

    @abstractmethod
    def check(self, context: Context) -> Iterator[Finding]:
        """The mistakes of this kind in the program."""


class TraceRule(Rule):
    """A rule about what single traces hold.

    All rules of this kind look at one trace before any looks at the next, so that what is known of
    a trace need not be kept for long. One object sees all traces of a program and no other
    program; what it finds once and not again, it notes in ``told``.
    """

    def __init__(self) -> None:
        self.told: set[object] = set()

    @abstractmethod
    def in_trace(self, context: Context, run: Run, trace: Trace) -> Iterable[Finding]:
        """The mistakes of this kind in a trace, but for those that were in one before."""

    def check(self, context: Context) -> Iterator[Finding]:
        """The mistakes that show once all traces are seen."""
        return iter(())
