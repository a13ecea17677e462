from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Attribute, Expr, short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.libraries.numpyro import entry_of
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import CallResult, MethodResult, Value

_SUMS = frozenset({"jax.numpy.sum", "numpy.sum"})
_PLATE = "numpyro.plate"


class FactorSumInsidePlate(TraceRule):
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
    Factors that are vectors, or summed along an axis; factors outside of plates; a sum that is
    computed with further; a function that `vmap` or `scan` applies to each element.
    """

    code = "NPL205"
    name = "factor-sum-inside-plate"
    fixable = "unsafe"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        for site in context.program.sites(run).sites:
            if site.kind != "factor" or site.call in self.told:
                continue
            plate = _plate(site)
            value = site.arguments.get("log_factor")
            if plate is None or value is None:
                continue
            sums = context.program.evaluator.thunk(value)
            if sums and all(_is_full_sum(each) for each in sums):
                self.told.add(site.call)
                yield self._finding(site, plate, value.expr, sums)

    def _finding(
        self, site: Site, plate: CallResult, value: Expr, sums: tuple[Value, ...]
    ) -> Finding:
        name = f"the factor '{site.name}'" if site.name is not None else "a factor"
        sizes = [
            each.value
            for place, each in enumerate(plate.call.arguments)
            if each.keyword == "size" or (each.keyword is None and place == 1)
        ]
        times = "as often as the plate is long"
        written = short_source(sizes[0]) if sizes else "…"
        if written != "…":
            times = f"{written} times" if written.isdigit() else f"`{written}` times"
        first = sums[0]
        assert isinstance(first, (CallResult, MethodResult))
        return Finding(
            code=self.code,
            name=self.name,
            message=(
                f"{name} is a sum over all data and is counted {times}, once for each element of "
                "the plate: the posterior comes out far too narrow"
            ),
            path=site.frame.module.path,
            span=Span(value.start, value.end),
            label="one number for the whole plate",
            related=(
                Place(
                    plate.frame.module.path,
                    Span(plate.call.start, plate.call.end),
                    "repeated along this plate",
                ),
            ),
            fix=_fix(first) if len(sums) == 1 else None,
        )


def _plate(site: Site) -> CallResult | None:
    """The innermost plate around a site, if nothing but NumPyro's own stands between."""
    for each in reversed(site.contexts):
        if not isinstance(each, CallResult) or entry_of(each) is None:
            return None
        if each.name == _PLATE:
            return each
    return None


def _is_full_sum(value: Value) -> bool:
    if isinstance(value, MethodResult):
        return value.attr == "sum" and not value.call.arguments
    return isinstance(value, CallResult) and value.name in _SUMS and len(value.call.arguments) == 1


def _fix(total: CallResult | MethodResult) -> Fix:
    call, path = total.call, total.frame.module.path
    edits: tuple[Edit, ...]
    if isinstance(total, MethodResult) and isinstance(call.func, Attribute):
        edits = (Edit(path, Span(_end(call.func), call.end), ""),)
    else:
        inner = call.arguments[0].value
        edits = (
            Edit(path, Span(call.start, inner.start), ""),
            Edit(path, Span(inner.end, call.end), ""),
        )
    return Fix("Let the plate add up", Applicability.UNSAFE, edits)


def _end(func: Attribute) -> int:
    """Where ``.sum`` starts: what stands in front keeps its parentheses."""
    return func.end - len(func.attr) - 1
