"""What the two rules on shared distributions have in common: which uses count, and the report."""

from __future__ import annotations

from collections.abc import Sequence

from nplint import numpyro_api
from nplint.analyses.shared_distributions import SharedDistribution, SharedUse
from nplint.facts.expressions import short_source
from nplint.facts.scopes import Function
from nplint.finding import Finding, Place, Span
from nplint.fixes.unshare import unshare
from nplint.model.chains import Chains
from nplint.rules.base import Context, Rule
from nplint.target.target import Target

REPAIRED_IN = "0.15.3"


def affected_releases(target: Target) -> tuple[str, ...]:
    """The releases of a target on which a shared instance keeps tracers."""
    leaking = set(numpyro_api.leaking_releases())
    return tuple(release for release in target.releases if release in leaking)


def admitted(target: Target, affected: Sequence[str]) -> str:
    """Why an affected release has to be reckoned with, as a parenthesis for a message."""
    return target.admits(affected[-1])


def worst(uses: Sequence[SharedUse]) -> SharedUse:
    """The use to tell of: one in a run that is known to have several chains, if there is one."""
    return max(uses, key=lambda use: use.run.count.chains is Chains.SEVERAL)


def model_name(function: Function) -> str:
    """A model's name in a message."""
    return "a lambda" if function.name == "<lambda>" else f"`{function.name}`"


def report(
    rule: Rule,
    context: Context,
    shared: SharedDistribution,
    use: SharedUse,
    message: str,
    target: Target,
) -> Finding:
    """The finding at a construction, with its use, its run and its repair."""
    call = shared.construction
    repair = unshare(context.fix_context, shared)
    help_ = [*repair.help("Build the distribution inside the model")]
    if target.raisable and set(target.releases) - set(affected_releases(target)):
        where = target.declared_in.name if target.declared_in is not None else "the project"
        help_.append(f"Raising the bound in {where} to numpyro>={REPAIRED_IN} mends it, too.")
    return Finding(
        code=rule.code,
        name=rule.name,
        message=message,
        path=shared.module.path,
        span=Span(call.start, call.end),
        label="built once, here",
        related=tuple(_related(use)),
        help=tuple(help_),
        fix=repair.fix,
    )


def _related(use: SharedUse) -> list[Place]:
    expr = use.capture.expr
    places = [
        Place(
            use.capture.frame.module.path,
            Span(expr.start, expr.end),
            f"`{short_source(expr)}` is used here in each trace of "
            f"{model_name(use.run.model.function)}",
        )
    ]
    call, count = use.run.call, use.run.count
    if call is not None:
        label = "its number of chains is not known"
        if count.chains is Chains.SEVERAL:
            label = f"{count.number} chains"
        span = Span(call.start, call.end)
        places.append(Place(use.run.frame.module.path, span, f"run here: {label}"))
    return places


def family(shared: SharedDistribution) -> str:
    """A distribution's own name."""
    return shared.family.rpartition(".")[2]
