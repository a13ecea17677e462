from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.enclosing import enclosing, statement_of
from nplint.facts.expressions import Call, Constant, FString, Name
from nplint.facts.statements import Loop
from nplint.finding import Edit, Finding, Location, Span
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import PARAM
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.sites.site_names import SiteNames
from nplint.semantic.values import BoundExpr, CallResult


class DuplicateParamName(TraceRule):
    """
    # duplicate-param-name (NPL103)

    ## What it finds
    A guide whose latents, made in a loop or by a helper that is called several times, have names
    of their own and a distribution of params with one constant name.

    ## What happens
    A param is known by its name: asked for again, `numpyro.param` gives the one that is there.
    All these latents share one location and one scale, which settle somewhere between what each
    of them needs. Nothing is raised, on any release; only the loss stays high.

    ## Example
    ```python
    def guide(y):
        for i in range(3):
            loc = numpyro.param("loc", 0.0)
            numpyro.sample(f"m{i}", dist.Normal(loc, 0.1))
    ```

    ## Fix
    The param's name gets the variable that the latent's name has: `f"loc_{i}"`. Unsafe, as it
    changes the numbers. None where the latent's name is not an f-string with one plain variable, or
    where the param's name stands anywhere else in the program: `result.params["loc"]` would not
    find it any more.

    ## When it stays silent
    Something else in the latent's distribution differs from one to the next: another param with a
    name of its own, data, the loop's variable. Then the sharing is meant. Params under `scope`;
    params of models, where pooling is common.

    ## References
    pyro-ppl/numpyro#1339
    """

    code = "NPL103"
    name = "duplicate-param-name"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if run.role != "guide":
            return
        for site, others in _several(trace.sites):
            params = _shared(context, site)
            shared = [{name for name, _ in _shared(context, other)} for other in others]
            if not params or any({name for name, _ in params} != each for each in shared):
                continue
            names = " and ".join(f"'{name}'" for name, _ in params)
            yield self.finding(
                params[0][1].location,
                f"all latent sites that {run.model_name} makes here share {names}: a param "
                "is known by its name, so they get one distribution, somewhere between what each "
                "of them needs",
                label="the same param each time",
                related=[site.location.labelled("a latent of its own each time")],
                repair=_repair(context, site, params),
                by_hand="Give each latent params of its own, by their names",
            )


def _several(sites: list[Site]) -> Iterator[tuple[Site, list[Site]]]:
    """Yield the first latent of each call that makes several, with the others that are told."""
    by_call: dict[Call, list[Site]] = defaultdict(list)
    for site in sites:
        latent = site.observation is Observation.LATENT
        if latent and not site.within("numpyro.handlers.scope"):
            by_call[site.call].append(site)
    for first, *others in by_call.values():
        # Two sites of one trace that do not exclude each other have two names, or NumPyro raises.
        in_loop = first.repeated and first.name is None
        together = [other for other in others if not first.excludes(other)]
        if in_loop or together:
            yield first, together


def _shared(context: Context, site: Site) -> list[tuple[str, CallResult]]:
    """Return the params of a latent by name, if its distribution is made of them alone."""
    fn = site.arguments.get("fn")
    dependence = context.program.analysis(Dependence)
    if fn is None or not dependence.is_of_params_alone(fn.expr, fn.frame):
        return []
    found: list[tuple[str, CallResult]] = []
    for made in dependence.sites(fn.expr, fn.frame):
        names = context.values(context.arguments(made).get("name")).literals
        if made.name == PARAM and names and len(names) == 1 and isinstance(names[0], str):
            found.append((names[0], made))
    return found


def _repair(context: Context, site: Site, params: list[tuple[str, CallResult]]) -> Repair:
    name = site.arguments.get("name")
    parts = name.expr.parts if name is not None and isinstance(name.expr, FString) else ()
    variables = [part for part in parts if not isinstance(part, Constant)]
    variable = variables[0] if len(variables) == 1 else None
    if not isinstance(variable, Name):
        return Repair.none("the latent's name is no f-string of one variable")
    edits: list[Edit] = []
    for param, made in params:
        written = context.arguments(made).arguments["name"]
        quote = context.written(written.location)[0]
        if made.frame is not site.frame or not _sees(made, variable.id):
            return Repair.none(f"`{variable.id}` is not known where '{param}' is asked for")
        if not isinstance(written.expr, Constant) or quote not in "\"'":
            return Repair.none(f"the name '{param}' is not written in its call")
        if _is_named_elsewhere(context, param, written, site.call):
            return Repair.none(f"'{param}' is read elsewhere, by its name")
        new = f"f{quote}{param}_{{{variable.id}}}{quote}"
        edits.append(written.location.replaced_by(new))
    return Repair.unsafe("Give each latent params of its own", *edits)


def _is_named_elsewhere(context: Context, param: str, written: BoundExpr, site: Call) -> bool:
    """Tell whether the program has the name of a param, or names like it, anywhere else.

    It may be that of what was trained, ``result.params["loc"]``, of a start or of a substitution.
    A site of a model that never meets the guide is something else of that name.
    """
    names = context.program.analysis(SiteNames)
    runs = names.together(site)
    name = re.compile(rf"""(["']){re.escape(param)}(?:\1|_(?:\d|\{{))""")
    for module in context.program.looked_into:
        for match in name.finditer(context.fix_context.layout(module).text):
            at = Location(module.path, Span(match.start(), match.end()))
            if at != written.location and not names.is_of_others(at, runs):
                return True
    return any(
        argument.keyword == param
        for call in context.program.index.calls_of("dict")
        for argument in call.arguments
    )


def _sees(made: CallResult, variable: str) -> bool:
    """Tell whether a variable has its value where a param is asked for."""
    scope = made.frame.scope.enclosing_scope
    if scope.function is not None and scope.function.parameter(variable) is not None:
        return True
    statement = statement_of(made.call.start, scope)
    return statement is not None and any(
        isinstance(outer, Loop) and isinstance(outer.target, Name) and outer.target.id == variable
        for outer in enclosing(statement, scope)
    )
