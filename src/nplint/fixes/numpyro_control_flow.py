"""Put NumPyro's own ``scan`` and ``cond``, which know of sites, in the place of JAX's."""

from __future__ import annotations

from collections.abc import Sequence

from nplint import numpyro_api
from nplint.facts.expressions import Call, EntryOf, Name, Opaque, children
from nplint.finding import Fix
from nplint.fixes.repair import FixContext
from nplint.fixes.replace_name import replace_name
from nplint.model.sites import Site
from nplint.semantic.binding import given_arguments
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import BoundExpr, CallResult, Frame

CONTROL_FLOW = "numpyro.contrib.control_flow"
# The parameters that both ``scan`` share; then JAX's has ``unroll``, NumPyro's ``history``.
_SHARED = 5


def use_numpyro_control_flow(
    fix_context: FixContext, sites: Sequence[tuple[CallResult, Site]]
) -> Fix | None:
    """Plan the fix, unsafe, where the arguments fit and NumPyro's function takes the sites.

    Parameters
    ----------
    fix_context
        The program to repair.
    sites
        The sites under one call of JAX's function, each with the call as the site's context.
    """
    transform = sites[0][0]
    name, call, frame = transform.name.rpartition(".")[2], transform.call, transform.frame
    entry = numpyro_api.lookup(f"{CONTROL_FLOW}.{name}")
    if entry is None or transform.name != f"jax.lax.{name}" or not _are_taken(sites):
        return None
    if any(_has_name_of_each_step(fix_context.program.evaluator, *each) for each in sites):
        return None
    given = given_arguments(fix_context.program.evaluator, call, frame)
    bound = numpyro_api.bind(entry.parameters, given.positional, given.keywords)
    if not given.complete or bound.misfits or len(given.positional) > _SHARED:
        return None
    edits = replace_name(fix_context, frame.scope, call.func, entry.name)
    title = f"Use `{entry.name}`, which knows of sites"
    return Fix.unsafe(title, *edits) if edits else None


def _are_taken(sites: Sequence[tuple[CallResult, Site]]) -> bool:
    """Tell whether NumPyro's function takes the sites, as was seen by running it.

    It takes those under no plate; those of a ``cond`` have to stand in both branches.
    """
    by_name: dict[str | None, set[Call]] = {}
    for transform, site in sites:
        outer = site.contexts[: site.contexts.index(transform)]
        if any(isinstance(each, CallResult) and each.name == "numpyro.plate" for each in outer):
            return False
        by_name.setdefault(site.name, set()).add(site.call)
    branches = 2 if sites[0][0].name.endswith(".cond") else 1
    return all(len(calls) == branches for calls in by_name.values())


def _has_name_of_each_step(evaluator: Evaluator, transform: CallResult, site: Site) -> bool:
    """Tell whether a site's name is computed in the function that JAX traces.

    The name would hold what stands in for the number of the step: ``x_JitTracer(…)``.
    """
    outside: list[Frame] = []
    frame: Frame | None = transform.frame
    while frame is not None:
        outside.append(frame)
        frame = frame.parent
    waiting, seen = [site.arguments["name"]] if "name" in site.arguments else [], set()
    while waiting:
        bound = waiting.pop()
        if isinstance(bound.expr, (EntryOf, Opaque)):  # what a scan gives to each step
            return True
        if bound.frame in outside or (bound.expr, bound.frame) in seen:
            continue
        seen.add((bound.expr, bound.frame))
        if evaluator.literals(bound.expr, bound.frame) is not None:
            continue
        if not isinstance(bound.expr, Name):
            waiting += [BoundExpr(each, bound.frame) for each in children(bound.expr)]
            continue
        owner, place = evaluator.find_name(bound.expr.id, bound.expr.start, bound.frame)
        if owner is None or owner in outside:
            continue
        for binding in reaching_definitions(owner.scope.bindings[bound.expr.id], place):
            given = owner.arguments.get(bound.expr.id, ()) if binding.kind == "parameter" else ()
            if binding.kind == "assign" and binding.value is not None:
                waiting.append(BoundExpr(binding.value, owner))
            elif not given:
                return True
            waiting += given
    return False
