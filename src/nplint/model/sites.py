"""The sites a trace reaches, in order: samples, params, plates and their like.

Nothing is run: where a branch may or may not be taken, the sites of all of them are kept with
the arms they stand in, so that two sites of exclusive arms are known not to meet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.scopes import Function
from nplint.finding import Location
from nplint.libraries.numpyro import (
    EFFECTS,
    as_functions,
    bind_call,
    entry_of,
    handed_over,
)
from nplint.model.observation import Observation, observation
from nplint.numpyro_api import Entry
from nplint.records import record, shown
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    External,
    Frame,
    FunctionValue,
    Instance,
    Unknown,
    Value,
)

_MOST_FRAMES = 400
# Packages whose functions perform no NumPyro effects, unless they call one they were given.
_WITHOUT_EFFECTS = frozenset(
    {"builtins", "collections", "dataclasses", "functools", "itertools", "jax", "logging", "math",
     "numpy", "operator", "pandas", "scipy", "time", "typing", "warnings"}
)  # fmt: skip
# Under these a site does not reach the handlers further out.
# Functions of ``numpyro.infer``, such as ``log_density``, trace what they are given.
_RECORDING = (
    "numpyro.handlers.seed",
    "numpyro.handlers.trace",
    "numpyro.handlers.block",
    "numpyro.infer.",
)
# Contexts in which a site samples or observes as it would outside of them.
NEUTRAL = frozenset(
    {"numpyro.plate", "numpyro.plate_stack", "numpyro.handlers.mask", "numpyro.handlers.scale"}
)
# Effects that leave exactly the one site that they name.
_ONE_SITE = frozenset({"sample", "param", "deterministic", "factor", "plate", "subsample"})


@record
class Site:
    """A site of a trace.

    Parameters
    ----------
    kind
        ``sample``, ``param``, ``deterministic``, ``factor``, ``plate`` … as the effect is called.
    name
        Its name, where that is a constant.
    call, frame
        The call that makes it.
    arguments
        What the call gives, by parameter.
    observation
        Of a sample site, whether it is observed.
    contexts
        What it stands in, outermost first: plates and handlers entered by ``with`` or wrapped
        around a function on the way, and what (``scan``, ``vmap``) the function was handed to.
    arms
        The branches on the way to it.
    repeated
        Whether a loop or comprehension on the way may reach it several times.
    """

    kind: str
    name: str | None
    call: ex.Call
    frame: Frame
    arguments: dict[str, BoundExpr]
    observation: Observation
    contexts: tuple[Value, ...]
    arms: tuple[tuple[object, int], ...]
    repeated: bool

    def __repr__(self) -> str:
        name = repr(self.name) if self.name is not None else "of a computed name"
        within = f"in {', '.join(map(repr, self.contexts))}" if self.contexts else ""
        return shown(self, self.kind, name, self.observation.name.lower(), within)

    @property
    def location(self) -> Location:
        """The place of its call."""
        return self.frame.locate(self.call)

    def excludes(self, other: Site) -> bool:
        """Whether no execution reaches both."""
        arms = dict(self.arms)
        return any(arms.get(key, arm) != arm for key, arm in other.arms)

    def contexts_by(self, *names: str) -> Iterator[CallResult]:
        """The contexts made by one of these names, outermost first."""
        return (e for e in self.contexts if isinstance(e, CallResult) and e.name in names)

    def within(self, *names: str) -> bool:
        """Whether it stands in a context made by one of these names."""
        return any(True for _ in self.contexts_by(*names))

    def stands_in_only(self, names: Collection[str]) -> bool:
        """Whether each of its contexts is made by one of these names."""
        return all(isinstance(each, CallResult) and each.name in names for each in self.contexts)

    def is_self_contained(self, outer: Value) -> bool:
        """Whether a handler inside a context seeds or records the site by itself."""
        inner = self.contexts[self.contexts.index(outer) + 1 :]
        return any(
            isinstance(each, CallResult) and each.name.startswith(_RECORDING) for each in inner
        )


@dataclass(slots=True)
class TraceSites:
    """The sites of one trace in the order they are reached.

    ``complete`` is False where something on the way may add sites that are not seen.
    """

    sites: list[Site]
    functions: set[Function]
    complete: bool = True

    def named(self, name: str) -> Iterator[Site]:
        """The sites of a constant name."""
        return (site for site in self.sites if site.name == name)


@dataclass(frozen=True, slots=True)
class _Way:
    """How the walk got to a place."""

    contexts: tuple[Value, ...] = ()
    arms: tuple[tuple[object, int], ...] = ()
    repeated: bool = False

    def arm(self, key: object, number: int) -> _Way:
        return _Way(self.contexts, (*self.arms, (key, number)), self.repeated)

    def inside(self, contexts: Sequence[Value]) -> _Way:
        if not contexts:
            return self
        return _Way((*self.contexts, *contexts), self.arms, self.repeated)

    def again(self) -> _Way:
        return _Way(self.contexts, self.arms, True)


def sites_of(evaluator: Evaluator, root: Frame, wrappers: Sequence[Value] = ()) -> TraceSites:
    """Follow the trace that starts in a frame, with what is wrapped around its model."""
    walk = _Walk(evaluator)
    walk.enter(root, _Way(tuple(reversed(wrappers))))
    return walk.found


class _Walk:
    """One walk in the order of execution."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.found = TraceSites([], set())
        self._active: set[Function] = set()
        self._entered = 0

    def enter(self, frame: Frame, way: _Way) -> None:
        function = frame.scope.function
        if function is None:
            return
        self._entered += 1
        if function in self._active or self._entered > _MOST_FRAMES:
            self.found.complete = False
            return
        self.found.functions.add(function)
        self._active.add(function)
        if frame.trace is not None:
            frame.trace.add(id(function))
        self._block(function.body, frame, way)
        self._active.discard(function)

    # -- statements ------------------------------------------------------------------------

    def _block(self, body: st.Block, frame: Frame, way: _Way) -> None:
        for statement in body:
            way = self._statement(statement, frame, way)

    def _statement(self, statement: st.Statement, frame: Frame, way: _Way) -> _Way:
        """Walk a statement; the way on, which a branch that leaves the function narrows."""
        key = (statement, frame)
        match statement:
            case st.If(test=test, body=body, orelse=orelse):
                self._expression(test, frame, way)
                self._block(body, frame, way.arm(key, 0))
                self._block(orelse, frame, way.arm(key, 1))
                if _leaves(body):
                    return way.arm(key, 1)
                if orelse and _leaves(orelse):
                    return way.arm(key, 0)
            case st.Loop(source=source, body=body, orelse=orelse):
                self._expression(source, frame, way)
                self._block(body, frame, way.again())
                self._block(orelse, frame, way)
            case st.With(items=items, body=body):
                inner = way
                for item, _ in items:
                    self._expression(item, frame, inner)
                    inner = inner.inside(self._contexts(item, frame))
                self._block(body, frame, inner)
            case (
                st.Try(handled=parts, blocks=inner_blocks)
                | st.Match(tested=parts, blocks=inner_blocks)
            ):
                for part in parts:
                    self._expression(part, frame, way)
                for number, block in enumerate(inner_blocks):
                    self._block(block, frame, way.arm(key, number))
            case _:
                for expr in st.expressions(statement):
                    self._expression(expr, frame, way)
        return way

    def _contexts(self, item: ex.Expr, frame: Frame) -> tuple[Value, ...]:
        return self.evaluator.values(item, frame)[:1]

    # -- expressions -----------------------------------------------------------------------

    def _expression(self, expr: ex.Expr, frame: Frame, way: _Way) -> None:
        if isinstance(expr, ex.Comprehension):
            inner = self.evaluator.inner_frame(expr.scope, frame)
            for part in (*expr.parts, *((expr.key,) if expr.key else ()), expr.element):
                self._expression(part, inner, way.again())
            return
        if isinstance(expr, ex.Conditional):
            self._expression(expr.test, frame, way)
            self._expression(expr.body, frame, way.arm((expr, frame), 0))
            self._expression(expr.orelse, frame, way.arm((expr, frame), 1))
            return
        for child in ex.children(expr):
            if not isinstance(child, (ex.Name, ex.Constant)):
                self._expression(child, frame, way)
        if isinstance(expr, ex.Call):
            self._call(expr, frame, way)

    def _call(self, call: ex.Call, frame: Frame, way: _Way) -> None:
        targets = self.evaluator.values(call.func, frame)
        for number, target in enumerate(targets):
            here = way.arm((call, frame), number) if len(targets) > 1 else way
            if isinstance(target, (FunctionValue, Instance)):
                self._call_function(target, call, frame, here)
            elif isinstance(target, (External, CallResult)):
                self._call_external(target, call, frame, here)
            elif isinstance(target, Unknown):
                self.found.complete = False

    def _call_function(
        self, target: FunctionValue | Instance, call: ex.Call, frame: Frame, way: _Way
    ) -> None:
        for method in as_functions(self.evaluator, target, frame):
            inner = self.evaluator.call_frame(method, call, frame)
            if inner is None:
                self.found.complete = False
            else:
                self.enter(inner, way.inside(method.wrappers[::-1]))

    def _call_external(
        self, target: External | CallResult, call: ex.Call, frame: Frame, way: _Way
    ) -> None:
        entry = entry_of(target)
        if entry is not None and entry.name in EFFECTS and isinstance(target, External):
            self._effect(entry, call, frame, way)
        elif entry is None and target.name.partition(".")[0] not in _WITHOUT_EFFECTS:
            self.found.complete = False
        given = CallResult(target.name, call, frame)
        for function, inner in handed_over(self.evaluator, call, frame):
            self.enter(inner, way.inside((given, *function.wrappers[::-1])))

    def _effect(self, entry: Entry, call: ex.Call, frame: Frame, way: _Way) -> None:
        kind = entry.name.rpartition(".")[2]
        bound = bind_call(self.evaluator, entry, call, frame)
        if not bound.complete or kind not in _ONE_SITE:
            self.found.complete = False
        name = self._constant(bound.arguments.get("name"))
        seen = observation(self.evaluator, bound.arguments.get("obs"))
        if not bound.complete and "obs" not in bound.arguments:
            seen = Observation.EITHER
        self.found.sites.append(
            Site(
                kind, name, call, frame, bound.arguments, seen, way.contexts, way.arms,
                way.repeated,
            )
        )  # fmt: skip

    def _constant(self, thunk: BoundExpr | None) -> str | None:
        literals = self.evaluator.literals(thunk.expr, thunk.frame) if thunk is not None else None
        only = literals[0] if literals and len(literals) == 1 else None
        return only if isinstance(only, str) else None


def _leaves(body: st.Block) -> bool:
    """Whether a block never ends by running off its end."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, st.Return) or (isinstance(last, st.OtherStmt) and last.kind == "raise"):
        return True
    return isinstance(last, st.If) and _leaves(last.body) and _leaves(last.orelse)
