"""Seeding a model in each turn of a loop, where it was seeded once before."""

from __future__ import annotations

from nplint.facts import expressions as ex
from nplint.facts.expressions import Call, Name
from nplint.facts.scopes import Scope, binding_scope, chain
from nplint.finding import Applicability, Edit, Fix, Span
from nplint.fixes.import_edits import only_import
from nplint.fixes.local_name import local_name
from nplint.libraries.numpyro import bind_call, entry_of
from nplint.model.program import Program
from nplint.rules.keys.repetition import Repetition
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import CallResult

_COUNTERS = ("i", "j", "n", "number")


def reseed_in_loop(
    program: Program, text: str, call: Call, scope: Scope, loop: Repetition, seed: CallResult
) -> Fix | None:
    """Seed the model of a call anew in each turn, by what the loop counts.

    None where the loop does not count, or where the model or its key cannot be named in it.

    Parameters
    ----------
    text
        The source that the call stands in.
    call, scope, loop
        The call of a seeded model, and the loop that repeats it.
    seed
        The ``seed(model, key)`` before the loop.
    """
    entry, counter = entry_of(seed), _counter(program, scope, loop)
    fold_in = local_name("jax.random.fold_in", scope, call.start)
    if entry is None or counter is None or not isinstance(call.func, Name):
        return None
    bound = bind_call(program.evaluator, entry, seed.call, seed.frame)
    fn, key = bound.arguments.get("fn"), bound.arguments.get("rng_seed")
    if set(bound.arguments) != {"fn", "rng_seed"} or fn is None or key is None:
        return None
    if isinstance(key.expr, ex.Constant):
        renewed = counter.id if key.expr.value == 0 else f"{key.expr.value!r} + {counter.id}"
    elif fold_in is not None and _means_the_same(key.expr, seed, call, scope):
        renewed = f"{fold_in}({text[key.expr.start : key.expr.end]}, {counter.id})"
    else:
        return None
    if not _means_the_same(fn.expr, seed, call, scope):
        return None
    handler = text[seed.call.func.start : seed.call.func.end]
    model = text[fn.expr.start : fn.expr.end]
    edits = [
        Edit(
            scope.module.path,
            Span(call.func.start, call.func.end),
            f"{handler}({model}, {renewed})",
        )
    ]
    if text[counter.start : counter.end] != counter.id:
        edits.append(Edit(scope.module.path, Span(counter.start, counter.end), counter.id))
    edits.sort(key=lambda edit: edit.span)
    return Fix("Seed the model anew in each turn", Applicability.UNSAFE, tuple(edits))


def _counter(program: Program, scope: Scope, loop: Repetition) -> Name | None:
    """The loop's variable, if it counts; one that is thrown away gets another name."""
    if loop.target is None or loop.source is None:
        return None
    frame = program.contexts.frames(scope)[0]
    values = program.evaluator.values(loop.source, frame)
    if (
        not all(isinstance(v, CallResult) and v.name == "builtins.range" for v in values)
        or not values
    ):
        return None
    name = loop.name
    if name == "_":
        taken = {n for each in chain(scope) for n in each.bindings} | set(scope.module.reads)
        name = next((each for each in _COUNTERS if each not in taken), "_")
    return Name(loop.target.start, loop.target.start + len(loop.name), name, scope)


def _means_the_same(expr: ex.Expr, seed: CallResult, call: Call, scope: Scope) -> bool:
    """Whether an expression of names means at a call what it means where the seed is made."""
    if isinstance(expr, Name):
        holder = binding_scope(scope, expr.id)
        if holder is None or holder is not binding_scope(seed.frame.scope, expr.id):
            return False
        bindings = holder.bindings[expr.id]
        places = (seed.call.start, call.start)
        return (
            len(bindings) == 1
            or only_import(bindings) is not None
            or (
                holder is scope.enclosing_scope
                and holder is seed.frame.scope
                and reaching_definitions(bindings, places[0])
                == reaching_definitions(bindings, places[1])
            )
        )
    if not isinstance(expr, (ex.Attribute, Call, ex.Constant)):
        return False
    return all(_means_the_same(part, seed, call, scope) for part in ex.children(expr))
