"""The calls of NumPyro's names, and of methods of what they made, in each of their contexts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nplint import numpyro_api
from nplint.facts.expressions import Call
from nplint.libraries.numpyro import entry_of
from nplint.records import record
from nplint.semantic.call_contexts import Contexts
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import CallResult, ExternalAttribute, Frame


@record
class MethodCall:
    """A call of a method of what another call made: ``mcmc.run(…)`` of an ``MCMC(…)``."""

    owner: CallResult
    method: str
    call: Call
    frame: Frame


def method_calls(
    evaluator: Evaluator, contexts: Contexts, calls: Iterable[Call]
) -> Iterator[MethodCall]:
    """Those of some calls that are of a method of something made, in each of their contexts."""
    for call in calls:
        for frame in contexts.frames(call.scope):
            for target in evaluator.values(call.func, frame):
                if isinstance(target, ExternalAttribute) and isinstance(target.owner, CallResult):
                    yield MethodCall(target.owner, target.attr, call, frame)


def made_by_calls(evaluator: Evaluator, contexts: Contexts, name: str) -> Iterator[CallResult]:
    """What the calls spelled with a NumPyro name make, in each of their contexts."""
    for call in evaluator.index.calls_of(name):
        for frame in contexts.frames(call.scope):
            for value in evaluator.values(call, frame):
                if isinstance(value, CallResult) and value.call is call:
                    yield value


def calls_of_kind(
    evaluator: Evaluator, contexts: Contexts, kind: str, taking: str
) -> Iterator[tuple[CallResult, numpyro_api.Entry]]:
    """Yield the calls of NumPyro's names of a kind that take a parameter ``taking``."""
    for name in evaluator.index.spelled(numpyro_api.names_taking(taking)):
        for made in made_by_calls(evaluator, contexts, name):
            entry = entry_of(made)
            if entry is not None and entry.kind == kind and entry.parameter(taking):
                yield made, entry
