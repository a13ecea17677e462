from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Finding
from nplint.fixes.pass_by_keyword import pass_by_keyword
from nplint.fixes.repair import Repair
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule
from nplint.semantic.values import BoundExpr, CallResult


class PlateMisuse(SiteRule):
    """
    # plate-misuse (NPL202)

    ## What it finds
    - `for i in numpyro.plate("p", 3)`;
    - `numpyro.plate("p", 3, -1)`, whose third argument is `subsample_size`, not `dim`;
    - a `dim` of zero or more.

    ## What happens
    A plate is entered by `with` and cannot be looped over: `TypeError: 'plate' object is not
    iterable`. A negative `subsample_size` is a `TypeError` or an `MLIRError` about tensor
    dimensions, deep inside JAX. Dims count from the right and are negative: `ValueError: dim arg
    must be negative`. All releases do so.

    ## Example
    ```python
    with numpyro.plate("p", 3, -1):
        numpyro.sample("x", dist.Normal(0.0, 1.0))
    ```

    ## Fix
    The negative third argument becomes `dim=-1`. Unsafe, although the program cannot run without
    it, as the meaning is a guess. None for the others.

    ## When it stays silent
    A positive third argument, which is a legal `subsample_size`; numbers that are not known.
    """

    code = "NPL202"
    name = "plate-misuse"
    fixable = "sometimes"
    kinds = ("plate", "sample", "deterministic", "factor", "param")

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        if context.program.run_calls.are_to_fail(run):
            return
        if site.each_turn is not None:
            yield from self._in_loop(context, run, site.each_turn)
        if site.kind != "plate":
            return
        for parameter in ("subsample_size", "dim"):
            given = site.arguments.get(parameter)
            literals = context.values(given).literals
            if given is None or not literals or not all(type(each) is int for each in literals):
                continue
            negative = [isinstance(each, int) and each < 0 for each in literals]
            if parameter == "subsample_size" and all(negative):
                yield self._negative(site, given, literals[0])
            elif parameter == "dim" and not any(negative):
                yield self.finding(
                    given.location,
                    f"the dim {literals[0]} of the plate {site.described('here')} is not negative, "
                    "as dims count from the right: this stops with a `ValueError`",
                    label="not negative",
                    repair=Repair.none("it cannot tell which axis is meant"),
                    by_hand="Count the dim from the right: -1 is the last axis",
                )

    def _in_loop(self, context: Context, run: Run, source: BoundExpr) -> Iterator[Finding]:
        plate = context.values(source).only
        if isinstance(plate, CallResult) and plate.name == "numpyro.plate":
            yield self.finding(
                source.location,
                f"a plate is entered by `with` and cannot be looped over: {run.model_name} stops "
                "with a `TypeError`",
                label="looped over",
                repair=Repair.none("the body is written for one element"),
                by_hand="Enter it by `with`, with sites of all elements, or loop over a `range`",
            )

    def _negative(self, site: Site, given: BoundExpr, number: object) -> Finding:
        argument = site.call.argument_giving(given.expr)
        repair = Repair.none("it is not written in the call")
        if argument is not None and argument.keyword is None and "dim" not in site.arguments:
            edit = pass_by_keyword(site.frame, argument, "dim")
            repair = Repair.unsafe("Pass it as `dim`", edit, local=True)
        return self.finding(
            given.location,
            f"{number} is the `subsample_size` of the plate {site.described('here')}, the third "
            "argument, and not its `dim`: this stops with an error about the shape of an array",
            label="taken as `subsample_size`",
            repair=repair,
            by_hand="Pass it as `dim`",
        )
