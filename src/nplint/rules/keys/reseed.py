"""Seeding a model in each turn of a loop, where it was seeded once before."""

from __future__ import annotations

from nplint.facts import expressions as ex
from nplint.facts.expressions import Call, Name
from nplint.facts.scopes import Scope, binding_scope, chain
from nplint.finding import Edit, Fix
from nplint.fixes.import_edits import only_import
from nplint.fixes.local_name import local_name
from nplint.rules.base import Context
from nplint.rules.keys.repetition import Repetition
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import BoundExpr, CallResult

_COUNTERS = ("i", "j", "n", "number")


def reseed_in_loop(context: Context, call: Call, loop: Repetition, seed: CallResult) -> Fix | None:
    """Seed the model of a call anew in each turn, by what the loop counts.

    None where the loop does not count, or where the model or its key cannot be named in it.

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
    counter, renaming = counted
    model, key = given["fn"], given["rng_seed"]
    fold_in = local_name("jax.random.fold_in", call.scope, call.start)
    if isinstance(key.expr, ex.Constant):
        renewed = counter if key.expr.value == 0 else f"{key.expr.value!r} + {counter}"
    elif fold_in is not None and _means_the_same(key.expr, seed, call):
        renewed = f"{fold_in}({context.written(key.location)}, {counter})"
    else:
        return None
    if not _means_the_same(model.expr, seed, call):
        return None
    handler = context.written(seed.frame.locate(seed.call.func))
    seeded = f"{handler}({context.written(model.location)}, {renewed})"
    edits = [call.scope.module.locate(call.func).replaced_by(seeded), *renaming]
    edits.sort(key=lambda edit: edit.span)
    return Fix.unsafe("Seed the model anew in each turn", *edits)


def _counter(context: Context, scope: Scope, loop: Repetition) -> tuple[str, list[Edit]] | None:
    """Return the loop's variable, if it counts; one that is thrown away gets another name."""
    if loop.target is None or loop.source is None:
        return None
    source = BoundExpr(loop.source, context.program.contexts.frames(scope)[0])
    if not context.values(source).all(
        lambda value: isinstance(value, CallResult) and value.name == "builtins.range"
    ):
        return None
    if loop.name != "_":
        return loop.name, []
    taken = {name for each in chain(scope) for name in each.bindings} | set(scope.module.reads)
    name = next((each for each in _COUNTERS if each not in taken), None)
    if name is None:
        return loop.name, []
    at = scope.module.locate(loop).starting_at(loop.target.start)
    return name, [at.up_to(at.start + len(loop.name)).replaced_by(name)]


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
