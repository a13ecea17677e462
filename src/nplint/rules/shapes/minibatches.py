"""Steps of SVI that are each given another part of the data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from nplint.analyses.dependence import Dependence
from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.enclosing import enclosing, statement_of
from nplint.facts.expressions import terminal
from nplint.facts.scopes import Binding, Scope
from nplint.model.calls import method_calls
from nplint.model.program import Program
from nplint.records import record
from nplint.semantic.binding import bind
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Container,
    Element,
    Frame,
    FunctionValue,
    MethodResult,
    OperatorResult,
    Value,
)

_STEPPING = ("update", "stable_update")
_SLICING = ("jax.lax.dynamic_slice", "jax.lax.dynamic_index", "builtins.next")
_TAKING = frozenset({"jax.numpy.take", "numpy.take", "jax.random.choice", "numpy.random.choice"})
_RANDOM = ("jax.random.", "numpy.random.")
# What gives the data it is given; and the methods that do.
_KEEPING = ("jax.numpy.", "numpy.", "jax.device_put")
_COUNTING = frozenset({"builtins.range", "numpy.arange", "jax.numpy.arange", "tqdm.trange",
                       "tqdm.auto.trange", "tqdm.notebook.trange"})  # fmt: skip
# What calls a function once for each step; where it takes the function.
_LOOPS = {"jax.lax.scan": 0, "jax.lax.fori_loop": 2}
_DEEPEST = 12


@record
class Step:
    """A step of SVI with the parameters of its model that get a part of the data."""

    call: ex.Call
    frame: Frame
    parts: dict[str, BoundExpr]


class Minibatches:
    """Finds such steps."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.contexts = program.contexts
        self.dependence = program.analysis(Dependence)

    def steps(self, svi: CallResult, model: FunctionValue) -> Iterator[Step]:
        """The steps of an ``SVI(...)`` that give its model another part of the data each time."""
        for call, frame in self._calls.get(svi.call, ()):
            parts = self._parts(call, frame, model)
            if parts:
                yield Step(call, frame, parts)

    @cached_property
    def _calls(self) -> dict[ex.Call, list[tuple[ex.Call, Frame]]]:
        """The calls that take a step, by the ``SVI(...)`` whose they are."""
        found: dict[ex.Call, list[tuple[ex.Call, Frame]]] = defaultdict(list)
        for each in method_calls(self.evaluator, self.contexts, self._candidates()):
            if each.method in _STEPPING:
                found[each.owner.call].append((each.call, each.frame))
        return found

    def _candidates(self) -> Iterator[ex.Call]:
        """The calls that may be of ``svi.update``, also under the name of its compiled form."""
        index = self.evaluator.index
        names = set(_STEPPING)
        for module in index.modules:
            for method in _STEPPING:
                for read in module.attributes.get(method, ()):
                    statement = statement_of(read.start, read.scope)
                    if isinstance(statement, st.Assign):
                        names |= {name for t in statement.targets if (name := terminal(t))}
        for name in sorted(names):
            yield from index.calls_of(name)

    def _parts(self, call: ex.Call, frame: Frame, model: FunctionValue) -> dict[str, BoundExpr]:
        given = [
            BoundExpr(a.value, frame) for a in call.arguments if a.keyword is None and not a.star
        ]
        keywords = {a.keyword: BoundExpr(a.value, frame) for a in call.arguments if a.keyword}
        positional = [*model.positional, *given[1:]]
        bound = bind(self.evaluator, model, positional, {**model.keywords, **keywords})
        return {
            name: thunk
            for name, thunks in bound.items()
            for thunk in thunks
            if self._is_part(thunk.expr, thunk.frame, call.start, 0)
        }

    # -- parts of the data -----------------------------------------------------------------

    def _is_part(self, expr: ex.Expr, frame: Frame, place: int, depth: int) -> bool:
        """Whether an expression is a part of the data that changes from step to step."""
        if depth > _DEEPEST:
            return False
        if isinstance(expr, ex.Name):
            holder, bindings = self._bindings(expr, frame)
            if holder is not None and bindings:
                return all(
                    self._is_bound_to_part(expr.id, each, holder, place, depth) for each in bindings
                )
        if isinstance(expr, ex.Subscript) and self._is_entry(expr, frame):
            return self._is_part(expr.value, frame, place, depth + 1)
        if isinstance(expr, ex.Subscript):
            return self._varies(expr.index, frame, place, depth + 1)
        values = self.evaluator.values(expr, frame)
        return bool(values) and all(self._is_part_value(each, place, depth) for each in values)

    def _is_entry(self, expr: ex.Subscript, frame: Frame) -> bool:
        """Whether a subscript picks an entry of a batch: ``batch["x"]``, ``batch[0]``."""
        return self.evaluator.literals(expr.index, frame) is not None

    def _is_bound_to_part(
        self, name: str, binding: Binding, holder: Frame, place: int, depth: int
    ) -> bool:
        if binding.kind == "loop":
            return self._is_loop_over_parts(binding, holder)
        if binding.kind == "parameter":
            thunks = holder.arguments.get(name)
            if thunks:
                return all(self._is_part(t.expr, t.frame, t.expr.start, depth + 1) for t in thunks)
            return self._is_scanned(name, holder)
        if binding.kind == "assign" and binding.value is not None:
            return self._is_part(binding.value, holder, binding.start, depth + 1)
        return False

    def _is_loop_over_parts(self, binding: Binding, frame: Frame) -> bool:
        """Whether a loop goes over batches, with one optimisation for all of them."""
        loop, source = binding.statement, binding.value
        if not isinstance(loop, st.Loop) or source is None or _starts_anew(loop):
            return False
        return not any(
            self._counts(value, binding.path) for value in self.evaluator.values(source, frame)
        )

    def _counts(self, source: Value, path: tuple[int | None, ...]) -> bool:
        """Whether going over a value gives numbers, or things that are listed one by one."""
        if isinstance(source, Container):
            return True
        if isinstance(source, CallResult) and source.name == "builtins.enumerate":
            return path[:1] != (1,)
        return isinstance(source, CallResult) and (
            source.name in _COUNTING or source.name.rpartition(".")[2] == "trange"
        )

    def _is_part_value(self, value: Value, place: int, depth: int) -> bool:
        if isinstance(value, Element):
            return self._is_part_value(value.owner, place, depth + 1)
        if isinstance(value, MethodResult):
            return self._is_part_value(value.owner, place, depth + 1)
        if isinstance(value, Container):
            entries = self.evaluator.containers.entries(value)
            return any(self._is_part(t.expr, t.frame, t.expr.start, depth + 1) for _, t in entries)
        if isinstance(value, OperatorResult):
            expr = value.expr
            return isinstance(expr, ex.Subscript) and self._is_part(
                expr, value.frame, expr.start, depth + 1
            )
        if not isinstance(value, CallResult):
            return False
        if value.name.startswith(_SLICING):
            return True
        arguments = value.call.arguments
        if value.name in _TAKING:
            changing = arguments[1:] if value.name.endswith(".take") else arguments[:1]
            return any(
                self._varies(a.value, value.frame, a.value.start, depth + 1) for a in changing
            )
        if value.name.startswith(_KEEPING) and arguments:
            first = arguments[0].value
            return self._is_part(first, value.frame, first.start, depth + 1)
        return False

    # -- what changes ----------------------------------------------------------------------

    def _varies(self, expr: ex.Expr, frame: Frame, place: int, depth: int) -> bool:
        """Whether an index is another one in each step."""
        if depth > _DEEPEST:
            return False
        if isinstance(expr, ex.Name):
            holder, bindings = self._bindings(expr, frame)
            return holder is not None and any(
                self._is_bound_anew(expr.id, binding, holder, place, depth) for binding in bindings
            )
        return any(self._varies(child, frame, place, depth + 1) for child in ex.children(expr))

    def _is_bound_anew(
        self, name: str, binding: Binding, holder: Frame, place: int, depth: int
    ) -> bool:
        if binding.kind == "loop":
            return isinstance(binding.statement, st.Loop) and not _starts_anew(binding.statement)
        if binding.kind == "parameter":
            thunks = holder.arguments.get(name)
            if thunks:
                return any(self._varies(t.expr, t.frame, t.expr.start, depth + 1) for t in thunks)
            return self._is_scanned(name, holder)
        if binding.kind != "assign" or binding.value is None:
            return False
        if self._varies(binding.value, holder, binding.start, depth + 1):
            return True
        return _is_in_loop(binding, holder.scope) and any(
            value.name.startswith(_RANDOM)
            for value in self.dependence.calls(binding.value, holder)
            if isinstance(value, CallResult)
        )

    def _is_scanned(self, name: str, frame: Frame) -> bool:
        """Whether a parameter is that of a function which ``lax.scan`` or its like calls."""
        function = frame.scope.function
        if function is None:
            return False
        for loop, place in _LOOPS.items():
            for call in self.evaluator.index.calls_of(loop.rpartition(".")[2]):
                body = self.evaluator.argument(call, place, "f")
                index = 1 if loop.endswith("scan") else 0
                if body is None or function.parameters[index : index + 1] == ():
                    continue
                if function.parameters[index].name == name and any(
                    isinstance(value, FunctionValue) and value.function is function
                    for value in self.evaluator.values(body, self.contexts.frames(call.scope)[0])
                ):
                    return True
        return False

    def _bindings(self, name: ex.Name, frame: Frame) -> tuple[Frame | None, list[Binding]]:
        holder, place = self.evaluator.find_name(name.id, name.start, frame)
        if holder is None:
            return None, []
        return holder, reaching_definitions(holder.scope.bindings[name.id], place)


def _is_in_loop(binding: Binding, scope: Scope) -> bool:
    statement = binding.statement
    return statement is not None and any(
        isinstance(outer, st.Loop) for outer in enclosing(statement, scope.enclosing_scope)
    )


def _starts_anew(loop: st.Loop) -> bool:
    """Whether a loop begins an optimisation of its own in each round."""
    waiting = [e for s in st.statements(loop.body) for e in st.expressions(s)]
    while waiting:
        expr = waiting.pop()
        waiting += ex.children(expr)
        if isinstance(expr, ex.Call) and terminal(expr.func) in ("init", "SVI"):
            return True
    return False


def parameters_read(evaluator: Evaluator, expr: ex.Expr, frame: Frame, root: Frame) -> set[str]:
    """The parameters of a root frame's function that an expression is computed from."""
    found: set[str] = set()
    seen: set[tuple[ex.Expr, Frame]] = set()
    waiting = [(expr, frame)]
    while waiting:
        current, home = waiting.pop()
        if (current, home) in seen:
            continue
        seen.add((current, home))
        if not isinstance(current, ex.Name):
            waiting += [(child, home) for child in ex.children(current)]
            continue
        holder, place = evaluator.find_name(current.id, current.start, home)
        if holder is None:
            continue
        for binding in reaching_definitions(holder.scope.bindings[current.id], place):
            if binding.kind == "parameter" and holder is root:
                found.add(current.id)
            elif binding.kind == "parameter":
                thunks = holder.arguments.get(current.id, ())
                waiting += [(thunk.expr, thunk.frame) for thunk in thunks]
            elif binding.value is not None and binding.kind in ("assign", "augment", "loop"):
                waiting.append((binding.value, holder))
    return found
