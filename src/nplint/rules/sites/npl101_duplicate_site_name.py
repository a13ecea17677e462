from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.finding import Finding
from nplint.fixes.repair import CannotRepair, Repair
from nplint.model.runs import Run
from nplint.model.sites import NEUTRAL, Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.sites.new_site_names import NewSiteNames
from nplint.semantic.call_paths import parting_calls
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Container,
    Frame,
    MethodResult,
    Value,
)


class DuplicateSiteName(TraceRule):
    """
    # duplicate-site-name (NPL101)

    ## What it finds
    A constant name that one run of a model gives to two sites: in two calls, in a helper that is
    called twice, or in a loop. The second is a `sample`, `deterministic` or `factor` site; the
    first may be a `param` or a `plate` as well.

    ## What happens
    NumPyro keeps the sites of a model by name. Whatever traces the model (MCMC, SVI, `Predictive`)
    stops with `AssertionError: all sites must have unique names but got 'x' duplicated`, on all
    releases. A model that is only called under `handlers.seed` says nothing, so the mistake hides
    until inference.

    ## Example
    ```python
    def model(y):
        for i in range(3):
            effect = numpyro.sample("effect", dist.Normal(0.0, 1.0))
            numpyro.sample(f"y_{i}", dist.Normal(effect, 1.0), obs=y[i])
    ```

    ## Fix
    In a loop over a `range` or `enumerate(…)` the name gets the loop's variable: `f"effect_{i}"`.
    Unsafe, as it names the sites. Elsewhere there is none: whether one of the two is a left-over
    or the name is mistyped is for the author to say. A helper is called under
    `handlers.scope(prefix=…)`, or given the name.

    ## When it stays silent
    Branches that exclude each other, or that need not both be taken; `handlers.scope` and `block`;
    the body of `scan`, which is traced once; a loop that stops, or whose site stands under a
    condition; functions that no inference is seen to run but visible code calls, which may only
    simulate. A plate that comes after the site of its name is NPL102; params of one name are
    shared (NPL103), and plates of one name may be (NPL203).

    ## References
    pyro-ppl/numpyro#1280, pyro-ppl/numpyro#1281, pyro-ppl/numpyro#1323, pyro-ppl/numpyro#945
    """

    code = "NPL101"
    name = "duplicate-site-name"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if _may_only_simulate(context, run) or context.program.run_calls.are_to_fail(run):
            return
        known: dict[str, list[Site]] = defaultdict(list)
        told: set[tuple[Frame, Frame]] = set()
        for site in trace.sites:
            if site.name is None or not site.reaches_run or site.within(_SCOPE, *_BRANCHING):
                continue
            if site.kind in _REFUSED:
                earlier = next((e for e in known[site.name] if _both_reached(e, site)), None)
                if earlier is None:
                    yield from self._in_loop(context, run, site)
                elif earlier.call is not site.call:
                    yield self._twice(run, earlier, site)
                elif (earlier.frame, site.frame) not in told:
                    told.add((earlier.frame, site.frame))
                    yield self._by_helper(run, trace, earlier, site)
            if site.kind in _KEPT:
                known[site.name].append(site)

    def _twice(self, run: Run, earlier: Site, site: Site) -> Finding:
        return self.finding(
            site.location,
            f"{_KINDS[earlier.kind]} and a later {_LATER[site.kind]} of {run.model_name} are both "
            f"called '{site.name}': {_REFUSAL}",
            label="the second of that name",
            related=[earlier.location.labelled("the first")],
            repair=Repair.none("it cannot tell whether one of the two is too many"),
            by_hand="Give it a name of its own, or delete it",
        )

    def _by_helper(self, run: Run, trace: Trace, earlier: Site, site: Site) -> Finding:
        helper = site.frame.scope.enclosing_scope.function
        named = f"`{helper.name}`" if helper is not None else "a helper"
        calls = parting_calls(earlier.frame, site.frame) or ()
        both = zip(calls, ("called here", "and here"), strict=False)
        again = {s.name for s in trace.sites if s.frame is site.frame and s.name is not None}
        others = f", with {len(again) - 1} more of one name" if len(again) > 1 else ""
        return self.finding(
            site.location,
            f"{run.model_name} calls {named} twice, which makes {_KINDS[site.kind]} '{site.name}' "
            f"each time{others}: {_REFUSAL}",
            label="the same name each time",
            related=[each.location.labelled(label) for each, label in both],
            repair=Repair.none("it cannot tell what to call the sites of each call"),
            by_hand="Call it under `handlers.scope(prefix=…)`, or give it the name to use",
        )

    def _in_loop(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        loop = _loop(context, site)
        if loop is None:
            return
        yield self.finding(
            site.location,
            f"each turn of the loop makes {_KINDS[site.kind]} '{site.name}' of {run.model_name}: "
            f"{_REFUSAL}",
            label="the same name in each turn",
            related=[loop.location.labelled("what the loop runs over")],
            repair=_repair(context, site),
            by_hand="Put what differs from turn to turn into the name",
        )


_SCOPE = "numpyro.handlers.scope"
_REFUSAL = (
    "NumPyro knows a site by its name alone, and whatever runs the model stops with an "
    "`AssertionError`"
)
# Kinds of sites that NumPyro refuses where their name is taken, and those that take a name.
_REFUSED = ("sample", "deterministic", "factor")
_KEPT = (*_REFUSED, "param", "plate")
_KINDS = {
    "sample": "a site",
    "deterministic": "a deterministic site",
    "factor": "a factor",
    "param": "a param",
    "plate": "a plate",
}
_LATER = {"sample": "site", "deterministic": "deterministic site", "factor": "factor"}
# Functions that run one of those that they are given.
_BRANCHING = (
    "numpyro.contrib.control_flow.cond",
    "jax.lax.cond",
    "jax.lax.switch",
)
# Handlers that leave the names of sites as they are.
_KEEPING = NEUTRAL | {
    f"numpyro.handlers.{name}"
    for name in ("condition", "do", "infer_config", "lift", "reparam", "seed", "substitute")
}


def _may_only_simulate(context: Context, run: Run) -> bool:
    """Tell whether no inference is seen to run a function that visible code calls by itself."""
    if run.runner is not None:
        return False
    frames = context.program.contexts.frames(run.model.function.scope)
    return any(frame.called is not None for frame in frames)


def _both_reached(earlier: Site, site: Site) -> bool:
    """Tell whether an execution that reaches one of two sites surely reaches the other."""
    if _around(earlier) != _around(site) or "rng_key" in site.arguments:
        return False
    first, second = dict(earlier.arms), dict(site.arms)
    if first.items() <= second.items():
        return True
    # Only an `if` that is no part of a loop is known to be left by its end.
    more = [key for key in first if key not in second]
    simple = all(isinstance(key, tuple) and isinstance(key[0], _LEFT_BY_END) for key in more)
    return second.items() <= first.items() and simple and not earlier.repeated


_LEFT_BY_END = (st.If, ex.Conditional)


def _around(site: Site) -> list[Value]:
    """Return what a site stands in, but for what leaves its name as it is."""
    return [
        each
        for each in site.contexts
        if not (isinstance(each, CallResult) and each.name in _KEEPING)
    ]


def _loop(context: Context, site: Site) -> BoundExpr | None:
    """Return what a loop runs over that makes a site in each of its several turns."""
    source = site.each_turn
    if source is None or "rng_key" in site.arguments or not all(map(_keeps, _around(site))):
        return None
    several = all(_has_several(context, value) for value in context.values(source))
    return source if several else None


def _keeps(around: Value) -> bool:
    """Tell whether what a site stands in surely leaves its name as it is."""
    return isinstance(around, CallResult) and around.name.startswith(_OF_JAX)


_OF_JAX = ("jax.", "numpyro.contrib.control_flow.")


_TOGETHER = ("builtins.zip", "builtins.enumerate", "builtins.reversed", "builtins.sorted")


def _has_several(context: Context, value: Value) -> bool:
    """Tell whether a loop over a value can have more than one turn."""
    if isinstance(value, Container):
        entries = context.program.evaluator.containers.entries(value)
        return len(entries) != 1 or isinstance(value.expr, ex.Comprehension)
    if isinstance(value, MethodResult) and isinstance(value.owner, Container):
        return _has_several(context, value.owner)
    if isinstance(value, CallResult) and value.name in _TOGETHER:
        parts = [BoundExpr(each.value, value.frame) for each in value.call.arguments]
        return all(_has_several(context, v) for part in parts for v in context.values(part))
    if isinstance(value, CallResult) and value.name == "builtins.range":
        sizes = [BoundExpr(each.value, value.frame) for each in value.call.arguments]
        return len(sizes) != 1 or context.values(sizes[0]).literals not in ([0], [1])
    return not (isinstance(value, CallResult) and value.name == "numpyro.plate")


def _repair(context: Context, site: Site) -> Repair:
    """Put the variables of the loops around a site into its name."""
    name = site.arguments["name"]
    if not isinstance(name.expr, ex.Constant) or name.frame is not site.frame:
        return Repair.none("the name is not written in its call")
    try:
        new = context.fix_context.once(NewSiteNames).written(site.call, str(site.name))
    except CannotRepair as error:
        return Repair.none(str(error))
    if not new.startswith("f"):
        return Repair.none("the loop is not around its call")
    shown = new.replace('"', "'")
    return Repair.unsafe(f"Call it {shown}", name.location.replaced_by(new))
