from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.enclosing import is_meant_to_fail
from nplint.facts.expressions import ListDisplay
from nplint.finding import Finding, Location
from nplint.libraries.numpyro import made_of_kind
from nplint.model.calls import calls_of_kind
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import NEUTRAL
from nplint.model.traces import Trace
from nplint.records import record
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import CallResult, Container, Literal, Value

_PARAMETER = "dense_mass"
_KERNELS = frozenset({"HMC", "NUTS", "BarkerMH"})


@record
class _Block:
    """The sites of one block of a mass matrix: their names, each with its place."""

    names: list[tuple[str, Location]]


class KernelSetting(TraceRule):
    """
    # kernel-setting (NPL426)

    ## What it finds
    A `dense_mass` that a kernel cannot read: a site in two of its blocks, one that the model does
    not have, or blocks that are no list of tuples, as `["a", "b"]` or `("a", "b")`.

    ## What happens
    The kernel is made, and raises when it is run: for a site in two blocks an `AssertionError` on
    `inverse_mass_matrix`, which nobody gave; a `KeyError` for a site that is not there; a
    `ValueError`, `TypeError` or an `AssertionError` without a message for another form. Seen on
    NumPyro 0.15.2 and 0.22.0 with `HMC`, `NUTS` and `BarkerMH`.

    ## Example
    ```python
    kernel = NUTS(model, dense_mass=[("a", "c"), ("b", "c")])
    ```

    ## Fix
    None: sites that are correlated make one block, `[("a", "b", "c")]`. Sites that are in no block
    get a diagonal.

    ## When it stays silent
    `True` and `False`; blocks that are not written out; models that nplint cannot follow entirely,
    or that stand under handlers which rename sites.

    ## References
    pyro-ppl/numpyro#1585, https://num.pyro.ai/en/stable/mcmc.html#numpyro.infer.hmc.HMC
    """

    code = "NPL426"
    name = "kernel-setting"

    def check(self, context: Context) -> Iterator[Finding]:
        program = context.program
        for made, _ in calls_of_kind(program.evaluator, program.contexts, "kernel", _PARAMETER):
            if not is_meant_to_fail(made.call):
                yield from self._form(context, made)

    def _form(self, context: Context, made: CallResult) -> Iterator[Finding]:
        value = context.values(context.arguments(made).get(_PARAMETER)).only
        wrong = _wrong_form(context, value)
        if wrong is not None and isinstance(value, Container):
            yield self.finding(
                value.location,
                f"`{made.short_name}` raises {wrong} when it is run: its `{_PARAMETER}` is a list "
                "of tuples of names",
                label="no list of tuples",
                by_hand='Write it as `[("a", "b")]`, a tuple for each block of correlated sites',
            )
        seen: dict[str, Location] = {}
        for block in _blocks(context, made):
            for name, at in block.names:
                if name in seen:
                    yield self.finding(
                        at,
                        f"`{made.short_name}` raises `AssertionError` when it is run, as '{name}' "
                        f"is in two places of its `{_PARAMETER}`",
                        label="a second time",
                        related=[seen[name].labelled("the first time")],
                        by_hand="Make one block of the sites that are correlated",
                    )
                seen.setdefault(name, at)

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        kernel = run.kernel if run.kernel is not None else made_of_kind(run.runner, "kernel")
        if kernel is None or kernel.short_name not in _KERNELS or not _is_all_seen(trace):
            return
        latent = {
            site.name
            for site in trace.sites
            if site.kind == "sample" and site.observation is not Observation.OBSERVED
        }
        for block in _blocks(context, kernel):
            for name, at in block.names:
                if name not in latent:
                    yield self.finding(
                        at,
                        f"`{kernel.short_name}` raises `KeyError` when it is run: {run.model_name} "
                        f"has no latent site '{name}'",
                        label="no such site",
                        related=[kernel.location.labelled("the kernel")],
                        by_hand="Name latent sites of the model",
                    )


def _wrong_form(context: Context, value: Value | None) -> str | None:
    """Return what a value that is no list of tuples raises; None for one that may be one."""
    display = value.expr if isinstance(value, Container) else None
    if not isinstance(value, Container) or not isinstance(display, ListDisplay):
        return None
    if display.kind != "list":
        return "an `AssertionError` without a message"
    for _, entry in context.program.evaluator.containers.entries(value):
        only = context.values(entry).only
        if isinstance(only, Literal) and isinstance(only.value, str):
            return "`ValueError`"
        inner = only.expr if isinstance(only, Container) else None
        if isinstance(inner, ListDisplay) and inner.kind == "list":
            return "`TypeError`"
    return None


def _blocks(context: Context, made: CallResult) -> Iterator[_Block]:
    """Yield the blocks of a kernel's mass matrix, as far as they are written out."""
    containers = context.program.evaluator.containers
    value = context.values(context.arguments(made).get(_PARAMETER)).only
    if not isinstance(value, Container) or _wrong_form(context, value) is not None:
        return
    for _, entry in containers.entries(value):
        block = context.values(entry).only
        if isinstance(block, Container) and not containers.may_grow(block):
            names = []
            for _, part in containers.entries(block):
                literals = context.values(part).literals or []
                if len(literals) == 1 and isinstance(literals[0], str):
                    names.append((literals[0], part.location))
            yield _Block(names)


def _is_all_seen(trace: Trace) -> bool:
    """Tell whether the names of all sites are seen, and are those that the kernel gets."""
    return trace.complete and all(
        site.name is not None and site.stands_in_only(NEUTRAL) for site in trace.sites
    )
