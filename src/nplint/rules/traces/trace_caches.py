"""Caches that a model fills: values computed in one trace and kept for all traces to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.scopes import Function, Scope, Store
from nplint.finding import Location
from nplint.model.program import Program
from nplint.model.traces import Trace
from nplint.records import record
from nplint.rules.traces.attribute_reads import reads_of, reads_outside, reads_within
from nplint.rules.traces.outer_containers import OuterContainers
from nplint.rules.traces.program_points import ProgramPoint
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.mutations import MUTATORS
from nplint.semantic.values import (
    ClassValue,
    Container,
    Frame,
    FunctionValue,
    Instance,
    Unknown,
)
from nplint.semantic.variables import is_variable, variable_of

_CACHED_PROPERTY = "functools.cached_property"
# Under it JAX computes numbers, whatever trace is running.
_EAGER = "ensure_compile_time_eval"


@record
class CacheWrite:
    """A place in a trace that fills a cache, unless it is filled.

    Parameters
    ----------
    key
        The same for all that fill one cache.
    expr, frame
        The call of a cached function, the attribute that is read, or the target assigned to.
    values
        The values that may be kept.
    by_reading
        Whether to read it is enough to fill it, as with a cached property.
    parameters
        The parameters of the model that decide which entry is asked for.
    function
        The function that is cached, if it is one.
    """

    key: object
    expr: ex.Expr
    frame: Frame
    values: Alternatives
    by_reading: bool = False
    parameters: tuple[str, ...] = ()
    function: Function | None = None

    @property
    def location(self) -> Location:
        """The place that fills the cache."""
        return self.frame.locate(self.expr)


class CacheWrites:
    """The caches that the traces of a program fill."""

    def __init__(self, program: Program) -> None:
        evaluator = self.evaluator = program.evaluator
        self.program = program
        self.contexts = program.contexts
        self.containers = program.analysis(OuterContainers)
        self._eager = {
            call.scope.enclosing_scope.function for call in evaluator.index.calls_of(_EAGER)
        }
        self._properties = {
            function.name
            for module in evaluator.index.modules
            for function in module.functions
            if function.owner is not None and self._is_cached_property(function)
        }

    def by(self, trace: Trace) -> Iterator[CacheWrite]:
        """Yield the places where one trace fills a cache."""
        for frame in trace.frames:
            if frame.in_trace:
                yield from self._assigned(frame, trace)
            else:
                yield from self._called(frame, trace)
        for attribute, frame in reads_within(self.evaluator, trace, self._properties):
            yield from self._read(attribute, frame)

    def outside(self, write: CacheWrite) -> Iterator[ProgramPoint]:
        """Yield the points at which code outside of all traces fills the same cache."""
        filling = write.function or write.frame.scope.enclosing_scope.function
        for frame in self.contexts.frames(filling.scope) if filling is not None else ():
            called = frame.called
            if called is not None and not self.program.is_traced(called.frame.scope):
                yield ProgramPoint.of(called.expr, called.frame)
        if write.by_reading and isinstance(write.expr, ex.Attribute):
            for attribute, frame in reads_outside(self.program, {write.expr.attr}):
                yield ProgramPoint.of(attribute, frame)

    def _is_eager(self, where: Function | Frame) -> bool:
        """Tell whether a function has JAX compute numbers, whatever trace is running."""
        function = where if isinstance(where, Function) else where.scope.enclosing_scope.function
        return function is not None and function in self._eager

    def _values(self, expr: ex.Expr, frame: Frame) -> Alternatives:
        return Alternatives(self.evaluator.values(expr, frame))

    def _entry(
        self, exprs: Sequence[ex.Expr], frame: Frame, trace: Trace
    ) -> tuple[tuple[object, ...], tuple[str, ...]] | None:
        """Return the key of a cache's entry, and the parameters of the model in it.

        None where the entry may differ from trace to trace.
        """
        keys: list[object] = []
        parameters: list[str] = []
        for expr in exprs:
            name = expr.id if isinstance(expr, ex.Name) else ""
            owner = self.evaluator.find_name(name, expr.start, frame)[0] if name else None
            bindings = owner.scope.bindings[name] if owner is not None else []
            literals = self.evaluator.literals(expr, frame)
            if owner is trace.frames[0] and [each.kind for each in bindings] == ["parameter"]:
                parameters.append(name)
                keys.append((owner.scope, name))
            elif literals is not None and len(literals) == 1:
                keys.append(repr(literals[0]))
            elif owner is not None and not owner.in_trace and len(bindings) == 1:
                keys.append((owner.scope, name))
            else:
                return None
        return tuple(keys), tuple(parameters)

    # -- cached functions ------------------------------------------------------------------

    def _called(self, frame: Frame, trace: Trace) -> Iterator[CacheWrite]:
        function, called = frame.scope.function, frame.called
        if function is None or called is None or not called.frame.in_trace:
            return
        call = called.expr
        eager = self._is_eager(function) or self._is_eager(called.frame)
        starred = isinstance(call, ex.Call) and any(each.star for each in call.arguments)
        if not isinstance(call, ex.Call) or eager or starred or self._is_cleared(function):
            return
        entry = self._entry([each.value for each in call.arguments], called.frame, trace)
        if entry is not None:
            owner = frame.receiver.call if isinstance(frame.receiver, Instance) else None
            values = Alternatives(self.evaluator.returned(function, frame))
            key = (function, owner, entry[0])
            yield CacheWrite(
                key, call, called.frame, values, parameters=entry[1], function=function
            )

    def _is_cleared(self, function: Function) -> bool:
        """Tell whether some code may empty the cache of a function."""
        modules = self.evaluator.index.read_as_attribute("cache_clear")
        return any(
            isinstance(value, Unknown)
            or (isinstance(value, FunctionValue) and value.function is function)
            for attribute in reads_of({"cache_clear"}, modules)
            for value in self.contexts.values(attribute.value, attribute.scope)
        )

    # -- cached properties -----------------------------------------------------------------

    def _is_cached_property(self, function: Function) -> bool:
        closure = self.evaluator.generic_frame(function.scope).parent
        return (
            bool(function.decorators)
            and closure is not None
            and _CACHED_PROPERTY in self.evaluator.decorator_names(function, closure)
        )

    def _read(self, attribute: ex.Attribute, frame: Frame) -> Iterator[CacheWrite]:
        owner = self._outer(attribute.value, frame)
        if not isinstance(owner, Instance) or not isinstance(owner.kind, ClassValue):
            return
        for cls in self.evaluator.objects.lineage(owner.kind):
            bindings = cls.definition.scope.bindings.get(attribute.attr, ())
            functions = [each.function for each in bindings if each.function is not None]
            if functions:
                cached = len(bindings) == 1 and self._is_cached_property(functions[0])
                if cached and not self._is_eager(functions[0]) and not self._is_eager(frame):
                    key = (owner.call, attribute.attr)
                    values = self._values(attribute, frame)
                    yield CacheWrite(key, attribute, frame, values, by_reading=True)
                return

    def _outer(self, expr: ex.Expr, frame: Frame) -> Instance | Container | None:
        """Return the one object of outside that an expression is, if it is certain."""
        value = self._values(expr, frame).only
        if isinstance(value, Instance) and value.call is not None and not value.frame.in_trace:
            return value
        return value if isinstance(value, Container) and not value.frame.in_trace else None

    # -- targets that are assigned to unless they are filled -------------------------------

    def _assigned(self, frame: Frame, trace: Trace) -> Iterator[CacheWrite]:
        function = frame.scope.function
        asked: list[ex.Expr] = []
        if function is None or self._is_eager(function):
            return
        for statement in st.statements(function.body):
            if isinstance(statement, st.If):
                asked.append(statement.test)
            if not isinstance(statement, st.Assign) or statement.operator:
                continue
            for target in statement.targets:
                if isinstance(target, ex.Name) and target.id not in frame.scope.outer_names:
                    continue  # it is a variable of the trace
                if statement.value is None or not any(_asks(test, target) for test in asked):
                    continue
                key = self._key(target, frame)
                index = [target.index] if isinstance(target, ex.Subscript) else []
                entry = self._entry(index, frame, trace)
                if key and entry and not self._is_set_elsewhere(target, frame):
                    values = self._values(statement.value, frame)
                    yield CacheWrite((key, entry[0]), target, frame, values, parameters=entry[1])

    def _key(self, target: ex.Expr, frame: Frame) -> object:
        """Return a key for a variable, container or attribute that outlives the trace."""
        if isinstance(target, ex.Name):
            is_global = frame.scope.outer_names.get(target.id) == "global"
            return (frame.module, target.id) if is_global else None
        if isinstance(target, ex.Subscript):
            variable = variable_of(self.evaluator, target.value, frame)
            outer = self._outer(target.value, frame) if variable is not None else None
            return outer.expr if isinstance(outer, Container) else None
        if isinstance(target, ex.Attribute):
            owner = self._outer(target.value, frame)
            return (owner.call, target.attr) if isinstance(owner, Instance) else None
        return None

    def _is_set_elsewhere(self, target: ex.Expr, frame: Frame) -> bool:
        """Tell whether other code may fill or empty it."""
        index, scope = self.evaluator.index, frame.scope
        if isinstance(target, ex.Attribute):
            return any(
                store.scope is not scope
                and not _is_none(store.value)
                and self._may_be_the_same(store, target, frame)
                for store in index.attribute_stores.get(target.attr, ())
            )
        if isinstance(target, ex.Subscript):
            variable = variable_of(self.evaluator, target.value, frame)
            container = self._outer(target.value, frame)
            assert variable is not None and isinstance(container, Container)
            stored = self.containers.stores(variable[1], container)
            return any(store.scope is not scope for store in stored) or any(
                self.containers.calls(MUTATORS, variable[1], container)
            )
        assert isinstance(target, ex.Name)
        module_frame = self.evaluator.module_frame(scope.module)
        for store in index.attribute_stores.get(target.id, ()):
            other = self.evaluator.generic_frame(store.scope)
            if is_variable(self.evaluator, store.target, other, module_frame, target.id):
                return True
        declaring = [
            function
            for function in scope.module.functions
            if function.scope.outer_names.get(target.id) == "global"
        ]
        bindings = scope.module.scope.bindings.get(target.id, ())
        outside = [binding for binding in bindings if binding.start not in _places(scope)]
        return len(declaring) > 1 or not all(_is_none(binding.value) for binding in outside)

    def _may_be_the_same(self, store: Store, target: ex.Attribute, frame: Frame) -> bool:
        """Tell whether an assignment to an attribute of a name may be one to the same object's."""
        owner = self._outer(target.value, frame)
        if not isinstance(owner, Instance) or not isinstance(owner.kind, ClassValue):
            return True
        assert isinstance(store.target, ex.Attribute)
        return self.evaluator.objects.may_hold(owner.kind.definition, store.target)


def _places(scope: Scope) -> range:
    function = scope.function
    return range(function.start, function.end) if function is not None else range(0)


def _is_none(value: ex.Expr | None) -> bool:
    return isinstance(value, ex.Constant) and value.value is None


def _asks(test: ex.Expr, target: ex.Expr) -> bool:
    """Tell whether a condition asks for a target: ``x is None``, ``not hasattr(o, "x")``."""
    if isinstance(test, ex.Call) and isinstance(test.func, ex.Name) and test.func.id == "hasattr":
        owner, name = ([argument.value for argument in test.arguments] + [None, None])[:2]
        return (
            isinstance(target, ex.Attribute)
            and owner is not None
            and ex.short_source(owner) == ex.short_source(target.value)
            and isinstance(name, ex.Constant)
            and name.value == target.attr
        )
    if isinstance(test, ex.Operation):
        if test.operator in ("in", "not in"):
            container = test.operands[1]
            return isinstance(target, ex.Subscript) and _same(container, target.value)
        if test.operator in ("is", "is not", "==", "!="):
            return _same(test.operands[0], target) and _is_none(test.operands[1])
        if test.operator in ("not", "and", "or"):
            return any(_asks(part, target) for part in test.operands)
    return _same(test, target)


def _same(one: ex.Expr, other: ex.Expr) -> bool:
    named = isinstance(one, (ex.Name, ex.Attribute)) and isinstance(other, (ex.Name, ex.Attribute))
    return named and ex.short_source(one) == ex.short_source(other)
