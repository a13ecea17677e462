"""Arguments of distributions that the priors of sites let leave what the distribution takes."""

from __future__ import annotations

from collections.abc import Iterator

from nplint import numpyro_api
from nplint.analyses.run_ranges import Ranges, RunRanges, allowed_by
from nplint.domains.interval import Interval, covers, meet
from nplint.facts import expressions as ex
from nplint.libraries.distribution_functions import chance_below
from nplint.libraries.numpyro import entry_of, family_of
from nplint.libraries.supports import range_within
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.numpyro_api import Constraint
from nplint.records import record
from nplint.rules.base import Context
from nplint.semantic.values import BoundExpr, CallResult, OperatorResult

# A prior that leaves what is allowed more rarely than this is meant as it is.
_RAREST = 1e-4


@record
class Violation:
    """An argument that may leave what a parameter takes, or surely does.

    Parameters
    ----------
    family, parameter, argument, constraint
        The distribution, its parameter, what it is given, and what that has to satisfy.
    source
        What the argument is, in words that say how often it is wrong.
    sites
        The sites behind it, in the order of the program.
    """

    family: CallResult
    parameter: str
    argument: BoundExpr
    constraint: Constraint
    source: str
    sites: tuple[Site, ...]


def violations(context: Context, run: Run, site: Site) -> Iterator[Violation]:
    """Yield those of the distribution of a sample site."""
    ranges = context.program.analysis(Ranges).of(run)
    for drawn in context.values(site.arguments.get("fn")):
        family = family_of(drawn)
        if family is not None:
            yield from _of_family(context, ranges, family)


def _of_family(context: Context, ranges: RunRanges, family: CallResult) -> Iterator[Violation]:
    entry = entry_of(family)
    facts = numpyro_api.family(entry.name, entry.releases[-1]) if entry is not None else None
    if entry is None or facts is None:
        return
    given = context.arguments(family)
    if "validate_args" in given or not given.complete:
        return
    for parameter, argument in given.arguments.items():
        constraint = facts.constraints.get(parameter)
        if constraint is None or constraint.is_real:
            continue
        within = range_within(ranges.evaluator, constraint, given, entry)
        if within is None or within.is_integer:
            continue
        found = ranges.of_bound(argument)
        if not found.draws:
            continue
        written = family.call.argument_giving(argument.expr)
        if found.interval.is_real_line and written is not None and written.keyword is None:
            if parameter == "probs":  # that of logits, which stand there by mistake
                continue
        allowed = allowed_by(within)
        sites = ranges.sites_behind(found)
        named = " and ".join(each.described("a sampled value") for each in sites)
        if meet(found.interval, allowed) is None:
            source = f"computed from {named} and always outside of that"
        else:
            chance = _chance_outside(ranges, argument, found.interval, allowed)
            if chance is None or chance < _RAREST:
                continue
            source = f"{named}, whose prior is outside of that {_often(chance)}"
        yield Violation(family, parameter, argument, constraint, source, sites)


def _chance_outside(
    ranges: RunRanges, argument: BoundExpr, found: Interval, allowed: Interval
) -> float | None:
    """Return how probable it is that an argument is outside; None where that is not known."""
    if not found.exact or covers(allowed, found):
        return None
    line = _line(ranges, argument)
    if line is None:
        return None
    site, slope, shift = line
    families = [family_of(v) for v in ranges.evaluator.values_of(site.arguments["fn"])]
    if len(families) != 1 or families[0] is None or slope == 0.0:
        return None
    ends = sorted((end - shift) / slope for end in (allowed.low, allowed.high))
    low, high = (chance_below(ranges.evaluator, families[0], end) for end in ends)
    return None if low is None or high is None else 1.0 - (high - low)


def _line(ranges: RunRanges, argument: BoundExpr) -> tuple[Site, float, float] | None:
    """Return the site, slope and shift of a value that is linear in one site."""
    values = ranges.evaluator.values_of(argument)
    value = values[0] if len(values) == 1 else None
    if value is None:
        return None
    site = ranges.site_of(value)
    if site is not None:
        return site, 1.0, 0.0
    if not isinstance(value, OperatorResult):
        return None
    if isinstance(value.expr, ex.Subscript):
        return _line(ranges, BoundExpr(value.expr.value, value.frame))
    operands = value.operands
    if len(operands) == 1:
        inner = _line(ranges, operands[0])
        return (inner[0], -inner[1], -inner[2]) if inner and value.operator == "-" else None
    if len(operands) != 2:
        return None
    inner, number = _line(ranges, operands[0]), _number(ranges, operands[1])
    turned = inner is None
    if turned:
        inner, number = _line(ranges, operands[1]), _number(ranges, operands[0])
    if inner is None or number is None:
        return None
    site, slope, shift = inner
    match value.operator:
        case "+":
            return site, slope, shift + number
        case "-":
            return (site, -slope, number - shift) if turned else (site, slope, shift - number)
        case "*":
            return site, slope * number, shift * number
        case "/" if not turned and number != 0.0:
            return site, slope / number, shift / number
    return None


def _number(ranges: RunRanges, operand: BoundExpr) -> float | None:
    found = ranges.of_bound(operand)
    return found.interval.low if found.interval.is_point and not found.draws else None


def _often(chance: float) -> str:
    if chance >= 0.01:
        return f"in {100 * chance:.0f} of 100 draws"
    return f"in {10_000 * chance:.0f} of 10,000 draws"
