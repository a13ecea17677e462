"""The inputs of a model as symbols: ``X.shape[0]`` and ``n_groups`` where no number is known.

A description of a model holds for all data, so that what a run passes to it is not looked at:
lengths that come from its parameters get a symbol, which is the same wherever they come from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nplint.domains.shape import Length, Shape, Symbol
from nplint.facts import expressions as ex
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.reaching_definitions import carried_back, reaching_definitions
from nplint.semantic.values import BoundExpr, External, Frame

# Assignments and calls that are followed back to a parameter, one after the other.
_LONGEST_WAY = 20
_LENGTH = ".shape[0]"


class ModelInputs:
    """Tells which expressions of a trace are, or are the length of, what a model is given.

    Parameters
    ----------
    evaluator
        Follows names.
    root
        The frame of the model's body.
    shapes
        The shapes of arrays that its parameters are known to be given, of which the ranks count.
    numbers
        The parameters that are known to be given whole numbers.
    sizes
        Expressions that are whole numbers: the sizes of plates.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        root: Frame,
        shapes: Mapping[str, Shape],
        numbers: Iterable[str],
        sizes: Iterable[BoundExpr],
    ) -> None:
        self._evaluator = evaluator
        self._root = root
        self._numbers = {*numbers}
        self._ranks = {name: len(shape) for name, shape in shapes.items()}
        self._ranks.update(self._unpacked())
        counted = [self._source(each.expr, each.frame, each.path, 0) for each in sizes]
        self._numbers.update(each for each in counted if each is not None)

    def shape(self, expr: ex.Expr, frame: Frame) -> Shape | None:
        """Return the shape of an expression that is a parameter, or a length of one."""
        source = self._source(expr, frame, (), 0)
        if source is None:
            return None
        if self._is_length(source):
            return ()
        rank = self._ranks.get(source)
        if rank is None:
            return None
        return tuple(_symbol(f"{source}.shape[{axis}]") for axis in range(rank))

    def length(self, expr: ex.Expr, frame: Frame) -> Length:
        """Return the symbol of an expression that is a length; None for another."""
        source = self._source(expr, frame, (), 0)
        return _symbol(source) if source is not None and self._is_length(source) else None

    def _is_length(self, source: str) -> bool:
        return source in self._numbers or (source.endswith("]") and ".shape[" in source)

    def _source(
        self, expr: ex.Expr, frame: Frame, path: tuple[object, ...], way: int
    ) -> str | None:
        """Return an expression in terms of the model's parameters: ``X.shape[0]``."""
        if way > _LONGEST_WAY:
            return None
        match expr:
            case ex.Name():
                return self._name(expr, frame, path, way)
            case ex.Attribute(value=value, attr=attr):
                owner = self._source(value, frame, (), way + 1)
                return _with_path(f"{owner}.{attr}", path) if owner is not None else None
            case ex.Subscript(value=value, index=index):
                keys = self._evaluator.literals(index, frame)
                if keys is None or len(keys) != 1:
                    return None
                return self._source(value, frame, (keys[0], *path), way + 1)
            case ex.Call(func=func, arguments=(argument,)) if argument.star == "":
                called = self._evaluator.values(func, frame)
                if [each.name for each in called if isinstance(each, External)] == ["builtins.len"]:
                    owner = self._source(argument.value, frame, (), way + 1)
                    return owner + _LENGTH if owner is not None else None
        return None

    def _name(self, expr: ex.Name, frame: Frame, path: tuple[object, ...], way: int) -> str | None:
        owner, place = self._evaluator.find_name(expr.id, expr.start, frame)
        if owner is None:
            return None
        bindings = owner.scope.bindings[expr.id]
        reached = reaching_definitions(bindings, place)
        binding = reached[0] if len(reached) == 1 else None
        if place is not None and carried_back(bindings, place, owner.scope):
            return None
        if binding is None or None in binding.path:
            return None
        if binding.kind == "assign" and binding.value is not None:
            return self._source(binding.value, owner, (*binding.path, *path), way + 1)
        if binding.kind != "parameter":
            return None
        if owner is self._root:
            return _with_path(expr.id, path)
        given = owner.arguments.get(expr.id, ())
        if len(given) != 1 or None in given[0].path:
            return None
        return self._source(given[0].expr, given[0].frame, (*given[0].path, *path), way + 1)

    def _unpacked(self) -> dict[str, int]:
        """Return the ranks of the parameters whose shape the model unpacks: ``n, m = X.shape``."""
        found: dict[str, set[int]] = {}
        for bindings in self._root.scope.bindings.values():
            for binding in bindings:
                value = binding.value
                if binding.kind != "assign" or len(binding.path) != 1 or binding.path[0] is None:
                    continue
                if isinstance(value, ex.Attribute) and value.attr == "shape":
                    source = self._source(value.value, self._root, (), 0)
                    if source is not None:
                        found.setdefault(source, set()).add(binding.path[0] + 1)
        return {name: max(places) for name, places in found.items()}


def _symbol(source: str) -> Symbol:
    return Symbol(source, source)


def _with_path(source: str, path: tuple[object, ...]) -> str:
    return source + "".join(f"[{key!r}]" for key in path)
