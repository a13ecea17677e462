"""The walk through a trace, in the order of execution: the one place that says what calls enter.

Nothing is run. Where constants decide which arm of a branch is taken, the walk takes that one;
elsewhere it takes every arm and keeps those that lead to each site, so that two sites of exclusive
arms are known not to meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.scopes import Function
from nplint.finding import Location
from nplint.libraries.handed_functions import handed_over
from nplint.libraries.numpyro import (
    EFFECTS,
    SAMPLE,
    SiteKind,
    as_functions,
    bind_call,
    entry_of,
    is_distribution,
    made_of_kind,
)
from nplint.model.observation import Observation, observation
from nplint.model.sites import Site
from nplint.model.traces import Step, StepKind, Trace, Unseen, Use
from nplint.model.visibility import is_weightless, reaches_run
from nplint.numpyro_api import Entry
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
    Unknown,
    Value,
    Values,
)

# A trace enters no more frames than this: there are countless paths through helpers that call each
# other.
_MOST_FRAMES = 400
# Packages whose functions perform no NumPyro effects, unless they call one they were given.
_WITHOUT_EFFECTS = frozenset(
    {"builtins", "collections", "dataclasses", "functools", "itertools", "jax", "logging", "math",
     "numpy", "operator", "pandas", "scipy", "time", "typing", "warnings"}
)  # fmt: skip
# Effects that leave exactly the one site that they name.
_ONE_SITE: frozenset[SiteKind] = frozenset(
    {"sample", "param", "deterministic", "factor", "plate", "subsample", "mutable"}
)
_COMPARING = frozenset({"<", "<=", ">", ">=", "==", "!=", "compare"})
# Methods of a distribution that evaluate it.
_EVALUATING = frozenset({"log_prob", "sample", "rsample", "sample_with_intermediates", "cdf"})


def follow_trace(evaluator: Evaluator, root: Frame, wrappers: Sequence[Value] = ()) -> Trace:
    """Follow the trace that starts in a frame.

    Parameters
    ----------
    evaluator
        Says what is called.
    root
        The frame of the model's body.
    wrappers
        The handlers and transformations around the model, innermost first.
    """
    walk = _TraceWalk(evaluator)
    walk.enter(root, _Way(tuple(reversed(wrappers))))
    walk.enter_waiting()
    return walk.trace()


@record
class _Way:
    """The way by which the walk gets to a place.

    ``contexts``, ``arms``, ``repeated`` and ``each_turn`` are those of a site there; ``recursive``
    says that a function on the way calls itself.
    """

    contexts: tuple[Value, ...] = ()
    arms: tuple[tuple[object, int], ...] = ()
    repeated: bool = False
    each_turn: BoundExpr | None = None
    recursive: bool = False

    def into_arm(self, branch: object, number: int) -> _Way:
        return replace(self, arms=(*self.arms, (branch, number)), each_turn=None)

    def into_turn(self, source: BoundExpr | None) -> _Way:
        return replace(self, repeated=True, each_turn=source)

    @property
    def is_tried(self) -> bool:
        """Tell whether the program handles what is raised there."""
        return any(
            isinstance(branch, tuple) and isinstance(branch[0], st.Try) and number == 0
            for branch, number in self.arms
        )

    def into(self, contexts: Sequence[Value]) -> _Way:
        return replace(self, contexts=(*self.contexts, *contexts)) if contexts else self


class _TraceWalk:
    """One walk, with what it has met so far."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._frames: dict[Frame, None] = {}
        self._sites: list[Site] = []
        # By call and frame: a frame that is entered once more has the same uses again.
        self._uses: dict[tuple[ex.Call, Frame], Use] = {}
        self._steps: dict[tuple[StepKind, ex.Expr, Frame], Step] = {}
        self._unseen: list[Unseen] = []
        # The functions that a handler or transformation was given, until a call runs them.
        self._waiting: dict[tuple[ex.Call, Frame], list[tuple[Frame, _Way]]] = {}
        self._active: set[Function] = set()
        self._entered = 0

    def trace(self) -> Trace:
        """Return all that was met."""
        functions = {f for each in self._frames if (f := each.scope.function) is not None}
        uses, steps = [*self._uses.values()], [*self._steps.values()]
        return Trace([*self._frames], functions, self._sites, uses, steps, self._unseen)

    def enter(self, frame: Frame, way: _Way) -> None:
        """Walk through the body of a function."""
        function = frame.scope.function
        if function is None:
            return
        self._entered += 1
        if self._entered > _MOST_FRAMES:
            if self._entered == _MOST_FRAMES + 1:
                self._miss(function.location, "the model calls too many functions to follow all")
            return
        self._frames[frame] = None
        if frame.trace is not None:
            frame.trace.add(function)
        if function in self._active:
            self._miss(function.location, f"`{function.name}` calls itself")
            self._block(function.body, frame, replace(way, recursive=True))
            return
        self._active.add(function)
        self._block(function.body, frame, way)
        self._active.discard(function)

    def enter_waiting(self) -> None:
        """Walk through the functions that handlers were given and that no visible call runs."""
        while self._waiting:
            for frame, way in self._waiting.pop(next(iter(self._waiting))):
                self.enter(frame, way)

    # -- statements ------------------------------------------------------------------------

    def _block(self, body: st.Block, frame: Frame, way: _Way) -> _Way | None:
        """Walk a block; return the way on, None where its end is not reached."""
        on: _Way | None = way
        for statement in body:
            if on is None:
                return None
            on = self._statement(statement, frame, on)
        return on

    def _statement(self, statement: st.Statement, frame: Frame, way: _Way) -> _Way | None:
        """Walk a statement; return the way on, which an arm that leaves the function narrows."""
        if isinstance(statement, st.With):
            return way if self._with(statement, frame, way) else None
        self._expressions(st.expressions(statement), frame, way)
        branch = (statement, frame)
        match statement:
            case st.If():
                return self._if(statement, frame, way)
            case st.Loop(source=source, body=body, orelse=orelse):
                if statement.target is None:
                    self._note_step("decision", source, frame, way)
                whole = statement.target is not None and not st.may_be_left(statement)
                turn = way.into_turn(BoundExpr(source, frame) if whole else None)
                self._block(body, frame, turn)
                self._block(orelse, frame, way)
            case st.Try(blocks=blocks) | st.Match(blocks=blocks):
                for number, block in enumerate(blocks):
                    self._block(block, frame, way.into_arm(branch, number))
            case st.Return() | st.OtherStmt(kind="raise" | "break" | "continue"):
                return None
            case st.OtherStmt(kind="assert", parts=parts):
                self._note_step("decision", parts[0], frame, way)
            case st.Assign(targets=targets):
                for target in targets:
                    if isinstance(target, ex.Subscript):
                        self._note_step("store", target, frame, way)
        return way

    def _if(self, statement: st.If, frame: Frame, way: _Way) -> _Way | None:
        """Walk the arms that may be taken, or the one that surely is."""
        taken = self._evaluator.decisions.truth(statement.test, frame)
        if taken is not None:
            return self._block(statement.body if taken else statement.orelse, frame, way)
        self._note_step("decision", statement.test, frame, way)
        into = [way.into_arm((statement, frame), number) for number in (0, 1)]
        on = [
            self._block(block, frame, arm)
            for block, arm in zip((statement.body, statement.orelse), into, strict=True)
        ]
        if None not in on:
            return way
        return next((arm for arm, end in zip(into, on, strict=True) if end is not None), None)

    def _with(self, statement: st.With, frame: Frame, way: _Way) -> bool:
        """Walk a ``with`` statement; tell whether its end is reached."""
        for item, target in statement.items:
            self._expression(item, frame, way)
            if target is not None:
                self._expression(target, frame, way)
            way = way.into(self._evaluator.values(item, frame)[:1])
        return self._block(statement.body, frame, way) is not None

    # -- expressions -----------------------------------------------------------------------

    def _expressions(self, exprs: Iterable[ex.Expr], frame: Frame, way: _Way) -> None:
        for expr in exprs:
            if not isinstance(expr, (ex.Name, ex.Constant)):
                self._expression(expr, frame, way)

    def _expression(self, expr: ex.Expr, frame: Frame, way: _Way) -> None:
        if isinstance(expr, ex.Comprehension):
            self._expressions((expr.source,), frame, way)
            inner = self._evaluator.inner_frame(expr.scope, frame)
            turn = way.into_turn(None if expr.parts else BoundExpr(expr.source, frame))
            self._expressions(expr.repeated, inner, turn)
        elif isinstance(expr, ex.Conditional):
            self._expression(expr.test, frame, way)
            taken = self._evaluator.decisions.truth(expr.test, frame)
            if taken is None:
                self._note_step("decision", expr.test, frame, way)
            for number, arm in enumerate((expr.body, expr.orelse)):
                if taken is None:
                    self._expression(arm, frame, way.into_arm((expr, frame), number))
                elif taken is (number == 0):
                    self._expression(arm, frame, way)
        else:
            self._expressions(ex.children(expr), frame, way)
            if isinstance(expr, ex.Call):
                self._call(expr, frame, way)
            elif isinstance(expr, ex.Subscript):
                self._note_step("subscript", expr, frame, way)
            elif isinstance(expr, ex.Operation):
                for operand in _decided(expr):
                    self._note_step("decision", operand, frame, way)

    def _call(self, call: ex.Call, frame: Frame, way: _Way) -> None:
        targets = self._evaluator.values(call.func, frame)
        for number, target in enumerate(targets):
            here = way.into_arm((call, frame), number) if len(targets) > 1 else way
            if isinstance(target, (FunctionValue, Instance)):
                self._call_function(target, call, frame, here)
            elif isinstance(target, (External, CallResult)):
                self._call_external(target, call, frame, here)
            elif isinstance(target, Unknown):
                self._miss(frame.locate(call), _not_found(call))
        if not all(isinstance(target, (FunctionValue, Instance)) for target in targets):
            self._note_step("call", call, frame, way)
        evaluated = tuple(
            [
                target.owner
                for target in targets
                if isinstance(target, ExternalAttribute) and target.attr in _EVALUATING
                if is_distribution(target.owner)
            ]
        )
        if evaluated:
            self._note_use(call, frame, evaluated, Observation.EITHER)

    def _call_function(
        self, target: FunctionValue | Instance, call: ex.Call, frame: Frame, way: _Way
    ) -> None:
        for function in as_functions(self._evaluator, target, frame):
            inner = self._evaluator.call_frame(function, call, frame)
            if inner is None:
                self._miss(frame.locate(call), "the calls go too deep to follow")
            else:
                self.enter(inner, self._through(function, way))

    def _call_external(
        self, target: External | CallResult, call: ex.Call, frame: Frame, way: _Way
    ) -> None:
        entry = entry_of(target)
        if entry is not None and entry.name in EFFECTS and isinstance(target, External):
            self._effect(entry, call, frame, way)
        elif entry is None and target.name.partition(".")[0] not in _WITHOUT_EFFECTS:
            self._miss(frame.locate(call), f"`{target.name}` is outside of the project")
        elif made_of_kind(target, "autoguide") is not None:
            self._miss(frame.locate(call), "an autoguide samples what its own model does")
        given = [*handed_over(self._evaluator, target, call, frame)]
        if not given:
            return
        way = way.into((CallResult(target.name, call, frame),))
        gives_back = self._evaluator.externals.wraps(target.name)
        for function, inner in given:
            there = self._through(function, way)
            if gives_back and inner.scope.function not in self._active:
                self._waiting.setdefault((call, frame), []).append((inner, there))
            else:
                self.enter(inner, there)

    def _through(self, function: FunctionValue, way: _Way) -> _Way:
        """Return the way into a function, through what is wrapped around it."""
        for wrapper in function.wrappers:
            self._waiting.pop((wrapper.call, wrapper.frame), None)
        return way.into(function.wrappers[::-1])

    def _effect(self, entry: Entry, call: ex.Call, frame: Frame, way: _Way) -> None:
        kind = EFFECTS[entry.name]
        bound = bind_call(self._evaluator, entry, call, frame)
        if not bound.complete or kind not in _ONE_SITE:
            many = f"`{entry.name}` may make several sites"
            none = "its arguments are not all seen"
            self._miss(frame.locate(call), many if bound.complete else none)
        observed = observation(self._evaluator, bound.get("obs"))
        if not bound.complete and bound.get("obs") is None:
            observed = Observation.EITHER
        fn = bound.get("fn")
        if entry.name == SAMPLE and fn is not None:
            self._note_use(call, frame, self._evaluator.values_of(fn), observed)
        if way.recursive:
            return
        name = self._constant(bound.get("name"))
        self._sites.append(
            Site(
                kind, name, call, frame, bound.arguments, observed, way.contexts, way.arms,
                way.repeated,
                reaches_run(self._evaluator, kind, name, way.contexts),
                is_weightless(self._evaluator, fn, way.contexts),
                way.each_turn,
            )
        )  # fmt: skip

    def _miss(self, location: Location, why: str) -> None:
        self._unseen.append(Unseen(location, why))

    def _note_use(self, call: ex.Call, frame: Frame, values: Values, observed: Observation) -> None:
        self._uses.setdefault((call, frame), Use(call, frame, values, observed))

    def _note_step(self, kind: StepKind, expr: ex.Expr, frame: Frame, way: _Way) -> None:
        key = (kind, expr, frame)
        if key not in self._steps and not way.is_tried:
            self._steps[key] = Step(kind, expr, frame, way.contexts)

    def _constant(self, bound: BoundExpr | None) -> str | None:
        literals = self._evaluator.literals(bound.expr, bound.frame) if bound is not None else None
        only = literals[0] if literals and len(literals) == 1 else None
        return only if isinstance(only, str) else None


def _not_found(call: ex.Call) -> str:
    return f"what {ex.quoted(call.func, 'this')} is was not found: it may make sites"


def _decided(operation: ex.Operation) -> tuple[ex.Expr, ...]:
    """Return what an operator itself decides on: all but the last of what ``and`` joins.

    A chain of comparisons decides on each; it stands for them.
    """
    if operation.operator in ("and", "or"):
        return operation.operands[:-1]
    if operation.operator == "not":
        return operation.operands
    chained = operation.operator in _COMPARING and len(operation.operands) > 2
    return (operation,) if chained else ()
