from __future__ import annotations

import re
from collections.abc import Iterator

from nplint.facts.expressions import Attribute, short_source
from nplint.finding import Edit, Finding, Location
from nplint.fixes.repair import Repair
from nplint.fixes.unwrap import unwrap
from nplint.libraries.numpyro import entry_of
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule
from nplint.semantic.values import BoundExpr, CallResult, MethodResult, Value

_SUMS = frozenset({"jax.numpy.sum", "numpy.sum"})
_PLATE = "numpyro.plate"


class FactorSumInsidePlate(SiteRule):
    """
    # factor-sum-inside-plate (NPL205)

    ## What it finds
    `numpyro.factor` inside a plate with a value that is summed over everything: `x.sum()` or
    `jnp.sum(x)` without an axis.

    ## What happens
    Inside a plate every element has its own factor. A single number is repeated for each: the sum
    over N data is counted N times, and the posterior is narrower than it should be by a factor of
    the square root of N. Nothing is raised, on any release.

    ## Example
    ```python
    with numpyro.plate("N", len(y)):
        numpyro.factor("y", dist.Normal(mu, 1.0).log_prob(y).sum())
    ```

    ## Fix
    The sum goes: the plate adds up by itself. Unsafe, as it changes the numbers.

    ## When it stays silent
    Factors that are vectors, or summed along an axis; factors outside of plates, in a plate of one
    element, under `handlers.scale`, which may weigh them, or under `mask(False)`; a sum that is
    computed with further; a function that `vmap` or `scan` applies to each element.
    """

    code = "NPL205"
    name = "factor-sum-inside-plate"
    fixable = "unsafe"
    kinds = ("factor",)

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        factor, plate = site.arguments.get("log_factor"), _plate(site)
        sums = context.values(factor)
        if factor is None or plate is None or not sums.all(_is_full_sum):
            return
        if site.weightless or not site.reaches_run or site.within("numpyro.handlers.scale"):
            return
        size = context.values(context.arguments(plate).get("size")).literals
        if size == [1]:
            return
        what = "a factor" if site.name is None else f"the factor '{site.name}'"
        times = _times(context.arguments(plate).get("size"))
        yield self.finding(
            factor.location,
            f"{what} is a sum over all data, and the plate counts it {times}, once for each of its "
            "elements: the posterior comes out too narrow",
            label="one number for the whole plate",
            related=[plate.location.labelled("repeated along this plate")],
            repair=_repair(context, sums.only) if sums.only is not None else None,
            by_hand="Leave the sum out: the plate adds up by itself",
        )


def _plate(site: Site) -> CallResult | None:
    """Return the innermost plate around a site, if nothing but NumPyro's own stands between."""
    for each in reversed(site.contexts):
        if not isinstance(each, CallResult) or entry_of(each) is None:
            return None
        if each.name == _PLATE:
            return each
    return None


def _times(size: BoundExpr | None) -> str:
    written = short_source(size.expr) if size is not None else "…"
    if written == "…":
        return "as often as the plate is long"
    return f"{written} times" if written.isdigit() else f"`{written}` times"


def _is_full_sum(value: Value) -> bool:
    if isinstance(value, MethodResult):
        return value.attr == "sum" and not value.call.arguments
    return isinstance(value, CallResult) and value.name in _SUMS and len(value.call.arguments) == 1


def _repair(context: Context, total: Value) -> Repair:
    """Let the plate add up: ``x`` for ``x.sum()`` and for ``jnp.sum(x)``."""
    assert isinstance(total, (CallResult, MethodResult))
    func = total.call.func
    if isinstance(total, MethodResult) and isinstance(func, Attribute):
        edits = _without_method(context, total.location, func)
    else:
        summed = total.call.arguments[0].value
        edits = unwrap(context.fix_context, total.call, summed)
    if not edits:
        return Repair.none("a comment stands in what would go")
    return Repair.unsafe("Leave the sum out: the plate adds up by itself", *edits)


def _without_method(context: Context, total: Location, func: Attribute) -> list[Edit]:
    """Take ``.sum()`` away, with parentheses in front of it that nothing else needs."""
    value = func.value
    method = total.starting_at(value.end)
    written = context.written(method)
    if "#" in written:
        return []
    before = context.written(total.up_to(value.start))
    inner = context.written(total.starting_at(value.start).up_to(value.end))
    if before == "(" and re.match(r"\)\s*\.", written) and not re.search(r"[\r\n]", inner):
        return [total.up_to(value.start).deleted(), method.deleted()]
    closing = re.match(r"(?:\s*\))*", written)
    return [method.starting_at(value.end + (closing.end() if closing else 0)).deleted()]
