"""Reads, in a trace, of attributes of distribution instances that were made outside of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nplint import numpyro_api
from nplint.analyses.shared_distributions import SharedUse, home_of, takes_distribution
from nplint.facts.expressions import Attribute
from nplint.facts.scopes import Function, ModuleFacts
from nplint.libraries.numpyro import family_of
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.records import record
from nplint.rules.base import Context
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import CallResult, Frame, Value

# Attributes that a distribution which was expanded or masked asks of the one it was made from.
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

    def keeps(self, context: Context, release: str) -> bool:
        """Tell whether the instance keeps what it computes, on a release."""
        facts = numpyro_api.family(self.made.name, release)
        arguments = context.arguments(self.made)
        given = arguments.given(context.program.evaluator)
        if facts is None or not arguments.complete or any(map(takes_distribution, given)):
            return False  # a distribution that it was given may compute the attribute
        case = facts.case(given)
        return case is not None and self.attribute.attr in case.keeps


def attribute_reads(evaluator: Evaluator, run: Run, trace: Trace) -> Iterator[AttributeRead]:
    """Yield the reads, in a trace, of attributes that some release keeps."""
    for attribute, frame in reads_within(evaluator, trace, numpyro_api.kept_attributes()):
        for value in evaluator.values(attribute.value, frame):
            made, capture = _asked(value, attribute.attr), value.capture
            if made is not None and capture is not None and not made.frame.in_trace:
                use = SharedUse(run, capture, home_of(evaluator, capture), leaks=False)
                yield AttributeRead(attribute, frame, made, use)


def reads_within(
    evaluator: Evaluator, trace: Trace, names: Collection[str]
) -> Iterator[tuple[Attribute, Frame]]:
    """Yield the reads of attributes of these names by the functions that a trace enters."""
    frames: dict[Function, list[Frame]] = {}
    for entered in trace.frames:
        if entered.in_trace and entered.scope.function is not None:
            frames.setdefault(entered.scope.function, []).append(entered)
    for function, entered_as in frames.items():
        for attribute in evaluator.index.attributes_in(function):
            if attribute.attr in names:
                for frame in entered_as:
                    yield attribute, evaluator.frame_within(attribute.scope, frame)


def reads_of(names: Collection[str], modules: Collection[ModuleFacts]) -> Iterator[Attribute]:
    """Yield the reads of attributes of these names in modules."""
    for module in modules:
        for name in sorted(names & module.attributes.keys()):
            yield from module.attributes[name]


def reads_outside(program: Program, names: Collection[str]) -> Iterator[tuple[Attribute, Frame]]:
    """Yield the reads of attributes of these names outside of all traces, frame by frame."""
    modules = {each for name in names for each in program.index.read_as_attribute(name)}
    for attribute in reads_of(names, sorted(modules, key=lambda m: str(m.path))):
        if not program.is_traced(attribute.scope):
            for frame in program.contexts.frames(attribute.scope):
                yield attribute, frame


def _asked(value: Value, attr: str) -> CallResult | None:
    """Return the instance that computes an attribute in the end."""
    made = family_of(value)
    return made if made is value or attr in _ASKED_OF_BASE else None
