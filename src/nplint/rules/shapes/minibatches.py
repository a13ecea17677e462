"""Steps of SVI that are each given another part of the data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from nplint.analyses.dependence import Dependence
from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.enclosing import enclosing, statement_of
from nplint.facts.expressions import is_written_alike, terminal
from nplint.facts.scopes import Binding, Scope
from nplint.finding import Location
from nplint.model.calls import method_calls
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.records import record
from nplint.semantic.binding import bind
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.recursion import Guard
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
_DRAWING = frozenset({"choice", "randint", "integers"})
_RANDOM = ("jax.random.", "numpy.random.")
# Functions of these give the data they are given in another form.
_KEEPING = ("jax.numpy.", "numpy.", "jax.device_put")
_COUNTING = frozenset({"builtins.range", "numpy.arange", "jax.numpy.arange", "tqdm.trange",
                       "tqdm.auto.trange", "tqdm.notebook.trange"})  # fmt: skip
# Functions that call another once for each step, with the position at which they take it.
_LOOPS = {"jax.lax.scan": 0, "jax.lax.fori_loop": 2}
_DEEPEST = 13


@record
class Step:
    """A step of SVI that gets a part of the data.

    Parameters
    ----------
    call, frame
        The call of ``update``.
    parts
        The parameters of the model that get the part.
    root
        The frame of the model's body.
    """

    call: ex.Call
    frame: Frame
    parts: frozenset[str]
    root: Frame

    @property
    def location(self) -> Location:
        """The place of the call."""
        return self.frame.locate(self.call)


class Minibatches:
    """Finds such steps, and what a model computes from its part."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.contexts = program.contexts
        self.dependence = program.analysis(Dependence)

    def steps(self, run: Run) -> Iterator[Step]:
        """Yield the steps of a run by SVI that give its model another part each time."""
        assert run.runner is not None
        for call, frame in self._calls.get(run.runner.call, ()):
            parts = frozenset(self._parts(call, frame, run.model))
            if parts:
                yield Step(call, frame, parts, run.root)

    def reads_part(self, step: Step, argument: BoundExpr | None) -> bool:
        """Tell whether an argument in the model is computed from the part that a step gets."""
        if argument is None:
            return False
        read = _parameters_read(self.evaluator, argument, step.root)
        return not read.isdisjoint(step.parts)

    @cached_property
    def _calls(self) -> dict[ex.Call, list[tuple[ex.Call, Frame]]]:
        """The calls that take a step, by the ``SVI(...)`` whose they are."""
        found: dict[ex.Call, list[tuple[ex.Call, Frame]]] = defaultdict(list)
        for each in method_calls(self.evaluator, self.contexts, self._candidates()):
            if each.method in _STEPPING:
                found[each.owner.call].append((each.call, each.frame))
        return found

    def _candidates(self) -> Iterator[ex.Call]:
        """Yield the calls that may be of ``svi.update``, or of a name of its compiled form."""
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

    def _parts(self, call: ex.Call, frame: Frame, model: FunctionValue) -> Iterator[str]:
        """Yield the parameters of a model that get a part of the data from a call."""
        given = [
            BoundExpr(a.value, frame) for a in call.arguments if a.keyword is None and not a.star
        ]
        keywords = {a.keyword: BoundExpr(a.value, frame) for a in call.arguments if a.keyword}
        positional = [*model.positional, *given[1:]]
        bound = bind(self.evaluator, model, positional, {**model.keywords, **keywords})
        for name, arguments in bound.items():
            if any(self._is_part(each.expr, each.frame) for each in arguments):
                yield name

    # -- parts of the data -----------------------------------------------------------------

    @Guard(otherwise=False, deepest=_DEEPEST)
    def _is_part(self, expr: ex.Expr, frame: Frame) -> bool:
        """Tell whether an expression is a part of the data that changes from step to step."""
        if isinstance(expr, ex.Name):
            owner, bindings = self._bindings(expr, frame)
            if owner is not None and bindings:
                return all(self._is_bound_to_part(expr.id, b, owner) for b in bindings)
        if isinstance(expr, ex.Subscript):
            # A constant index picks an entry of a batch: ``batch["x"]``, ``batch[0]``.
            if self.evaluator.literals(expr.index, frame) is not None:
                return self._is_part(expr.value, frame)
            if self._resamples_all(expr.index, frame, expr.value):
                return False
            return self._varies(expr.index, frame)
        values = self.evaluator.values(expr, frame)
        return bool(values) and all(self._is_part_value(each) for each in values)

    def _is_bound_to_part(self, name: str, binding: Binding, owner: Frame) -> bool:
        if binding.kind == "loop":
            return self._is_loop_over_parts(binding, owner)
        if binding.kind == "parameter":
            given = owner.arguments.get(name)
            if given:
                return all(self._is_part(each.expr, each.frame) for each in given)
            return self._is_scanned(name, owner)
        if binding.kind == "assign" and binding.value is not None:
            return self._is_part(binding.value, owner)
        return False

    def _is_loop_over_parts(self, binding: Binding, frame: Frame) -> bool:
        """Tell whether a loop goes over batches, with one optimisation for all of them."""
        loop, source = binding.statement, binding.value
        if not isinstance(loop, st.Loop) or source is None or _starts_anew(loop):
            return False
        values = self.evaluator.values(source, frame)
        return not any(_counts(value, binding.path) for value in values)

    def _is_part_value(self, value: Value) -> bool:
        match value:
            case Element(owner=owner) | MethodResult(owner=owner):
                return self._is_part_value(owner)
            case Container():
                entries = (entry for _, entry in self.evaluator.containers.entries(value))
                return any(self._is_part(each.expr, each.frame) for each in entries)
            case OperatorResult(expr=ex.Subscript() as expr, frame=frame):
                return self._is_part(expr, frame)
            case CallResult():
                return self._is_made_of_part(value)
        return False

    def _is_made_of_part(self, made: CallResult) -> bool:
        """Tell whether a call cuts out a part, or gives one in another form."""
        arguments = made.call.arguments
        if made.name.startswith(_SLICING):
            return True
        if made.name in _TAKING:
            if self._draws_all(made, None) or (
                made.name.endswith(".take")
                and len(arguments) > 1
                and self._resamples_all(arguments[1].value, made.frame, arguments[0].value)
            ):
                return False
            changing = arguments[1:] if made.name.endswith(".take") else arguments[:1]
            return any(self._varies(each.value, made.frame) for each in changing)
        if made.name.startswith(_KEEPING) and arguments:
            return self._is_part(arguments[0].value, made.frame)
        return False

    # -- bootstraps ------------------------------------------------------------------------

    def _resamples_all(self, index: ex.Expr, frame: Frame, data: ex.Expr) -> bool:
        """Tell whether an index takes as many data as there are, drawn anew."""
        values = self.evaluator.values(index, frame)
        return bool(values) and all(
            isinstance(value, (CallResult, MethodResult)) and self._draws_all(value, data)
            for value in values
        )

    def _draws_all(self, draw: CallResult | MethodResult, data: ex.Expr | None) -> bool:
        """Tell whether a draw of data, or of their indices, is of as many as there are."""
        name = draw.attr if isinstance(draw, MethodResult) else draw.short_name
        by_jax = isinstance(draw, CallResult) and draw.name.startswith("jax.random.")
        if name == "permutation":
            return by_jax or isinstance(draw, MethodResult) or draw.name.startswith(_RANDOM)
        if name not in _DRAWING:
            return False
        population, size = (2, 1) if name == "randint" and by_jax else (1, 2)
        if not by_jax:
            population, size = (0, 1) if name == "choice" else (1, 2)
        elif name == "randint":
            population = 3
        whole = self.evaluator.argument(draw.call, population, "maxval" if by_jax else "high")
        if name == "choice":
            whole = self.evaluator.argument(draw.call, population, "a")
        many = self.evaluator.argument(draw.call, size, "shape" if by_jax else "size")
        if isinstance(many, ex.ListDisplay):
            many = many.items[0] if len(many.items) == 1 else None
        return many is not None and any(
            each is not None and (self._are_equal(many, each, draw.frame) or _counts_of(many, each))
            for each in (whole, data)
        )

    def _are_equal(self, one: ex.Expr, other: ex.Expr, frame: Frame) -> bool:
        literals = self.evaluator.literals(one, frame)
        if literals is not None:
            return literals == self.evaluator.literals(other, frame)
        return is_written_alike(one, other)

    # -- what changes ----------------------------------------------------------------------

    @Guard(otherwise=False, deepest=_DEEPEST)
    def _varies(self, expr: ex.Expr, frame: Frame) -> bool:
        """Tell whether an index is another one in each step."""
        if isinstance(expr, ex.Name):
            owner, bindings = self._bindings(expr, frame)
            return owner is not None and any(
                self._is_bound_anew(expr.id, binding, owner) for binding in bindings
            )
        if isinstance(expr, ex.Call) and self._is_drawn_in_loop(expr, frame):
            return True
        return any(self._varies(child, frame) for child in ex.children(expr))

    def _is_drawn_in_loop(self, call: ex.Call, frame: Frame) -> bool:
        statement = statement_of(call.start, call.scope)
        if statement is None or not _is_in_loop(statement, call.scope):
            return False
        return self._draws(call, frame)

    def _draws(self, expr: ex.Expr, frame: Frame) -> bool:
        return any(
            isinstance(value, CallResult) and value.name.startswith(_RANDOM)
            for value in self.dependence.calls(expr, frame)
        )

    def _is_bound_anew(self, name: str, binding: Binding, owner: Frame) -> bool:
        if binding.kind == "loop":
            return isinstance(binding.statement, st.Loop) and not _starts_anew(binding.statement)
        if binding.kind == "parameter":
            given = owner.arguments.get(name)
            if given:
                return any(self._varies(each.expr, each.frame) for each in given)
            return self._is_scanned(name, owner)
        if binding.kind != "assign" or binding.value is None:
            return False
        if self._varies(binding.value, owner):
            return True
        in_loop = binding.statement is not None and _is_in_loop(binding.statement, owner.scope)
        return in_loop and self._draws(binding.value, owner)

    def _is_scanned(self, name: str, frame: Frame) -> bool:
        """Tell whether a parameter is that of a function which ``lax.scan`` or its like calls."""
        function = frame.scope.function
        if function is None:
            return False
        for loop, position in _LOOPS.items():
            for call in self.evaluator.index.calls_of(loop.rpartition(".")[2]):
                body = self.evaluator.argument(call, position, "f")
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
        """Return the frame that has a name, with the bindings that reach a read of it."""
        owner, place = self.evaluator.find_name(name.id, name.start, frame)
        if owner is None:
            return None, []
        return owner, reaching_definitions(owner.scope.bindings[name.id], place)


def _counts_of(number: ex.Expr, data: ex.Expr) -> bool:
    """Tell whether a number is written as that of some data: ``len(y)``, ``y.shape[0]``."""
    if isinstance(number, ex.Call) and terminal(number.func) == "len":
        return len(number.arguments) == 1 and is_written_alike(number.arguments[0].value, data)
    if isinstance(number, ex.Subscript):
        number = number.value
    return (
        isinstance(number, ex.Attribute)
        and number.attr in ("shape", "size")
        and is_written_alike(number.value, data)
    )


def _counts(source: Value, path: tuple[int | None, ...]) -> bool:
    """Tell whether going over a value gives numbers, or things that are listed one by one."""
    if isinstance(source, Container):
        return True
    if isinstance(source, CallResult) and source.name == "builtins.enumerate":
        return path[:1] != (1,)
    return isinstance(source, CallResult) and (
        source.name in _COUNTING or source.short_name == "trange"
    )


def _is_in_loop(statement: st.Statement, scope: Scope) -> bool:
    around = enclosing(statement, scope.enclosing_scope)
    return any(isinstance(outer, st.Loop) for outer in around)


def _starts_anew(loop: st.Loop) -> bool:
    """Tell whether a loop begins an optimisation of its own in each round."""
    waiting = [e for s in st.statements(loop.body) for e in st.expressions(s)]
    while waiting:
        expr = waiting.pop()
        waiting += ex.children(expr)
        if isinstance(expr, ex.Call) and terminal(expr.func) in ("init", "SVI"):
            return True
    return False


def _parameters_read(evaluator: Evaluator, argument: BoundExpr, root: Frame) -> set[str]:
    """Return the parameters of a root frame's function that an argument is computed from."""
    found: set[str] = set()
    seen: set[tuple[ex.Expr, Frame]] = set()
    waiting = [(argument.expr, argument.frame)]
    while waiting:
        expr, frame = waiting.pop()
        if (expr, frame) in seen:
            continue
        seen.add((expr, frame))
        if not isinstance(expr, ex.Name):
            waiting += [(each.expr, each.frame) for each in evaluator.children(expr, frame)]
            continue
        owner, place = evaluator.find_name(expr.id, expr.start, frame)
        if owner is None:
            continue
        for binding in reaching_definitions(owner.scope.bindings[expr.id], place):
            if binding.kind == "parameter" and owner is root:
                found.add(expr.id)
            elif binding.kind == "parameter":
                waiting += [(each.expr, each.frame) for each in owner.arguments.get(expr.id, ())]
            elif binding.value is not None and binding.kind in ("assign", "augment", "loop"):
                waiting.append((binding.value, evaluator.loop_frame(binding, owner)))
    return found
