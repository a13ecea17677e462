"""Draws of the same numbers because a key was split that an earlier split did not replace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.enclosing import enclosing, statement_of
from nplint.facts.scopes import Binding, Scope, binding_scope
from nplint.finding import Location
from nplint.records import record
from nplint.rules.keys.draws import Draw, Draws
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import External

_SPLIT = "jax.random.split"
_COLLECTING = frozenset({"append", "extend", "add", "insert"})


@record
class Subkey:
    """One of the keys that ``random.split(parent)`` gave.

    Parameters
    ----------
    split, parent
        The call, and the key that it splits.
    given
        The binding that gave the parent its value, if it is one.
    place
        Which of the new keys it is, and of how many, as the call spells it.
    statement
        The statement that assigns the new keys.
    """

    split: ex.Call
    parent: ex.Name
    given: Binding | None
    place: tuple[int, str]
    statement: st.Statement

    @property
    def location(self) -> Location:
        """The place of the split."""
        return self.split.scope.module.locate(self.split)


@record
class Repeat:
    """A draw that gives numbers once more: those of ``first``, or its own in each round."""

    draw: Draw
    subkey: Subkey
    first: Draw | None
    origin: Subkey


class SplitReuse:
    """Finds such draws."""

    def __init__(self, draws: Draws) -> None:
        self.draws = draws
        self.evaluator = draws.evaluator
        self.contexts = draws.contexts

    def repeats(self) -> Iterator[Repeat]:
        """Yield the draws that repeat numbers which the program takes for new ones."""
        found: dict[Scope, list[tuple[Draw, Subkey]]] = defaultdict(list)
        for draw in self.draws:
            subkey = self._subkey(draw.key, draw.scope)
            if subkey is not None:
                found[draw.scope].append((draw, subkey))
        for drawn in found.values():
            drawn.sort(key=lambda each: each[0].call.start)
            yield from self._one_after_the_other(drawn)
            for draw, subkey in drawn:
                if self._repeats_in_loop(draw, subkey):
                    yield Repeat(draw, subkey, None, subkey)

    def _subkey(self, key: ex.Expr, scope: Scope) -> Subkey | None:
        """Return a key as one of those that a split of a variable gave, if it is one."""
        path: tuple[int | None, ...] = ()
        if isinstance(key, ex.Subscript) and isinstance(key.index, ex.Constant):
            if isinstance(key.index.value, int):
                path, key = (key.index.value,), key.value
        statement = statement_of(key.start, scope)
        if isinstance(key, ex.Name):
            if binding_scope(scope, key.id) is not scope:
                return None
            bindings = reaching_definitions(scope.bindings[key.id], key.start)
            if len(bindings) != 1 or bindings[0].kind != "assign" or bindings[0].value is None:
                return None
            path, statement = (*bindings[0].path, *path), bindings[0].statement
            key = bindings[0].value
        if not isinstance(key, ex.Call) or statement is None or len(path) != 1:
            return None
        index, parent = path[0], self.evaluator.argument(key, 0, "key")
        if index is None or not isinstance(parent, ex.Name) or not self._is_split(key, scope):
            return None
        if binding_scope(scope, parent.id) is not scope:
            return None
        number = self.evaluator.argument(key, 1, "num")
        count = self.draws.text_of(scope, number) if number is not None else "2"
        before = reaching_definitions(scope.bindings[parent.id], parent.start)
        given = before[0] if len(before) == 1 else None
        return Subkey(key, parent, given, (index, count), statement)

    def _is_split(self, call: ex.Call, scope: Scope) -> bool:
        values = self.evaluator.values(call.func, self.contexts.frames(scope)[0])
        return bool(values) and all(
            isinstance(each, External) and each.name == _SPLIT for each in values
        )

    # -- one after the other ---------------------------------------------------------------

    def _one_after_the_other(self, drawn: list[tuple[Draw, Subkey]]) -> Iterator[Repeat]:
        before: dict[tuple[Binding, tuple[int, str]], list[tuple[Draw, Subkey]]] = {}
        for draw, subkey in drawn:
            if subkey.given is None:
                continue
            # The draws with the same key so far.
            known = before.setdefault((subkey.given, subkey.place), [])
            for first, origin in known:
                if (
                    origin.split is not subkey.split
                    and draw.is_like(first)
                    and draw.is_reached_after(first)
                    and self.draws.meet(first, draw)
                ):
                    yield Repeat(draw, subkey, first, origin)
                    break
            known.append((draw, subkey))

    # -- in each round of a loop -----------------------------------------------------------

    def _repeats_in_loop(self, draw: Draw, subkey: Subkey) -> bool:
        scope = draw.scope
        around = [each for each in enclosing(subkey.statement, scope) if isinstance(each, st.Loop)]
        if not around or around[-1] not in enclosing(draw.statement, scope):
            return False
        loop = around[-1]
        parts = [*subkey.split.arguments, *draw.call.arguments]
        fixed = [draw.call.func, *(part.value for part in parts if part.value is not draw.key)]
        if any(_changes(expr, loop, scope) for expr in fixed):
            return False
        return any(self._keeps(each, draw, loop) for each in st.statements(loop.body))

    def _keeps(self, statement: st.Statement, draw: Draw, loop: st.Loop) -> bool:
        """Tell whether a statement of a loop adds what comes of a draw to that of other rounds."""
        kept: ex.Expr | None = None
        if isinstance(statement, st.ExprStmt) and isinstance(statement.value, ex.Call):
            func = statement.value.func
            if isinstance(func, ex.Attribute) and func.attr in _COLLECTING:
                kept = statement.value if not _changes(func.value, loop, draw.scope) else None
        elif isinstance(statement, st.Assign) and statement.value is not None:
            targets = [name for target in statement.targets for name in _names(target)]
            stored = any(isinstance(target, ex.Subscript) for target in statement.targets)
            carried = set(targets).intersection(_names(statement.value))
            if statement.operator or stored or carried:
                kept = statement.value
        if kept is None:
            return False
        frame = self.contexts.frames(draw.scope)[0]
        return any(value.call is draw.call for value in self.draws.dependence.calls(kept, frame))


def _names(expr: ex.Expr) -> Iterator[str]:
    if isinstance(expr, ex.Name):
        yield expr.id
    for child in ex.children(expr):
        yield from _names(child)


def _changes(expr: ex.Expr, loop: st.Loop, scope: Scope) -> bool:
    """Tell whether an expression reads a name that the loop binds."""
    return any(
        loop.start < binding.start < loop.end
        for name in _names(expr)
        for binding in scope.bindings.get(name, ())
    )
