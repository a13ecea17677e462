"""Attributes of distribution instances that a trace reads, though they were made outside of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nplint import numpyro_api
from nplint.analyses.shared_distributions import SharedUse, home_of, takes_distribution
from nplint.facts.expressions import Attribute
from nplint.facts.scopes import Function, ModuleFacts
from nplint.libraries.numpyro import bind_call, entry_of, is_distribution
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.records import record
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import CallResult, Frame, MethodResult, Value

# What a distribution that was expanded, made independent or masked asks of the one it keeps.
_ASKED_OF_BASE = ("mean", "variance")


@record
class AttributeRead:
    """``PRIOR.mean`` in a trace.

    Parameters
    ----------
    attribute, frame
        The expression.
    made
        The instance that computes the attribute.
    use
        The run whose trace it is, and how the instance came into it.
    """

    attribute: Attribute
    frame: Frame
    made: CallResult
    use: SharedUse

    def keeps(self, evaluator: Evaluator, release: str) -> bool:
        """Whether the instance keeps what it computes, on a release."""
        entry = entry_of(self.made)
        facts = numpyro_api.family(entry.name, release) if entry is not None else None
        if entry is None or facts is None:
            return False
        bound = bind_call(evaluator, entry, self.made.call, self.made.frame)
        given = bound.given(evaluator)
        if not bound.complete or any(map(takes_distribution, given)):
            return False  # what it computes it may get from a distribution that it was given
        case = facts.case(given)
        return case is not None and self.attribute.attr in case.keeps


def attribute_reads(evaluator: Evaluator, run: Run, trace: Trace) -> Iterator[AttributeRead]:
    """Every read, in a trace, of an attribute that some release keeps."""
    for attribute, frame in reads_within(evaluator, trace, numpyro_api.kept_attributes()):
        for value in evaluator.values(attribute.value, frame):
            made, capture = _asked(value, attribute.attr), value.capture
            if made is not None and capture is not None and not made.frame.inside:
                use = SharedUse(run, capture, home_of(evaluator, capture), leaks=False)
                yield AttributeRead(attribute, frame, made, use)


def reads_within(
    evaluator: Evaluator, trace: Trace, names: Collection[str]
) -> Iterator[tuple[Attribute, Frame]]:
    """The reads of attributes of these names by the functions that a trace enters."""
    frames: dict[Function, list[Frame]] = {}
    for entered in trace.frames:
        if entered.inside and entered.scope.function is not None:
            frames.setdefault(entered.scope.function, []).append(entered)
    for function, holders in frames.items():
        for attribute in evaluator.index.attributes_in(function):
            if attribute.attr in names:
                for holder in holders:
                    yield attribute, evaluator.frame_within(attribute.scope, holder)


def reads_of(names: Collection[str], modules: Collection[ModuleFacts]) -> Iterator[Attribute]:
    """The reads of attributes of these names."""
    for module in modules:
        for name in sorted(names & module.attributes.keys()):
            yield from module.attributes[name]


def reads_outside(program: Program, names: Collection[str]) -> Iterator[tuple[Attribute, Frame]]:
    """Yield the reads of attributes of these names outside of all traces, frame by frame."""
    modules = {each for name in names for each in program.index.read_as_attribute(name)}
    for attribute in reads_of(names, sorted(modules, key=lambda m: str(m.path))):
        if attribute.scope.enclosing_scope.function not in program.traced_functions:
            for frame in program.contexts.frames(attribute.scope):
                yield attribute, frame


def _asked(value: Value, attr: str) -> CallResult | None:
    """The instance that is asked for an attribute in the end."""
    if isinstance(value, MethodResult) and is_distribution(value):
        return _asked(value.owner, attr) if attr in _ASKED_OF_BASE else None
    return value if isinstance(value, CallResult) and is_distribution(value) else None
