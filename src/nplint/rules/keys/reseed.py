"""Seed a model in each turn of a loop, where it was seeded once before."""

from __future__ import annotations

from nplint.facts import expressions as ex
from nplint.facts.expressions import Call, Name
from nplint.facts.scopes import Scope, binding_scope, chain
from nplint.finding import Edit, Fix
from nplint.fixes.import_edits import only_import
from nplint.fixes.local_name import local_name
from nplint.rules.base import Context
from nplint.rules.keys.key_numbers import ANY_NUMBER, KeyNumbers
from nplint.rules.keys.repetition import Repetition, is_repeated_further_out
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import BoundExpr, CallResult

_COUNTERS = ("i", "j", "n", "number")


def reseed_in_loop(context: Context, call: Call, loop: Repetition, seed: CallResult) -> Fix | None:
    """Seed the model of a call anew in each turn, by what the loop counts.

    None where the loop does not count or stands in another one that would repeat its numbers, where
    the model or its key cannot be named in it, or where no number is known to be free.

    Parameters
    ----------
    call, loop
        The call of a seeded model, and the loop that repeats it.
    seed
        The ``seed(model, key)`` before the loop.
    """
    counted = _counter(context, call.scope, loop)
    given = context.arguments(seed).arguments
    if counted is None or given.keys() != {"fn", "rng_seed"} or not isinstance(call.func, Name):
        return None
    if is_repeated_further_out(call, loop, seed):
        return None
    counter, numbers, renaming = counted
    model, key = given["fn"], given["rng_seed"]
    fold_in = local_name("jax.random.fold_in", call.scope, call.start)
    if not _means_the_same(model.expr, seed, call):
        return None
    taken = context.fix_context.once(KeyNumbers)
    if isinstance(key.expr, ex.Constant) and isinstance(key.expr.value, int):
        own = key.expr.value
        start = taken.take_seeds(range(own + numbers.start, own + numbers.stop), own)
        renewed = _plus(start, numbers, counter) if start is not None else None
    elif fold_in is not None and _means_the_same(key.expr, seed, call):
        renewed = _folded_in(context, fold_in, key, numbers, counter)
    else:
        return None
    if renewed is None:
        return None
    handler = context.written(seed.frame.locate(seed.call.func))
    seeded = f"{handler}({context.written(model.location)}, {renewed})"
    edits = [call.scope.module.locate(call.func).replaced_by(seeded), *renaming]
    edits.sort(key=lambda edit: edit.span)
    return Fix.unsafe("Seed the model anew in each turn", *edits)


def _folded_in(
    context: Context, fold_in: str, key: BoundExpr, numbers: range, counter: str
) -> str | None:
    """Return a key for each turn, made of one key by numbers that nothing else folds into it.

    A loop of which it is not known how far it counts gets a single number, and counts below that.
    """
    taken, written = context.fix_context.once(KeyNumbers), context.written(key.location)
    scope = key.frame.scope
    if numbers is ANY_NUMBER and not taken.is_untouched(key.expr, scope):
        start = taken.take(key.expr, scope, range(1))
        return f"{fold_in}({fold_in}({written}, {start}), {counter})" if start is not None else None
    start = taken.take(key.expr, scope, numbers)
    if start is None:
        return None
    return f"{fold_in}({written}, {_plus(start, numbers, counter)})"


def _plus(start: int, numbers: range, counter: str) -> str:
    """Return what gives the numbers from a first one on, while a variable counts some."""
    offset = start - numbers.start
    return f"{offset} + {counter}" if offset else counter


def _counter(
    context: Context, scope: Scope, loop: Repetition
) -> tuple[str, range, list[Edit]] | None:
    """Return the loop's variable and what it counts, if it counts.

    A variable that is thrown away gets another name.
    """
    if loop.target is None or loop.source is None:
        return None
    source = BoundExpr(loop.source, context.program.contexts.frames(scope)[0])
    if not context.values(source).all(
        lambda value: isinstance(value, CallResult) and value.name == "builtins.range"
    ):
        return None
    numbers = context.fix_context.once(KeyNumbers).counted_by(source.expr, source.frame)
    if loop.name != "_":
        return loop.name, numbers, []
    taken = {name for each in chain(scope) for name in each.bindings} | set(scope.module.reads)
    name = next((each for each in _COUNTERS if each not in taken), None)
    if name is None:
        return loop.name, numbers, []
    at = scope.module.locate(loop).starting_at(loop.target.start)
    return name, numbers, [at.up_to(at.start + len(loop.name)).replaced_by(name)]


def _means_the_same(expr: ex.Expr, seed: CallResult, call: Call) -> bool:
    """Tell whether an expression of names means at a call what it means at the seed."""
    if isinstance(expr, Name):
        scope = call.scope
        owner = binding_scope(scope, expr.id)
        if owner is None or owner is not binding_scope(seed.frame.scope, expr.id):
            return False
        bindings = owner.bindings[expr.id]
        if len(bindings) == 1 or only_import(bindings) is not None:
            return True
        return (
            owner is scope.enclosing_scope
            and owner is seed.frame.scope
            and reaching_definitions(bindings, seed.call.start)
            == reaching_definitions(bindings, call.start)
        )
    if not isinstance(expr, (ex.Attribute, Call, ex.Constant)):
        return False
    return all(_means_the_same(part, seed, call) for part in ex.children(expr))
