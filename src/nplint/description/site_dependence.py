"""The sites that an expression of a model is directly computed from: the edges of its graph.

``Dependence`` follows values, to which deterministic sites are transparent. This follows the text
of the program, so that it stops at them, keeps to one part of what is unpacked, and goes on where
nothing is known of a value: through data, carries of a scan, and lists that loops fill.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from nplint.analyses.dependence import STATIC_ATTRIBUTES
from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.scopes import Binding, Function
from nplint.libraries.handed_functions import handed_over
from nplint.libraries.numpyro import EFFECTS, as_functions
from nplint.semantic.containers import GROWING
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.reaching_definitions import carried_back, reaching_definitions
from nplint.semantic.values import (
    CallResult,
    Container,
    Element,
    External,
    ExternalAttribute,
    Frame,
    FunctionValue,
    Instance,
    MethodResult,
    ModuleValue,
    OperatorResult,
    Value,
)

SitePlace: TypeAlias = tuple[ex.Call, Frame]
# Indices and keys that lead to a part of a value; None for any.
_Path: TypeAlias = tuple[object, ...]
# Functions that give back what the function they are given returns, in its own structure.
_SCANS = frozenset({"jax.lax.scan", "numpyro.contrib.control_flow.scan"})
# Effects that are no site to depend on: they give indices and keys, or parts of their argument.
_WITHOUT_VALUES = frozenset({"plate", "plate_stack", "prng_key", "subsample"})
# Expressions that are looked at for one edge's end.
_MOST_STEPS = 4_000


class _Part(NamedTuple):
    """A part of what an expression evaluates to."""

    expr: ex.Expr
    frame: Frame
    path: _Path = ()


class SiteDependence:
    """Finds the sites that expressions of a trace are computed from, those of all kinds alike."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def sites(self, expr: ex.Expr, frame: Frame) -> list[SitePlace]:
        """Return the calls that make the sites, in the order they are met.

        It is not followed through a site to what that is computed from.
        """
        found: dict[SitePlace, None] = {}
        waiting = [_Part(expr, frame)]
        seen: set[_Part] = set()
        while waiting and len(seen) < _MOST_STEPS:
            part = waiting.pop()
            if isinstance(part.expr, ex.Constant) or part in seen:
                continue
            seen.add(part)
            if isinstance(part.expr, ex.Call) and self._is_site(part.expr, part.frame):
                found[part.expr, part.frame] = None
            else:
                waiting += [*self._sources(part)][::-1]
        return list(found)

    def _is_site(self, call: ex.Call, frame: Frame) -> bool:
        targets = self._evaluator.values(call.func, frame)
        kinds = [EFFECTS.get(each.name) for each in targets if isinstance(each, External)]
        return any(kind is not None and kind not in _WITHOUT_VALUES for kind in kinds)

    def _sources(self, part: _Part) -> Iterable[_Part]:
        """Return the parts that a part of a value is made of."""
        expr, frame, path = part
        match expr:
            case ex.Name():
                return self._name(expr, frame, path)
            case ex.Call():
                return self._call(expr, frame, path)
            case ex.Attribute():
                return self._attribute(expr, frame, path)
            case ex.Subscript():
                return self._subscript(expr, frame, path)
            case ex.ListDisplay():
                return self._display(expr, frame, path)
            case ex.DictDisplay():
                return self._dict(expr, frame, path)
            case ex.Comprehension():
                inner = self._evaluator.inner_frame(expr.scope, frame)
                return (_Part(expr.element, inner, path[1:]),)
            case ex.Conditional():
                taken = self._evaluator.decisions.truth(expr.test, frame)
                arms = (expr.body, expr.orelse) if taken is None else ()
                chosen = arms or ((expr.body,) if taken else (expr.orelse,))
                return [_Part(each, frame, path) for each in chosen]
            case ex.Walrus() | ex.Starred():
                return (_Part(expr.value, frame, path),)
            case ex.EntryOf():
                return (_Part(expr.value, frame, path),)
            case ex.Lambda():
                return ()
            case ex.Operation(operator="+" | "|"):
                return [_Part(each, frame, (None,) * len(path)) for each in expr.operands]
        return [_Part(each, frame) for each in ex.children(expr)]

    # -- names -----------------------------------------------------------------------------

    def _name(self, expr: ex.Name, frame: Frame, path: _Path) -> Iterator[_Part]:
        owner, place = self._evaluator.find_name(expr.id, expr.start, frame)
        if owner is None:
            return
        bindings = owner.scope.bindings[expr.id]
        reached = reaching_definitions(bindings, place)
        if len(reached) > 1:
            reached = [*self._evaluator.decisions.among(reached, owner)]
        if place is not None:
            later = carried_back(bindings, place, owner.scope)
            reached += [each for each in later if each not in reached]
        for binding in reached:
            yield from self._binding(binding, owner, path)
        yield from self._filled(expr.id, owner, path)

    def _binding(self, binding: Binding, owner: Frame, path: _Path) -> Iterator[_Part]:
        if binding.kind == "parameter" and binding.parameter is not None:
            yield from self._parameter(binding.parameter.name, owner, path)
        elif binding.value is None:
            return
        elif binding.kind == "assign":
            yield _Part(binding.value, owner, (*binding.path, *path))
        elif binding.kind == "augment":
            yield _Part(binding.value, owner)
            statement = binding.statement
            if isinstance(statement, st.Assign):
                yield _Part(statement.targets[0], owner)
        elif binding.kind == "loop":
            yield _Part(binding.value, self._evaluator.loop_frame(binding, owner))

    def _parameter(self, name: str, frame: Frame, path: _Path) -> Iterator[_Part]:
        function = frame.scope.function
        for given in frame.arguments.get(name, ()):
            yield _Part(given.expr, given.frame, (*given.path, *path))
            is_carried = isinstance(given.expr, ex.Opaque) and frame.called is not None
            if is_carried and function is not None:
                # What a scan carries is what its function returned the step before.
                yield from self._returned(function, frame, (0, *path))
        if name in frame.arguments or function is None or frame.parent is None:
            return
        parameter = function.parameter(name)
        if parameter is not None and parameter.default is not None:
            yield _Part(parameter.default, frame.parent, path)

    def _filled(self, name: str, owner: Frame, path: _Path) -> Iterator[_Part]:
        """Yield what statements of the same function put into a container."""
        index = self._evaluator.index
        wanted = path[0] if path else None
        for store in index.item_stores.get(name, ()):
            target = store.target
            if store.scope is not owner.scope or store.value is None:
                continue
            if isinstance(target, ex.Subscript) and isinstance(target.value, ex.Name):
                keys = self._evaluator.literals(target.index, owner)
                if wanted is None or keys is None or wanted in keys:
                    yield _Part(store.value, owner, (*store.path, *path[1:]))
        for call in index.calls_on(name):
            func = call.func
            if call.scope.enclosing_scope is not owner.scope or not isinstance(func, ex.Attribute):
                continue
            if func.attr in GROWING and isinstance(func.value, ex.Name):
                home = self._evaluator.frame_within(call.scope, owner)
                yield from (_Part(each.value, home) for each in call.arguments)

    # -- calls -----------------------------------------------------------------------------

    def _call(self, call: ex.Call, frame: Frame, path: _Path) -> Iterator[_Part]:
        targets = self._evaluator.values(call.func, frame)
        for target in targets:
            kind = EFFECTS.get(target.name) if isinstance(target, External) else None
            if kind in _WITHOUT_VALUES and kind != "subsample":
                continue
            functions = [*as_functions(self._evaluator, target, frame)]
            for function in functions:
                yield from self._called(function, call, frame, path)
            if not functions:
                yield from self._external(target, call, frame, path)
        if not targets:
            yield from (_Part(each, frame) for each in ex.children(call))

    def _called(
        self, function: FunctionValue, call: ex.Call, frame: Frame, path: _Path
    ) -> Iterator[_Part]:
        inner = self._evaluator.call_frame(function, call, frame)
        if inner is None:
            yield from (_Part(each.value, frame) for each in call.arguments)
        else:
            yield from self._returned(function.function, inner, path)

    def _returned(self, function: Function, frame: Frame, path: _Path) -> Iterator[_Part]:
        for each in self._evaluator.returns_of(function, frame):
            yield _Part(each, frame, path)

    def _external(self, target: Value, call: ex.Call, frame: Frame, path: _Path) -> Iterator[_Part]:
        handed = []
        is_scan = False
        if isinstance(target, (External, CallResult)):
            handed = [*handed_over(self._evaluator, target, call, frame)]
            is_scan = bool(handed) and target.name in _SCANS
        for function, inner in handed:
            yield from self._returned(function.function, inner, path if is_scan else ())
        if isinstance(call.func, ex.Attribute):
            yield _Part(call.func.value, frame)
        if isinstance(target, (CallResult, MethodResult)):
            yield from self._of_value(target, ())
        if not is_scan:
            yield from _arguments(call, frame, path)

    # -- parts of values -------------------------------------------------------------------

    def _attribute(self, expr: ex.Attribute, frame: Frame, path: _Path) -> Iterator[_Part]:
        if expr.attr in STATIC_ATTRIBUTES:
            return
        for owner in self._evaluator.values(expr.value, frame):
            if isinstance(owner, (Instance, ModuleValue)):
                for value in self._evaluator.values(expr, frame):
                    yield from self._of_value(value, path)
            else:
                yield _Part(expr.value, frame, (expr.attr, *path))

    def _of_value(self, value: Value, path: _Path) -> Iterator[_Part]:
        match value:
            case CallResult(call=call, frame=frame) | MethodResult(call=call, frame=frame):
                yield _Part(call, frame, path)
            case OperatorResult(expr=expr, frame=frame) | Container(expr=expr, frame=frame):
                yield _Part(expr, frame, path)
            case Element(owner=owner):
                yield from self._of_value(owner, ())
            case ExternalAttribute(owner=owner, attr=attr) if attr not in STATIC_ATTRIBUTES:
                yield from self._of_value(owner, (attr, *path))

    def _subscript(self, expr: ex.Subscript, frame: Frame, path: _Path) -> Iterator[_Part]:
        keys = self._evaluator.literals(expr.index, frame)
        if keys is not None and len(keys) == 1:
            yield _Part(expr.value, frame, (keys[0], *path))
            return
        yield _Part(expr.value, frame, (None, *path))
        yield _Part(expr.index, frame)

    def _display(self, expr: ex.ListDisplay, frame: Frame, path: _Path) -> Iterator[_Part]:
        items = expr.items
        wanted = path[0] if path else None
        spread = any(isinstance(each, ex.Starred) for each in items)
        if isinstance(wanted, int) and not spread and -len(items) <= wanted < len(items):
            items = (items[wanted],)
        yield from (_Part(each, frame, path[1:]) for each in items)

    def _dict(self, expr: ex.DictDisplay, frame: Frame, path: _Path) -> Iterator[_Part]:
        wanted = path[0] if path else None
        for key, value in expr.entries:
            if key is None:
                yield _Part(value, frame, path)
                continue
            keys = self._evaluator.literals(key, frame)
            if wanted is None or keys is None or wanted in keys:
                yield _Part(value, frame, path[1:])


def _arguments(call: ex.Call, frame: Frame, path: _Path) -> Iterator[_Part]:
    """Yield the arguments of a call that gives back what it was given, or is computed from it."""
    wanted = path[0] if path else None
    named = [each for each in call.arguments if each.keyword is not None]
    if any(each.keyword == wanted for each in named):
        yield from (_Part(e.value, frame, path[1:]) for e in named if e.keyword == wanted)
        return
    alone = len(call.arguments) - len(named) == 1
    for each in call.arguments:
        yield _Part(each.value, frame, path if alone and each.keyword is None else ())
