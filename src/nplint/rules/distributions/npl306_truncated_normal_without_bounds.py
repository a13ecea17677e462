from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.usage import Usage
from nplint.facts.expressions import short_source
from nplint.finding import Finding
from nplint.numpyro_api import Family, Signature, family, lookup, packages
from nplint.rules.base import Context, Rule


class TruncatedNormalWithoutBounds(Rule):
    """
    # truncated-normal-without-bounds (NPL306)

    ## What it finds
    `TruncatedNormal`, `TruncatedCauchy` or another family that is truncated at the bounds it is
    given, given none.

    ## What happens
    Nothing is truncated: `TruncatedNormal(0.0, 1.0)` is a plain `Normal(0.0, 1.0)`, and half of
    its draws are negative. Up to NumPyro 0.8 the lower bound was 0 unless said otherwise, and much
    code was written then. Where the draw is a scale or a rate, this shows as a `ValueError` or as
    NaN; elsewhere as a posterior on the wrong side of zero. That no bound means the support of the
    base is what every release from 0.9.2 to 0.22.0 showed when it was built.

    ## Example
    ```python
    delay = numpyro.sample("delay", dist.TruncatedNormal(1.0, 2.0))
    ```

    ## Fix
    None is offered: only the author knows the bound. `low=0.0` is what NumPyro up to 0.8 meant.

    ## When it stays silent
    A bound is given, whatever it is, or `**` may bring one; the project asks for a release before
    0.9, where the bound was 0.

    ## References
    https://num.pyro.ai/en/stable/distributions.html#truncatednormal
    """

    code = "NPL306"
    name = "truncated-normal-without-bounds"

    def check(self, context: Context) -> Iterator[Finding]:
        numpyro, _ = packages()
        for call in context.program.analysis(Usage).calls(numpyro.name, numpyro.distribution_names):
            entry = lookup(call.path)
            target = context.target(call.module.path)
            release = target.releases[-1]
            if target.too_old and release in target.taken:
                continue
            facts = family(entry.name, release) if entry is not None else None
            bounds = _bounds(facts) if facts is not None else None
            if facts is None or not bounds or not call.arguments.complete:
                continue
            signature = numpyro.parameters(call.path, release) or Signature()
            given = call.given(signature)
            case = facts.case(given)
            if bounds & given.keys() or case is None or call.bound(signature).misfits:
                continue
            if call.is_guarded:
                continue
            yield self.finding(
                call.frame.locate(call.call),
                f"`{short_source(call.call.func)}(…)` truncates nothing: without "
                f"{' or '.join(f'`{bound}`' for bound in sorted(bounds, reverse=True))} the "
                f"support of {call.path.rpartition('.')[2]} is `{case.support}`",
                label="no bound is given",
                notes=["Write `low=0.0` for what NumPyro up to 0.8 took it for."],
            )


def _bounds(facts: Family) -> set[str]:
    """Return the optional parameters at which a family is truncated."""
    unbounded = facts.support(())
    if unbounded is None or unbounded.arguments:
        return set()
    return {
        name
        for case in facts.cases
        if case.support is not None
        for name in case.given
        if name in case.support.arguments
    }
