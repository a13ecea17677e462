"""The entries of lists, tuples, dicts and their like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nplint.facts import expressions as ex
from nplint.facts.expressions import terminal
from nplint.facts.scopes import Scope
from nplint.semantic.recursion import Guard
from nplint.semantic.values import (
    UNKNOWN,
    BoundExpr,
    CallResult,
    Container,
    Element,
    ExternalAttribute,
    Frame,
    Instance,
    Literal,
    MethodResult,
    OperatorResult,
    Value,
    Values,
)
from nplint.semantic.variables import is_variable, variable_of

if TYPE_CHECKING:
    from nplint.semantic.evaluator import Evaluator

Entry = tuple[object, BoundExpr]  # key (an index, a literal key, or UNKNOWN) and value

_SAME = frozenset(
    {"builtins.list", "builtins.tuple", "builtins.sorted", "builtins.reversed", "builtins.iter",
     "builtins.set", "builtins.frozenset", "types.MappingProxyType"}
)  # fmt: skip
_DICTS = frozenset({"builtins.dict", "collections.OrderedDict", "collections.ChainMap"})
# Methods that put entries into a container.
GROWING = ("update", "setdefault", "append", "extend", "insert", "add")
_ITERATORS = frozenset({"builtins.zip", "builtins.enumerate"})


class Containers:
    """Finds entries, elements and items of containers, and the results of their methods."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._scanned: dict[ex.ListDisplay, ex.ListDisplay] = {}

    def entries(self, container: Container) -> Sequence[Entry]:
        """Return the entries of a container, as far as they are seen."""
        return self._entries(container.expr, container.frame)

    def may_grow(self, container: Container) -> bool:
        """Tell whether other code than its display may put entries into a container."""
        scope = container.frame.scope
        index = self.evaluator.index
        names = set(index.kept_as(container.expr, scope))
        filled = [
            (store.target.value, store.scope)
            for n in names
            for store in index.stores_of_items(n)
            if isinstance(store.target, ex.Subscript)
        ]
        filled += [
            (call.func.value, call.scope)
            for n in names
            for alias in index.aliases_of(n)
            for call in index.calls_on(alias)
            if isinstance(call.func, ex.Attribute)
            and call.func.attr in GROWING
            and (isinstance(call.func.value, ex.Name) or call.scope.module is not scope.module)
        ]
        return any(self._may_name(expr, home, names, container.frame) for expr, home in filled)

    def _may_name(self, expr: ex.Expr, scope: Scope, names: set[str], owner: Frame) -> bool:
        """Tell whether an expression may name one of some variables of a frame."""
        if scope.module is owner.module:
            return terminal(expr) in names
        variable = None
        if any(terminal(expr) in self.evaluator.index.aliases_of(name) for name in names):
            variable = variable_of(self.evaluator, expr, self.evaluator.generic_frame(scope))
        return variable is not None and variable[0] is owner and variable[1] in names

    @Guard(otherwise=())  # as in ``d = {**d, "a": 1}``
    def _entries(self, expr: ex.Expr, frame: Frame) -> Sequence[Entry]:
        found: list[Entry] = []
        if isinstance(expr, ex.ListDisplay):
            for item in expr.items:
                if isinstance(item, ex.Starred):
                    found += [(UNKNOWN, t) for _, t in self._spread(item.value, frame)]
                else:
                    found.append((len(found), BoundExpr(item, frame)))
        elif isinstance(expr, ex.DictDisplay):
            for key, value in expr.entries:
                if key is None:
                    found += self._spread(value, frame)
                else:
                    found.append((self._key(key, frame), BoundExpr(value, frame)))
        elif isinstance(expr, ex.Comprehension):
            if any(_excludes_a_type(part) for part in expr.parts):
                return []
            inner = self.evaluator.inner_frame(expr.scope, frame)
            found.append((UNKNOWN, BoundExpr(expr.element, inner)))
        elif isinstance(expr, ex.Call):
            for argument in expr.arguments:
                if argument.keyword is not None:
                    found.append((argument.keyword, BoundExpr(argument.value, frame)))
                else:
                    found += self._spread(argument.value, frame)
        return found

    def _spread(self, expr: ex.Expr, frame: Frame) -> list[Entry]:
        found: list[Entry] = []
        for value in self.evaluator.values(expr, frame):
            if isinstance(value, Container):
                found += self.entries(value)
        return found

    def _key(self, key: ex.Expr, frame: Frame) -> object:
        literals = self.evaluator.literals(key, frame)
        return literals[0] if literals and len(literals) == 1 else UNKNOWN

    def elements(self, values: Values) -> Values:
        """Return the values that iterating over some values may give."""
        found: list[Value] = []
        for value in values:
            if isinstance(value, Container):
                found += self._elements_of(value)
            elif isinstance(value, MethodResult) and isinstance(value.owner, Container):
                found += self._elements_of_view(value, value.owner)
            elif isinstance(value, CallResult) and value.name in _ITERATORS:
                found.append(value)
            elif isinstance(value, Instance):
                found += [v for t in self.fields(value) for v in self._through(t, value)]
            elif isinstance(value, OperatorResult) and self._sliced(value):
                found += self.elements(self._sliced(value))
            else:
                found.append(_part_of(value))
        return tuple(found)

    def entry_of(self, expr: ex.EntryOf, frame: Frame) -> Values:
        """Return the values of an entry of arrays: of those in a container, a container of such."""
        found: list[Value] = []
        for value in self.evaluator.values(expr.value, frame):
            match value:
                case Literal(value=None):
                    found.append(value)
                case Container(expr=ex.ListDisplay() as display):
                    found.append(replace(value, expr=self._with_entries(display)))
                case Container() | Instance():
                    found.append(UNKNOWN)
                case _:
                    found.append(_part_of(value))
        return tuple(found)

    def _with_entries(self, display: ex.ListDisplay) -> ex.ListDisplay:
        """Return a display of an entry of each item; the same one whenever it is asked for."""
        if display not in self._scanned:
            items = tuple([ex.EntryOf(e.start, e.end, e) for e in display.items])
            self._scanned[display] = ex.ListDisplay(display.start, display.end, display.kind, items)
        return self._scanned[display]

    def _sliced(self, value: OperatorResult) -> Values:
        """Return the containers of which a value is a slice; nothing for other values."""
        expr = value.expr
        if not isinstance(expr, ex.Subscript) or not isinstance(expr.index, ex.Opaque):
            return ()
        owners = self.evaluator.values(expr.value, value.frame)
        return owners if all(isinstance(each, Container) for each in owners) else ()

    def _elements_of(self, container: Container) -> Values:
        expr = container.expr
        if isinstance(expr, (ex.DictDisplay, ex.Call)) or (
            isinstance(expr, ex.Comprehension) and expr.kind == "dict"
        ):
            return tuple(Literal(key) for key, _ in self.entries(container))
        return tuple(
            value for _, entry in self.entries(container)
            for value in self._through(entry, container)
        )  # fmt: skip

    def _elements_of_view(self, view: MethodResult, owner: Container) -> Values:
        if view.attr == "values":
            return self.item(owner, None)
        return (view,) if view.attr == "items" else (UNKNOWN,)

    def unpack(self, values: Values, path: Sequence[int | None]) -> Values:
        """Return the part of some values that unpacking along a path gives."""
        for index in path:
            found: list[Value] = []
            for value in values:
                found += self._part(value, index)
            values = tuple(found)
        return values

    def _part(self, value: Value, index: int | None) -> Values:
        if isinstance(value, MethodResult) and value.attr == "items":
            # One entry of a dict's items: its key and its value.
            owner = value.owner
            if isinstance(owner, Container) and index == 1:
                return self.item(owner, None)
            return (UNKNOWN,)
        if isinstance(value, CallResult) and value.name in _ITERATORS:
            return self._iterated(value, index)
        if isinstance(value, Container) and isinstance(value.expr, (ex.DictDisplay, ex.Call)):
            return (UNKNOWN,)
        if isinstance(value, (Container, Instance)):
            return self.item(value, None if index is None else [index])
        return (_part_of(value),)

    def _iterated(self, value: CallResult, index: int | None) -> Values:
        arguments = value.call.arguments
        if value.name == "builtins.enumerate":
            if index != 1 or not arguments:
                return (UNKNOWN,)
            return self.elements(self.evaluator.values(arguments[0].value, value.frame))
        if index is None or index >= len(arguments):
            return (UNKNOWN,)
        return self.elements(self.evaluator.values(arguments[index].value, value.frame))

    def item(self, owner: Value, keys: list[object] | None) -> Values:
        """Return the values of ``owner[key]``; of any entry where the keys are not known."""
        if isinstance(owner, Instance):
            fields = self.fields(owner)
            chosen = [
                t
                for i, t in enumerate(fields)
                if keys is None or i in keys or i - len(fields) in keys
            ]
            return tuple(v for t in chosen for v in self._through(t, owner)) or (UNKNOWN,)
        if isinstance(owner, OperatorResult) and self._sliced(owner):
            return self.elements((owner,))
        if not isinstance(owner, Container):
            return (UNKNOWN,)
        entries = self.entries(owner)
        found: list[Value] = []
        for key, entry in entries:
            if keys is None or key is UNKNOWN or self._same_key(key, keys, len(entries)):
                found += self._through(entry, owner)
        return tuple(found)

    def _same_key(self, key: object, keys: list[object], length: int) -> bool:
        if key in keys:
            return True
        return isinstance(key, int) and key - length in keys

    def _through(self, entry: BoundExpr, owner: Value) -> Values:
        """Return an entry's values, with the capture of their container."""
        found = self.evaluator.values_of(entry)
        if owner.capture is None:
            return found
        return tuple(
            [v if v.capture is not None else replace(v, capture=owner.capture) for v in found]
        )

    def fields(self, instance: Instance) -> list[BoundExpr]:
        """Return the field values of a named tuple, in order."""
        return [
            argument for name in self.evaluator.objects.field_names(instance)
            if (argument := self.evaluator.objects.field_argument(instance, name)) is not None
        ]  # fmt: skip

    def among(self, exprs: Sequence[ex.Expr], frame: Frame) -> Values:
        """Return the containers that expressions evaluate to, which joining them adds up."""
        return tuple(
            value
            for expr in exprs
            for value in self.evaluator.values(expr, frame)
            if isinstance(value, Container)
        )

    def stored_items(self, expr: ex.Subscript, keys: list[object] | None, frame: Frame) -> Values:
        """Return the values that ``container[key] = value`` elsewhere may have put there."""
        evaluator, last = self.evaluator, terminal(expr.value)
        if last is None or not evaluator.index.may_store_items(last):
            return ()
        variable = variable_of(evaluator, expr.value, frame)
        if variable is None:
            return ()
        owner, name = variable
        found: list[Value] = []
        for store in evaluator.index.stores_of_items(name):
            target = store.target
            if store.value is None or not isinstance(target, ex.Subscript):
                continue
            home = owner if store.scope is owner.scope else evaluator.generic_frame(store.scope)
            if not is_variable(evaluator, target.value, home, owner, name):
                continue
            stored = evaluator.literals(target.index, home)
            if keys is None or stored is None or any(key in stored for key in keys):
                found += evaluator.values_of(BoundExpr(store.value, home, store.path))
        return tuple(found)

    def constructor(self, name: str, call: ex.Call, frame: Frame) -> Values | None:
        """Return the result of calling a builtin container; None if ``name`` is none."""
        if name in _DICTS:
            return (Container(call, frame),)
        if name in _SAME and len(call.arguments) == 1 and not call.arguments[0].star:
            return self.evaluator.values(call.arguments[0].value, frame)
        if name in _SAME and not call.arguments:
            return (Container(call, frame),)
        return None

    def method(self, owner: Value, attr: str, call: ex.Call, frame: Frame) -> Values | None:
        """Return the result of a container's method; None for a method that is not followed."""
        if not isinstance(owner, Container):
            return None
        if attr in ("get", "pop", "setdefault"):
            key = self.evaluator.argument(call, 0, "")
            keys = self.evaluator.literals(key, frame) if key is not None else None
            default = self.evaluator.argument(call, 1, "")
            found = self.item(owner, keys)
            return found + (self.evaluator.values(default, frame) if default else ())
        if attr == "copy":
            return (owner,)
        return None


def _part_of(value: Value) -> Value:
    computed = (CallResult, MethodResult, ExternalAttribute, OperatorResult, Element)
    return Element(value, value.capture) if isinstance(value, computed) else UNKNOWN


def _excludes_a_type(condition: ex.Expr) -> bool:
    """Tell whether a comprehension's condition reads ``not isinstance(…)``."""
    if not isinstance(condition, ex.Operation) or condition.operator != "not":
        return False
    operand = condition.operands[0]
    if not isinstance(operand, ex.Call) or not isinstance(operand.func, ex.Name):
        return False
    return operand.func.id == "isinstance"
