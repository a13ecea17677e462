"""When a program's visible code traces its models, and which trace comes before which.

What a model keeps from one trace to the next is a number if the first trace is run by Python as it
stands, and a tracer if it is run under a transformation. MCMC and SVI begin with a trace of the
first kind, which finds the sites; ``Predictive`` maps the model over its samples at once. Measured
on 0.15.2 and 0.22.0, for chains of every method.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product
from pathlib import Path

from nplint.facts import statements as st
from nplint.facts.enclosing import enclosing, statement_of
from nplint.facts.expressions import Call, Expr, Name
from nplint.facts.scopes import Function, Scope, binding_scope
from nplint.finding import Span
from nplint.libraries.numpyro import bind_call, entry_of, given_arguments
from nplint.model.calls import method_calls
from nplint.model.program import Program
from nplint.model.runs import RUN_PARAMETERS, Run
from nplint.records import record
from nplint.semantic.binding import Arguments, bind
from nplint.semantic.values import BoundExpr, CallResult, Frame, FunctionValue

# The methods that trace a model, of what is made to run it.
_RUNNING = {"mcmc": ("run", "warmup"), "svi": ("run", "init")}
# What is called with a model to have it traced, by handlers, in Python as it stands.
_PLAIN = "seed"

Step = tuple[Scope, int]
_ByConstruction = dict[tuple[Call, Frame], list[tuple[Call, Frame]]]


@record
class ProgramPoint:
    """When in an execution of the program an expression is evaluated.

    Parameters
    ----------
    expr, frame
        The expression.
    steps
        The functions on the way to it, outermost first, with the offset in each at which the
        next one is called.
    repeated
        Whether it stands in a loop, on any of these steps.
    """

    expr: Expr
    frame: Frame
    steps: tuple[Step, ...]
    repeated: bool

    @property
    def path(self) -> Path:
        """The file it stands in."""
        return self.frame.module.path

    @property
    def span(self) -> Span:
        """The expression's own."""
        return Span(self.expr.start, self.expr.end)

    def precedes(self, other: ProgramPoint) -> bool | None:
        """Whether it is evaluated first; None where that cannot be told."""
        for (scope, offset), (other_scope, other_offset) in zip(
            self.steps, other.steps, strict=False
        ):
            if scope is not other_scope:
                return None
            if offset != other_offset:
                return None if _exclude(scope, offset, other_offset) else offset < other_offset
        return None

    def shares_loop(self, other: ProgramPoint, without: ProgramPoint) -> bool:
        """Whether a loop evaluates this and another each time, and something else before it."""
        excluded = dict(without.steps)
        for (scope, offset), (other_scope, other_offset) in zip(
            self.steps, other.steps, strict=False
        ):
            if scope is not other_scope:
                return False
            for loop in _loops(scope, offset):
                before = excluded.get(scope)
                if loop.start <= other_offset < loop.end and before is not None:
                    if before < loop.start:
                        return True
            if offset != other_offset:
                return False
        return False


@record
class Pass:
    """A call that traces a model: ``mcmc.run(…)``, ``predictive(…)``.

    ``method`` is the name of the one that is called, if it is one; ``compiled`` says that the
    first trace is run under a transformation.
    """

    run: Run
    moment: ProgramPoint
    compiled: bool
    method: str = ""


class TraceCalls:
    """Finds the calls that trace models."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.contexts = program.contexts
        self._known: dict[Run, list[Pass]] = {}
        self._methods: dict[str, _ByConstruction] = {}

    def of(self, run: Run) -> list[Pass]:
        """The passes of a run; of one by something else than MCMC, SVI or ``Predictive``, none."""
        if run not in self._known:
            self._known[run] = list(self._find(run))
        return self._known[run]

    def keeping(
        self, runs: Sequence[Run], outside: Iterable[ProgramPoint], parameters: Iterable[str] = ()
    ) -> tuple[Pass, Pass] | None:
        """The pass that leaves tracers in what is evaluated once, and one that meets them.

        Parameters
        ----------
        runs
            The runs whose traces evaluate it.
        outside
            When code outside of all traces does: then what is kept are numbers.
        parameters
            Parameters of the models that decide what is evaluated: both passes must surely be
            given the same.
        """
        passes = [each for run in runs for each in self.of(run)]
        plain = [each.moment for each in passes if not each.compiled]
        plain += [*outside, *(moment for run in runs for moment in self._traced_plainly(run))]
        for first in passes:
            if not first.compiled or any(
                moment.precedes(first.moment) is not False for moment in plain
            ):
                continue
            for then in passes:
                again = then is first and first.moment.repeated
                if again or first.moment.precedes(then.moment):
                    if self._hand_on_alike(first, then, parameters):
                        return first, then
        return None

    def not_recompiled(self, run: Run, moment: ProgramPoint) -> tuple[Pass, Pass] | None:
        """Two runs of an ``MCMC`` object with a moment in between, the second compiled no more.

        It compiles the model again only where it is handed something else.
        """
        passes = [each for each in self.of(run) if each.method == "run"]
        if run.runner is None:
            return None
        made = self.moment(run.runner.call, run.runner.frame)
        for first, then in product(passes, repeat=2):
            between = first.moment.precedes(moment) and moment.precedes(then.moment)
            if first is then:
                between = first.moment.shares_loop(moment, without=made)
            if between and self._hand_on_alike(first, then):
                return first, then
        return None

    def _hand_on_alike(
        self, first: Pass, then: Pass, parameters: Iterable[str] | None = None
    ) -> bool:
        """Whether two passes surely give some parameters of the model, or all, the same objects."""
        one, other = self._handed_on(first), self._handed_on(then)
        if one is None or other is None:
            return False
        names = one.keys() | other.keys() if parameters is None else parameters
        return all(self._are_alike(one.get(name, ()), other.get(name, ())) for name in names)

    def _are_alike(self, one: tuple[BoundExpr, ...], other: tuple[BoundExpr, ...]) -> bool:
        if len(one) != 1 or len(other) != 1:
            return not one and not other
        first, then = one[0], other[0]
        literals = self.evaluator.literals(first.expr, first.frame)
        if literals is not None:
            same = self.evaluator.literals(then.expr, then.frame) == literals
            return same and len(literals) == 1
        if not isinstance(first.expr, Name) or not isinstance(then.expr, Name):
            return False
        kind = _only_binding(first.frame.scope, first.expr.id)
        if first.expr.id != then.expr.id or first.frame.scope is not then.frame.scope:
            return False
        # A parameter is the same in one call of the function around, if that is made but once.
        steps = self.moment(first.expr, first.frame).steps[:-1]
        called_once = first.frame is then.frame and not any(_loops(*step) for step in steps)
        return kind == "assign" or (kind == "parameter" and called_once)

    def _handed_on(self, each: Pass) -> Arguments | None:
        """What a pass gives to the parameters of its model; None where that is not all seen."""
        kind = entry_of(each.run.runner) if each.run.runner is not None else None
        call, frame = each.moment.expr, each.moment.frame
        assert isinstance(call, Call) and kind is not None
        given = given_arguments(self.evaluator, call, frame)
        own = RUN_PARAMETERS.get(kind.kind, ("rng_key",))
        leading = own[: 2 if (kind.kind, each.method) == ("svi", "run") else 1]
        positional = given.positional[sum(name not in given.keywords for name in leading) :]
        keywords = {name: thunk for name, thunk in given.keywords.items() if name not in own}
        bound = bind(self.evaluator, each.run.model, list(positional), keywords)
        return bound if given.complete else None

    def moment(self, expr: Expr, frame: Frame) -> ProgramPoint:
        """Where an expression is evaluated, by the calls that lead to its frame."""
        steps: list[Step] = []
        repeated, inner, current = False, expr, frame
        while True:
            repeated = repeated or current.scope.kind == "comprehension"
            holder = current.scope.enclosing_scope
            repeated = repeated or bool(_loops(holder, inner.start))
            steps.append((holder, inner.start))
            if current.called is None:
                return ProgramPoint(expr, frame, tuple(reversed(steps)), repeated)
            inner, current = current.called.expr, current.called.frame

    def _find(self, run: Run) -> Iterator[Pass]:
        entry = entry_of(run.runner) if run.runner is not None else None
        if run.runner is None or entry is None:
            return
        if entry.kind == "predictive":
            compiled = self._maps(run.runner)
            for moment in self._called(run.runner):
                yield Pass(run, moment, compiled)
        for name in _RUNNING.get(entry.kind, ()):
            made = (run.runner.call, run.runner.frame)
            for call, frame in self._calls_of_method(name).get(made, ()):
                yield Pass(run, self.moment(call, frame), False, name)

    def _calls_of_method(self, name: str) -> _ByConstruction:
        """The calls of methods of that name, by the construction of what they are called on."""
        if name not in self._methods:
            found = self._methods[name] = defaultdict(list)
            calls = self.evaluator.index.calls.get(name, ())
            for each in method_calls(self.evaluator, self.contexts, calls):
                found[each.owner.call, each.owner.frame].append((each.call, each.frame))
        return self._methods[name]

    def _maps(self, predictive: CallResult) -> bool:
        """Whether a ``Predictive`` has several samples to map over: one is run as it stands."""
        entry = entry_of(predictive)
        assert entry is not None
        bound = bind_call(self.evaluator, entry, predictive.call, predictive.frame)
        number = bound.arguments.get("num_samples")
        if number is None:
            return bound.complete
        literals = self.evaluator.literals(number.expr, number.frame)
        return literals is None or 1 not in literals

    def _called(self, made: CallResult) -> Iterator[ProgramPoint]:
        """The calls of an object that a call made: at once, or by the name it is kept under."""
        index, holder = self.evaluator.index, made.frame.scope.enclosing_scope
        names = [*index.kept_as(made.call, holder), *index.stored_as.get(made.call, ())]
        calls = index.called_at_once.get(made.call, [])
        for name in dict.fromkeys(names):
            calls = calls + index.calls_of(name)
        for call in calls:
            for frame in self.contexts.frames(call.scope):
                if any(_is(value, made) for value in self.evaluator.values(call.func, frame)):
                    yield self.moment(call, frame)

    def _traced_plainly(self, run: Run) -> Iterator[ProgramPoint]:
        """Where the model is called by hand, under ``seed``, or handed to something else."""
        if run.runner is not None and not run.is_by("mcmc", "svi", "predictive"):
            yield self.moment(run.runner.call, run.runner.frame)
        yield from self._seeded.get(run.model.function, ())

    @cached_property
    def _seeded(self) -> dict[Function, list[ProgramPoint]]:
        """Where functions are put under ``seed``."""
        found: dict[Function, list[ProgramPoint]] = defaultdict(list)
        for call in self.evaluator.index.calls_of(_PLAIN):
            for frame in self.contexts.frames(call.scope):
                for argument in call.arguments[:1]:
                    values = self.evaluator.values(argument.value, frame)
                    functions = [v.function for v in values if isinstance(v, FunctionValue)]
                    for function in dict.fromkeys(functions):
                        found[function].append(self.moment(call, frame))
        return found


def _only_binding(scope: Scope, name: str) -> str | None:
    """How a name is bound, if nothing on the way can bind it anew."""
    holder = binding_scope(scope, name)
    bindings = holder.bindings[name] if holder is not None else []
    return bindings[0].kind if len(bindings) == 1 and bindings[0].block is None else None


def _loops(scope: Scope, offset: int) -> list[st.Loop]:
    """The loops of a scope that a place stands in."""
    statement = statement_of(offset, scope)
    around = enclosing(statement, scope) if statement is not None else []
    return [outer for outer in around if isinstance(outer, st.Loop)]


def _is(value: object, made: CallResult) -> bool:
    return isinstance(value, CallResult) and value.call is made.call and value.frame is made.frame


def _exclude(scope: Scope, one: int, other: int) -> bool:
    """Whether two places stand in branches of one statement of which a single one runs."""
    statement = statement_of(one, scope)
    for outer in enclosing(statement, scope) if statement is not None else ():
        if isinstance(outer, (st.If, st.Try, st.Match)) and outer.start <= other < outer.end:
            arms = [
                number
                for place in (one, other)
                for number, block in enumerate(st.blocks(outer))
                if block and block[0].start <= place < block[-1].end
            ]
            if len(set(arms)) > 1:
                return True
    return False
