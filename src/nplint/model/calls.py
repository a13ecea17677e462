"""The calls of NumPyro's names, and of methods on their results, in each of their contexts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nplint import numpyro_api
from nplint.facts.expressions import Call
from nplint.libraries.numpyro import entry_of
from nplint.numpyro_api import EntryKind
from nplint.records import record
from nplint.semantic.call_contexts import CallContexts
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import (
    CallResult,
    ExternalAttribute,
    Frame,
    FunctionValue,
    Instance,
    Value,
)


@record
class MethodCall:
    """A call of a method on the result of another call: ``mcmc.run(…)`` of an ``MCMC(…)``."""

    owner: CallResult
    method: str
    call: Call
    frame: Frame


def method_calls(
    evaluator: Evaluator, contexts: CallContexts, calls: Iterable[Call]
) -> Iterator[MethodCall]:
    """Yield the calls of methods on the result of another call, in each of their contexts."""
    for call in calls:
        for frame in contexts.frames(call.scope):
            for target in evaluator.values(call.func, frame):
                if isinstance(target, ExternalAttribute) and isinstance(target.owner, CallResult):
                    yield MethodCall(target.owner, target.attr, call, frame)


def made_by_calls(evaluator: Evaluator, contexts: CallContexts, name: str) -> Iterator[CallResult]:
    """Yield the results of the calls by a NumPyro name, in each context that gets there."""
    for call in evaluator.index.calls_of(name):
        for frame in contexts.frames(call.scope):
            made = [
                each
                for value in evaluator.values(call, frame)
                if (each := _made(value)) is not None and each.call is call
            ]
            if made and not evaluator.decisions.skips(call, frame):
                yield from dict.fromkeys(made)


def _made(value: Value) -> CallResult | None:
    """Return what a value is the result of: for a wrapped function, its outermost wrapper."""
    if isinstance(value, (FunctionValue, Instance)) and value.wrappers:
        return value.wrappers[-1]
    return value if isinstance(value, CallResult) else None


def calls_taking(
    evaluator: Evaluator, contexts: CallContexts, parameter: str
) -> Iterator[tuple[CallResult, numpyro_api.Entry]]:
    """Yield the calls of NumPyro's names that take a parameter."""
    for name in evaluator.index.called_names(numpyro_api.names_taking(parameter)):
        for made in made_by_calls(evaluator, contexts, name):
            entry = entry_of(made)
            if entry is not None and entry.parameter(parameter):
                yield made, entry


def calls_of_kind(
    evaluator: Evaluator, contexts: CallContexts, kind: EntryKind, taking: str
) -> Iterator[tuple[CallResult, numpyro_api.Entry]]:
    """Yield the calls of NumPyro's names of a kind that take a parameter ``taking``."""
    for made, entry in calls_taking(evaluator, contexts, taking):
        if entry.kind == kind:
            yield made, entry
