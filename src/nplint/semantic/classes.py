"""Attributes of the project's own classes, instances, dataclasses and named tuples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from nplint.facts import expressions as ex
from nplint.facts.scopes import Class, Function, Store
from nplint.facts.statements import Assign
from nplint.semantic.binding import bind
from nplint.semantic.values import (
    UNKNOWN,
    BoundExpr,
    CallResult,
    Capture,
    ClassValue,
    External,
    Frame,
    FunctionValue,
    Instance,
    Record,
    Value,
    Values,
)

if TYPE_CHECKING:
    from nplint.semantic.evaluator import Evaluator

_DATACLASS = frozenset(
    {"dataclasses.dataclass", "flax.struct.dataclass", "chex.dataclass", "attr.s", "attrs.define",
     "attrs.frozen", "attr.define", "attr.frozen", "pydantic.dataclasses.dataclass"}
)  # fmt: skip
_FIELD_BASES = frozenset(
    {"typing.NamedTuple", "equinox.Module", "pydantic.BaseModel", "flax.linen.Module"}
)
_FIELD_CALLS = frozenset(
    {"dataclasses.field", "attrs.field", "attr.ib", "equinox.field", "pydantic.Field",
     "flax.struct.field"}
)  # fmt: skip


class Objects:
    """Looks attributes up as Python would."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._annotations: dict[Class, list[str]] = {}

    # -- methods ---------------------------------------------------------------------------

    def receiver_name(self, function: Function) -> str | None:
        """Return the parameter that gets the object or class a method is called on."""
        if function.owner is None or not function.parameters:
            return None
        for decorator in function.decorators:
            if isinstance(decorator, ex.Name) and decorator.id == "staticmethod":
                return None
        first = function.parameters[0]
        return first.name if first.kind in ("positional", "either") else None

    def receiver(self, function: Function, frame: Frame) -> Value:
        """Return the object that a method's frame runs on; some instance where none is seen."""
        if frame.receiver is not None:
            return frame.receiver
        owner = function.owner
        home = frame.parent
        if owner is None or home is None or home.parent is None:
            return UNKNOWN
        return Instance(ClassValue(owner, home.parent), None, home.parent)

    def lineage(self, cls: ClassValue, seen: set[int] | None = None) -> Iterator[ClassValue]:
        """Yield a class and its bases of the project, nearest first."""
        seen = set() if seen is None else seen
        if id(cls.definition) in seen:
            return
        seen.add(id(cls.definition))
        yield cls
        for base in cls.definition.bases:
            if base.keyword is None and not base.star:
                for value in self.evaluator.values(base.value, cls.frame):
                    if isinstance(value, ClassValue):
                        yield from self.lineage(value, seen)

    def class_attribute(
        self, cls: ClassValue, attr: str, receiver: Value | None, reader: Frame | None = None
    ) -> Values:
        """Return the values of a class's attribute, bound to ``receiver`` if there is one.

        A property runs in the ``reader``, where it is read, not where the object was made.
        """
        for owner in self.lineage(cls):
            if attr in owner.definition.scope.bindings:
                body = self.evaluator.inner_frame(owner.definition.scope, owner.frame)
                found: list[Value] = []
                for value in self.evaluator.bound(attr, body, None):
                    found += self._bound_method(value, cls, receiver, reader)
                return tuple(found)
        return (UNKNOWN,)

    def _bound_method(
        self, value: Value, cls: ClassValue, receiver: Value | None, reader: Frame | None
    ) -> Values:
        if not isinstance(value, FunctionValue) or value.function.owner is None:
            return (value,)
        names = self.evaluator.decorator_names(value.function, value.closure)
        if "builtins.staticmethod" in names:
            return (value,)
        if "builtins.classmethod" in names:
            return (replace(value, receiver=cls),)
        if receiver is None:
            return (value,)
        bound = replace(value, receiver=receiver)
        if "builtins.property" in names or "functools.cached_property" in names:
            once = "functools.cached_property" in names
            caller = receiver.frame if isinstance(receiver, Instance) else value.closure
            if once or reader is not None:
                caller = replace(
                    caller, in_trace=reader is not None and reader.in_trace and not once
                )
            return self._property(bound, caller)
        return (bound,)

    def _property(self, method: FunctionValue, caller: Frame) -> Values:
        frame = self.evaluator.function_frame(method, {}, caller)
        return self.evaluator.returned(method.function, frame)

    # -- instances -------------------------------------------------------------------------

    def attribute(self, instance: Instance, attr: str, frame: Frame) -> Values:
        """Return the values that ``instance.attr`` may have, read in ``frame``."""
        found: list[Value] = []
        for stored in self._stored(instance, attr, frame):
            found += self.evaluator.values_of(stored)
        if found:
            return tuple(found)
        if attr in self.field_names(instance):
            return self._field(instance, attr)
        if isinstance(instance.kind, Record):
            return (UNKNOWN,)
        if self._is_property(instance.kind, attr):
            return self.class_attribute(instance.kind, attr, instance, frame)
        return self.class_attribute(instance.kind, attr, instance)

    def _is_property(self, cls: ClassValue, attr: str) -> bool:
        for owner in self.lineage(cls):
            for binding in owner.definition.scope.bindings.get(attr, ()):
                if binding.function is not None:
                    body = self.evaluator.inner_frame(owner.definition.scope, owner.frame)
                    names = self.evaluator.decorator_names(binding.function, body)
                    return "builtins.property" in names
        return False

    def stores(self, cls: ClassValue, attr: str) -> Iterator[tuple[ClassValue, Function, Store]]:
        """Yield the assignments ``self.attr = value`` in the methods of a class and its bases."""
        candidates = self.evaluator.index.attribute_stores.get(attr, ())
        if not candidates:
            return
        for owner in self.lineage(cls):
            for store in candidates:
                method = store.scope.enclosing_scope.function
                if method is None or method.owner is not owner.definition:
                    continue
                target = store.target
                assert isinstance(target, ex.Attribute)
                if isinstance(target.value, ex.Name):
                    if target.value.id == self.receiver_name(method):
                        yield owner, method, store

    def may_hold(self, cls: Class, attribute: ex.Attribute) -> bool:
        """Tell whether ``x.attr`` may be an attribute of a class's instances.

        It is none where ``x`` is the ``self`` of another class's method, and no class inherits
        from both.
        """
        method = attribute.scope.enclosing_scope.function
        owner = method.owner if method is not None else None
        if method is None or owner is None or not isinstance(attribute.value, ex.Name):
            return True
        if attribute.value.id != self.receiver_name(method):
            return True
        return not self.heirs(cls).isdisjoint(self.heirs(owner))

    def heirs(self, cls: Class) -> frozenset[Class]:
        """Return a class with those of the program that inherit from it."""
        return frozenset(self._heirs.get(cls, ()))

    @cached_property
    def _heirs(self) -> dict[Class, list[Class]]:
        found: dict[Class, list[Class]] = defaultdict(list)
        for module in self.evaluator.index.modules:
            for each in module.classes:
                home = self.evaluator.generic_frame(each.scope).parent
                if home is not None:
                    for above in self.lineage(ClassValue(each, home)):
                        found[above.definition].append(each)
        return found

    def _stored(self, instance: Instance, attr: str, frame: Frame) -> Iterator[BoundExpr]:
        if not isinstance(instance.kind, ClassValue):
            return
        for owner, method, store in self.stores(instance.kind, attr):
            if store.value is not None:
                home = self._method_frame(instance, owner, method, frame)
                yield BoundExpr(store.value, home, store.path)

    def _method_frame(
        self, instance: Instance, owner: ClassValue, method: Function, reader: Frame
    ) -> Frame:
        """Return the frame in which a method set an attribute of the object."""
        in_trace = reader.in_trace and reader.trace is not None and method in reader.trace
        arguments: dict[str, tuple[BoundExpr, ...]] = {}
        body = self.evaluator.inner_frame(owner.definition.scope, owner.frame)
        target = FunctionValue(method, body, receiver=instance)
        if method.name == "__init__":
            in_trace = instance.frame.in_trace
            if instance.call is not None:
                positional, keywords = self._constructor_arguments(instance)
                arguments = bind(self.evaluator, target, positional, keywords)
        key = ("method", method, instance.call, instance.frame, in_trace, body)
        return self.evaluator.keep(
            key,
            lambda: Frame(
                method.scope, body, arguments, in_trace, instance, reader.trace, reader.depth + 1
            ),
        )

    def _constructor_arguments(
        self, instance: Instance
    ) -> tuple[list[BoundExpr], dict[str, BoundExpr]]:
        positional: list[BoundExpr] = []
        keywords: dict[str, BoundExpr] = {}
        assert instance.call is not None
        for argument in instance.call.arguments:
            if argument.keyword is not None:
                keywords[argument.keyword] = BoundExpr(argument.value, instance.frame)
            elif not argument.star:
                positional.append(BoundExpr(argument.value, instance.frame))
        return positional, keywords

    def super_call(self, instance: Instance) -> tuple[ClassValue, ex.Call, Frame] | None:
        """Return ``super().__init__(…)``, by which an instance makes what it inherits.

        It comes with the class it stands in and the frame that evaluates it. None where no class
        of the instance has an ``__init__``, or where that calls it never or more than once.
        """
        if not isinstance(instance.kind, ClassValue):
            return None
        for cls in self.lineage(instance.kind):
            methods = [b.function for b in cls.definition.scope.bindings.get("__init__", ())]
            method = methods[0] if len(methods) == 1 else None
            if method is None:
                continue
            calls = [
                call
                for call in self.evaluator.index.calls.get("__init__", ())
                if call.scope is method.scope and _is_of_super(call)
            ]
            frame = self._method_frame(instance, cls, method, instance.frame)
            return (cls, calls[0], frame) if len(calls) == 1 else None
        return None

    # -- fields of dataclasses and named tuples --------------------------------------------

    def field_names(self, instance: Instance) -> tuple[str, ...]:
        """Return the constructor's parameters, where they are declared as fields."""
        if isinstance(instance.kind, Record):
            return instance.kind.fields
        names: list[str] = []
        declared = False
        for owner in reversed(list(self.lineage(instance.kind))):
            declared = declared or self._declares_fields(owner)
            names += self._annotated(owner.definition)
        return tuple(dict.fromkeys(names)) if declared else ()

    def _annotated(self, definition: Class) -> list[str]:
        """Return the names that a class annotates in its body."""
        if definition not in self._annotations:
            self._annotations[definition] = [
                target.id
                for statement in definition.body
                if isinstance(statement, Assign) and statement.annotation is not None
                for target in statement.targets
                if isinstance(target, ex.Name)
            ]
        return self._annotations[definition]

    def _declares_fields(self, cls: ClassValue) -> bool:
        evaluator = self.evaluator
        for decorator in cls.definition.decorators:
            for value in evaluator.values(decorator, cls.frame):
                if isinstance(value, (External, CallResult)) and value.name in _DATACLASS:
                    return True
        for base in cls.definition.bases:
            for value in evaluator.values(base.value, cls.frame):
                if isinstance(value, External) and value.name in _FIELD_BASES:
                    return True
        return False

    def field_argument(self, instance: Instance, name: str) -> BoundExpr | None:
        """Return the constructor's argument for a field, where it was passed."""
        if instance.call is None:
            return None
        positional, keywords = self._constructor_arguments(instance)
        if name in keywords:
            return keywords[name]
        index = self.field_names(instance).index(name)
        return positional[index] if index < len(positional) else None

    def _field(self, instance: Instance, attr: str) -> Values:
        argument = self.field_argument(instance, attr)
        if argument is not None:
            found = self.evaluator.values_of(argument)
            if instance.capture is None or self._is_receiver(instance.capture):
                return found
            return tuple([v if v.capture else replace(v, capture=instance.capture) for v in found])
        if isinstance(instance.kind, Record):
            return (UNKNOWN,)
        found_defaults: list[Value] = []
        for value in self.class_attribute(instance.kind, attr, instance):
            if isinstance(value, CallResult) and value.name in _FIELD_CALLS:
                found_defaults += self._field_default(value, instance)
            else:
                found_defaults.append(value)
        return tuple(found_defaults)

    def _is_receiver(self, capture: Capture) -> bool:
        """Tell whether an object came into the trace as ``self``, whose attributes are captured."""
        function = capture.frame.scope.function
        return (
            function is not None
            and isinstance(capture.expr, ex.Name)
            and capture.expr.id == self.receiver_name(function)
        )

    def _field_default(self, field: CallResult, instance: Instance) -> Values:
        evaluator = self.evaluator
        default = evaluator.argument(field.call, 99, "default")
        if default is not None:
            return evaluator.values(default, field.frame)
        factory = evaluator.argument(field.call, 99, "default_factory")
        if factory is None:
            return (UNKNOWN,)
        # The factory runs when the object is made.
        caller = replace(field.frame, in_trace=instance.frame.in_trace)
        found: list[Value] = []
        empty = ex.Call(field.call.start, field.call.end, factory, (), field.call.scope)
        for value in evaluator.values(factory, field.frame):
            found += evaluator.call(value, empty, caller)
        return tuple(found)

    def record(self, name: str, call: ex.Call, frame: Frame) -> Values | None:
        """Return the class that ``collections.namedtuple`` makes; None for any other function."""
        if name != "collections.namedtuple":
            return None
        expr = self.evaluator.argument(call, 1, "field_names")
        if isinstance(expr, ex.Constant) and isinstance(expr.value, str):
            return (Record(tuple(expr.value.replace(",", " ").split())),)
        if isinstance(expr, ex.ListDisplay):
            names = [item.value for item in expr.items if isinstance(item, ex.Constant)]
            return (Record(tuple(str(name) for name in names)),)
        return (UNKNOWN,)


def _is_of_super(call: ex.Call) -> bool:
    made = call.func.value if isinstance(call.func, ex.Attribute) else None
    return isinstance(made, ex.Call) and ex.terminal(made.func) == "super"
