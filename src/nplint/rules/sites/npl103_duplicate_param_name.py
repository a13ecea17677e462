from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import PARAM, Dependence
from nplint.facts.enclosing import enclosing, statement_of
from nplint.facts.expressions import Constant, FString, Name
from nplint.facts.statements import Loop
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import sample_arguments
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import CallResult


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
    changes the numbers. None where the latent's name is not an f-string with one plain variable.

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
        for site in _several(context.program.sites(run).sites):
            params = _shared(context, site)
            if params and site.call not in self.told:
                self.told.add(site.call)
                yield self._finding(context, run, site, params)

    def _finding(
        self, context: Context, run: Run, site: Site, params: list[tuple[str, CallResult]]
    ) -> Finding:
        names = " and ".join(f"'{name}'" for name, _ in params)
        first = params[0][1]
        guide = run.model.function.name
        repair = _repair(context, site, params)
        return Finding(
            code=self.code,
            name=self.name,
            message=(
                f"all latents that `{guide}` makes here share {names}: a param is known by its "
                "name, so they get one distribution, somewhere between what each of them needs"
            ),
            path=first.frame.module.path,
            span=Span(first.call.start, first.call.end),
            label="the same param each time",
            related=(
                Place(
                    site.frame.module.path,
                    Span(site.call.start, site.call.end),
                    "a latent of its own each time",
                ),
            ),
            help=repair.help("Give each latent params of its own, by their names"),
            fix=repair.fix,
        )


def _several(sites: list[Site]) -> Iterator[Site]:
    """The latents that one call makes several of."""
    by_call: dict[object, list[Site]] = {}
    for site in sites:
        latent = site.observation is Observation.LATENT
        if latent and not site.within("numpyro.handlers.scope"):
            by_call.setdefault(site.call, []).append(site)
    for group in by_call.values():
        # Two sites of one trace that do not exclude each other have two names, or NumPyro raises.
        if (group[0].repeated and group[0].name is None) or any(
            not group[0].excludes(other) for other in group[1:]
        ):
            yield group[0]


def _shared(context: Context, site: Site) -> list[tuple[str, CallResult]]:
    """The params of a latent, if its distribution is made of them alone."""
    fn = site.arguments.get("fn")
    dependence = context.program.analysis(Dependence)
    if fn is None or not dependence.is_of_params_alone(fn.expr, fn.frame):
        return []
    found: list[tuple[str, CallResult]] = []
    for made in dependence.sites(fn.expr, fn.frame):
        name = sample_arguments(made.call)[0]
        literals = context.program.evaluator.literals(name, made.frame) if name else None
        if made.name == PARAM and literals and isinstance(literals[0], str):
            found.append((literals[0], made))
    return found


def _repair(context: Context, site: Site, params: list[tuple[str, CallResult]]) -> Repair:
    name = sample_arguments(site.call)[0]
    parts = name.parts if isinstance(name, FString) else ()
    variables = [part for part in parts if not isinstance(part, Constant)]
    variable = variables[0] if len(variables) == 1 else None
    if not isinstance(variable, Name):
        return Repair(None, "the latent's name is no f-string of one variable")
    edits: list[Edit] = []
    text = context.fix_context.layout(site.frame.module).text
    for param, made in params:
        written = sample_arguments(made.call)[0]
        if made.frame is not site.frame or not _sees(made, variable.id):
            return Repair(None, f"`{variable.id}` is not known where '{param}' is asked for")
        if not isinstance(written, Constant) or text[written.start] not in "\"'":
            return Repair(None, f"the name '{param}' is not written in its call")
        quote = text[written.start]
        new = f"f{quote}{param}_{{{variable.id}}}{quote}"
        edits.append(Edit(site.frame.module.path, Span(written.start, written.end), new))
    return Repair(Fix("Give each latent params of its own", Applicability.UNSAFE, tuple(edits)))


def _sees(made: CallResult, variable: str) -> bool:
    """Whether a param is asked for where the variable has its value."""
    scope = made.frame.scope.enclosing_scope
    if scope.function is not None and scope.function.parameter(variable) is not None:
        return True
    statement = statement_of(made.call.start, scope)
    return statement is not None and any(
        isinstance(outer, Loop) and isinstance(outer.target, Name) and outer.target.id == variable
        for outer in enclosing(statement, scope)
    )
