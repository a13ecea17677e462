"""What happens while a model is traced: its sample sites and uses of distributions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from nplint.facts import expressions as ex
from nplint.facts.scopes import Function
from nplint.facts.statements import Block, blocks, expressions
from nplint.libraries.numpyro import (
    SAMPLE,
    as_functions,
    entry_of,
    handed_over,
    is_distribution,
    sample_arguments,
)
from nplint.model.observation import Observation, observation
from nplint.records import record
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    External,
    ExternalAttribute,
    Frame,
    FunctionValue,
    Instance,
    Values,
)

# Methods of a distribution that evaluate it.
_EVALUATING = frozenset({"log_prob", "sample", "rsample", "sample_with_intermediates", "cdf"})
_MOST_FRAMES = 400


@record
class Use:
    """A distribution evaluated in a trace, by ``numpyro.sample`` or one of its methods.

    ``site`` is the sample site's name where it is a literal.
    """

    call: ex.Call
    frame: Frame
    values: Values
    site: str | None
    observation: Observation

    @property
    def function(self) -> Function | None:
        """The function it stands in."""
        return self.frame.scope.function


@dataclass(slots=True)
class Trace:
    """The uses in one trace, the functions it entered, and their frames in that order."""

    uses: list[Use]
    functions: set[Function]
    frames: list[Frame] = field(default_factory=list)


class Tracer:
    """Follows a model's body and all that it calls."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._calls: dict[Function, list[ex.Call]] = {}

    def trace(self, root: Frame) -> Trace:
        """Follow the trace that starts in a frame."""
        trace = Trace([], set())
        waiting = [root]
        seen = {root}
        while waiting and len(seen) < _MOST_FRAMES:
            frame = waiting.pop()
            function = frame.scope.function
            if function is None:
                continue
            trace.functions.add(function)
            trace.frames.append(frame)
            _enter(frame)
            for call in self._calls_of(function):
                home = self.evaluator.frame_within(call.scope, frame)
                for entered in self._entered(call, home, trace.uses):
                    if entered not in seen:
                        seen.add(entered)
                        waiting.append(entered)
                        _enter(entered)
        return trace

    def _calls_of(self, function: Function) -> list[ex.Call]:
        if function not in self._calls:
            self._calls[function] = [*_calls(function.body)]
        return self._calls[function]

    def _entered(self, call: ex.Call, frame: Frame, uses: list[Use]) -> Iterator[Frame]:
        """The frames a call enters; its uses of distributions are noted."""
        for target in self.evaluator.values(call.func, frame):
            if isinstance(target, (FunctionValue, Instance)):
                for method in as_functions(self.evaluator, target, frame):
                    inner = self.evaluator.call_frame(method, call, frame)
                    if inner is not None:
                        yield inner
            elif isinstance(target, ExternalAttribute):
                if target.attr in _EVALUATING and is_distribution(target.owner):
                    uses.append(Use(call, frame, (target.owner,), None, Observation.EITHER))
            elif isinstance(target, (External, CallResult)):
                entry = entry_of(target)
                if entry is not None and entry.name == SAMPLE:
                    uses.extend(self._sampled(call, frame))
                yield from (inner for _, inner in handed_over(self.evaluator, call, frame))

    def _sampled(self, call: ex.Call, frame: Frame) -> Iterator[Use]:
        name, fn, obs = sample_arguments(call)
        if fn is None:
            return
        literals = self.evaluator.literals(name, frame) if name is not None else None
        site = literals[0] if literals and len(literals) == 1 else None
        yield Use(
            call,
            frame,
            self.evaluator.values(fn, frame),
            site if isinstance(site, str) else None,
            observation(self.evaluator, BoundExpr(obs, frame) if obs is not None else None),
        )


def _enter(frame: Frame) -> None:
    """Note that the trace enters a function: what it sets from now on is set in the trace."""
    if frame.trace is not None and frame.scope.function is not None:
        frame.trace.add(id(frame.scope.function))


def _calls(body: Block) -> Iterator[ex.Call]:
    """Every call a block evaluates, in that order."""
    for statement in body:
        for expr in expressions(statement):
            yield from _calls_in(expr)
        for block in blocks(statement):
            yield from _calls(block)


def _calls_in(expr: ex.Expr) -> Iterator[ex.Call]:
    for part in ex.children(expr):
        yield from _calls_in(part)
    if isinstance(expr, ex.Call):
        yield expr
