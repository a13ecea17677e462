"""Rules: the classes they derive from, and the context they are asked in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from nplint.finding import Failure, Finding, Fix, Location, Place
from nplint.fixes.repair import FixContext, Repair
from nplint.libraries.numpyro import BoundCall, SiteKind, arguments_of
from nplint.model.calls import calls_of_kind
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.numpyro_api import Entry, EntryKind
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.values import BoundExpr, CallResult
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

    def values(self, argument: BoundExpr | None) -> Alternatives:
        """Return what an argument may evaluate to; nothing for one that is not given."""
        return Alternatives(
            self.program.evaluator.values_of(argument) if argument is not None else ()
        )

    def arguments(self, made: CallResult) -> BoundCall:
        """Return the arguments of a call of a NumPyro name, by parameter."""
        return arguments_of(self.program.evaluator, made)

    def written(self, at: Location) -> str:
        """Return the source at a place, as it is written there."""
        return self.fix_context.written(at)


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
        """Return what it finds, in one sentence: the first of its page."""
        _, _, below = self.page.partition("## What it finds\n")
        paragraph = " ".join(below.partition("\n\n")[0].split())
        return paragraph.partition(". ")[0].rstrip(".")

    def finding(
        self,
        at: Location,
        message: str,
        *,
        label: str = "",
        related: Iterable[Place] = (),
        repair: Repair | Fix | None = None,
        by_hand: str = "",
        notes: Iterable[str] = (),
    ) -> Finding:
        """Return a finding of this rule.

        Parameters
        ----------
        at
            The place it points at.
        message
            What happens at run time, in one sentence that names the user's own variables.
        label
            The few words under the frame of that place.
        related
            The other places of the story, in reading order.
        repair
            The fix, or what came of planning one; None if the rule plans none here.
        by_hand
            What to do where there is no fix: a sentence without its full stop.
        notes
            Sentences of help that are always given.
        """
        if isinstance(repair, Repair):
            help_, fix = repair.help(by_hand), repair.fix
        else:
            help_, fix = (f"{by_hand}.",) if by_hand and repair is None else (), repair
        return Finding(
            self.code, self.name, message, *at, label, tuple(related), (*help_, *notes), fix
        )

    @abstractmethod
    def check(self, context: Context) -> Iterable[Finding]:
        """Yield the mistakes of this kind in the program.

        A mistake may be met several times, in the traces of several runs: the check reports what
        a rule says of one place once, as it is said first.
        """


class TraceRule(Rule):
    """A rule about what single traces hold.

    All rules of this kind look at one trace before any looks at the next, so that what is known of
    a trace need not be kept for long. One object sees all traces of a program and no other
    program.
    """

    @abstractmethod
    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterable[Finding]:
        """Yield the mistakes of this kind in a trace."""

    def check(self, context: Context) -> Iterable[Finding]:
        """Yield the mistakes that show once all traces are seen."""
        return ()


class SiteRule(TraceRule):
    """A rule about single sites, of the ``kinds`` that it names."""

    kinds: ClassVar[tuple[SiteKind, ...]] = ("sample",)

    @abstractmethod
    def at_site(self, context: Context, run: Run, site: Site) -> Iterable[Finding]:
        """Yield the mistakes of this kind at a site of a run's trace."""

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        """Look at each site of the kinds."""
        for site in trace.sites:
            if site.kind in self.kinds:
                yield from self.at_site(context, run, site)


class CallRule(Rule):
    """A rule about calls of NumPyro's names of a ``kind`` that have a parameter ``taking``."""

    kind: ClassVar[EntryKind] = "distribution"
    taking: ClassVar[str]

    @abstractmethod
    def at_call(self, context: Context, made: CallResult, entry: Entry) -> Iterable[Finding]:
        """Yield the mistakes of this kind in a call."""

    def check(self, context: Context) -> Iterator[Finding]:
        """Look at each call in each of its contexts."""
        for made, entry in calls_of_kind(
            context.program.evaluator, context.program.contexts, self.kind, self.taking
        ):
            yield from self.at_call(context, made, entry)
