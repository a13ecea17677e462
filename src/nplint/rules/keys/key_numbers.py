"""The numbers by which a program makes keys of others, among which a repair finds free ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.facts.scopes import Scope, binding_scope
from nplint.fixes.repair import FixContext
from nplint.libraries.jax_keys import MAKING
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import CallResult, External, Frame

_FOLD_IN = "jax.random.fold_in"
_SPLIT = "jax.random.split"
_SEED = "numpyro.handlers.seed"
# JAX folds in what fits 32 bits.
ANY_NUMBER = range(2**31)


class KeyNumbers:
    """Knows which numbers are taken: by the program as it stands, and by repairs planned so far.

    A number is taken for a key where ``fold_in`` is given it, whatever key it is given: another
    variable may hold the same one. ``split(key, n)`` takes those below ``n``, since from JAX 0.5 on
    its keys are those of ``fold_in(key, 0)``, ``fold_in(key, 1)`` and so on.
    """

    def __init__(self, fix_context: FixContext) -> None:
        self._evaluator = fix_context.program.evaluator
        self._contexts = fix_context.program.contexts
        self._text_of = fix_context.normalized_source
        self._planned: dict[str, list[range]] = defaultdict(list)
        self._planned_seeds: list[range] = []

    def take(self, key: ex.Expr, scope: Scope, wanted: range) -> int | None:
        """Take the first numbers that are free to be folded into a key.

        Parameters
        ----------
        key, scope
            The key, and the scope that evaluates it.
        wanted
            As many numbers, and none below its first.

        Returns
        -------
        The first of the numbers; None where all may be taken.
        """
        planned = self._planned[self._text_of(scope, key)]
        found = _first_free([*self._folded(key, scope), *planned], wanted)
        if found is not None:
            planned.append(range(found, found + len(wanted)))
        return found

    def is_untouched(self, key: ex.Expr, scope: Scope) -> bool:
        """Tell whether nothing but one call reads a key, so that all numbers are free."""
        if self._planned[self._text_of(scope, key)] or any(self._folded(key, scope)):
            return False
        reads = scope.module.reads.get(key.id, ()) if isinstance(key, ex.Name) else ()
        return len(reads) < 2

    def take_seeds(self, wanted: range, own: int) -> int | None:
        """Take the first numbers that seed nothing, but for the ``own`` one, as :meth:`take`."""
        others = [each for each in self._seeds() if each != range(own, own + 1)]
        found = _first_free([*others, *self._planned_seeds], wanted)
        if found is not None:
            self._planned_seeds.append(range(found, found + len(wanted)))
        return found

    def counted(self, expr: ex.Expr, frame: Frame) -> range:
        """Return the numbers that an expression may be; all where they are not known."""
        literals = self._evaluator.literals(expr, frame)
        if literals is not None:
            numbers = [each for each in literals if isinstance(each, int)]
            return (
                range(min(numbers), max(numbers) + 1)
                if len(numbers) == len(literals)
                else ANY_NUMBER
            )
        if isinstance(expr, ex.Name):
            owner, _ = self._evaluator.find_name(expr.id, expr.start, frame)
            bindings = owner.scope.bindings[expr.id] if owner is not None else []
            loops = [b for b in bindings if b.kind == "loop" and not b.path]
            if owner is not None and len(bindings) == 1 and len(loops) == 1 and loops[0].value:
                home = self._evaluator.loop_frame(loops[0], owner)
                return self.counted_by(loops[0].value, home)
        if isinstance(expr, ex.Operation) and expr.operator == "+" and len(expr.operands) == 2:
            one, other = (self.counted(operand, frame) for operand in expr.operands)
            if ANY_NUMBER not in (one, other):
                return range(one.start + other.start, one.stop + other.stop - 1)
        return ANY_NUMBER

    def counted_by(self, source: ex.Expr, frame: Frame) -> range:
        """Return the numbers that ``range(…)`` counts, as one range without steps."""
        made = Alternatives(self._evaluator.values(source, frame)).only
        if not isinstance(made, CallResult) or made.name != "builtins.range":
            return ANY_NUMBER
        limits = [self._evaluator.literals(a.value, made.frame) for a in made.call.arguments]
        numbers = [n for each in limits if each and len(each) == 1 if isinstance(n := each[0], int)]
        if not numbers or len(numbers) < len(limits):
            return ANY_NUMBER
        counted = range(*numbers)
        return range(min(counted), max(counted) + 1) if counted else range(0)

    def _folded(self, key: ex.Expr, scope: Scope) -> Iterator[range]:
        for call, frame, name in self._calls(_FOLD_IN, _SPLIT):
            parent = self._evaluator.argument(call, 0, "key")
            is_key = parent is not None and self._is_key(parent, call.scope, key, scope)
            if name == _FOLD_IN:
                number = self._evaluator.argument(call, 1, "data")
                numbers = ANY_NUMBER if number is None else self.counted(number, frame)
                if is_key or numbers is not ANY_NUMBER:
                    yield numbers
            elif is_key:
                number = self._evaluator.argument(call, 1, "num")
                numbers = range(3) if number is None else self.counted(number, frame)
                yield range(numbers.stop - 1)

    def _is_key(self, one: ex.Expr, its_scope: Scope, key: ex.Expr, scope: Scope) -> bool:
        """Tell whether two keys that are spelled alike may be the same one."""
        if self._text_of(its_scope, one) != self._text_of(scope, key):
            return False
        if not isinstance(one, ex.Name) or not isinstance(key, ex.Name) or its_scope is not scope:
            return True
        owner = binding_scope(scope, key.id)
        if owner is not scope:
            return True
        bindings = scope.bindings[key.id]
        before, here = (reaching_definitions(bindings, each.start) for each in (one, key))
        return any(binding in here for binding in before)

    def _seeds(self) -> Iterator[range]:
        for call, frame, name in self._calls(_SEED, *sorted(MAKING)):
            position, keyword = (1, "rng_seed") if name == _SEED else (0, "seed")
            number = self._evaluator.argument(call, position, keyword)
            if number is not None:
                numbers = self.counted(number, frame)
                if numbers is not ANY_NUMBER:
                    yield numbers

    def _calls(self, *names: str) -> Iterator[tuple[ex.Call, Frame, str]]:
        """Yield the calls of some functions."""
        for last in sorted({name.rpartition(".")[2] for name in names}):
            for call in self._evaluator.index.calls_of(last):
                for frame in self._contexts.frames(call.scope):
                    for value in self._evaluator.values(call.func, frame):
                        if isinstance(value, External) and value.name in names:
                            yield call, frame, value.name


def _first_free(taken: list[range], wanted: range) -> int | None:
    """Return the first number from which on as many are free as are wanted."""
    first = max(wanted.start, 0)
    for each in sorted(taken, key=lambda numbers: numbers.start):
        if each.start < min(first + len(wanted), ANY_NUMBER.stop) and first < each.stop:
            first = each.stop
    return first if first < ANY_NUMBER.stop else None
