from __future__ import annotations

from collections.abc import Iterable, Iterator

from nplint.facts.expressions import Argument, short_source
from nplint.facts.scopes import Function
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.fixes.delete_decorator import delete_decorator
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import CallResult

_COMPILING = ("jax.jit", "jax.pmap")


class JitDecoratedModel(TraceRule):
    """
    # jit-decorated-model (NPL004)

    ## What it finds
    A function with NumPyro sites under `jax.jit`, by decorator or `jax.jit(model)`, that opens no
    `seed` or `trace` of its own.

    ## What happens
    NumPyro's handlers see a site when Python runs its line. `jit` runs the lines once and replays
    what it compiled: from the second evaluation on the sites are not there. NUTS drops their
    likelihood and wanders off (a mean of 1e19), SVI has no parameters and a loss of 0, and
    `Predictive` returns nothing. Nothing is raised, on any release, unless a value of a site is
    used outside of the compiled function: then it is an `UnexpectedTracerError`.

    ## Example
    ```python
    @jax.jit
    def model(y):
        mu = numpyro.sample("mu", dist.Normal(0.0, 10.0))
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)
    ```

    ## Fix
    The decorator, or the `jax.jit(…)` around the model, goes: kernels, `SVI` and `Predictive`
    compile what they run by themselves. Unsafe, as it changes the numbers.

    ## When it stays silent
    The compiled function seeds or traces by itself, so that no site reaches the outside; `jit` of
    functions without sites; `jit` around inference or `log_density`.

    ## References
    exoplanet-dev/celerite2#46
    """

    code = "NPL004"
    name = "jit-decorated-model"
    fixable = "unsafe"

    def __init__(self) -> None:
        super().__init__()
        self.lost: dict[object, tuple[CallResult, list[Site]]] = {}

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterable[Finding]:
        for site in context.program.sites(run).sites:
            for jit in site.contexts_by(*_COMPILING):
                if not site.is_self_contained(jit):
                    place = (jit.frame.module, jit.call.start)
                    self.lost.setdefault(place, (jit, []))[1].append(site)
        return ()

    def check(self, context: Context) -> Iterator[Finding]:
        for jit, sites in self.lost.values():
            first = next((s for s in sites if s.observation is not Observation.LATENT), sites[0])
            what = f"'{first.name}'" if first.name is not None else "its sites"
            lost = "" if first.observation is Observation.LATENT else "the likelihood of "
            function = _decorated(jit)
            given = next((a for a in jit.call.arguments if a.keyword in (None, "fun")), None)
            name = "the model"
            if function is not None:
                name = f"`{function.name}`"
            elif given is not None:
                name = f"`{short_source(given.value)}`"
            yield Finding(
                code=self.code,
                name=self.name,
                message=(
                    f"inference loses {lost}{what}: `jit` replays the first evaluation of "
                    f"{name}, and NumPyro no longer sees its sites"
                ),
                path=jit.frame.module.path,
                span=Span(jit.call.start, jit.call.end),
                label="compiled here",
                related=(
                    Place(
                        first.frame.module.path,
                        Span(first.call.start, first.call.end),
                        "not seen from the second evaluation on",
                    ),
                ),
                fix=_fix(context, jit, function, given),
            )


def _decorated(jit: CallResult) -> Function | None:
    """The function that is compiled by decorator."""
    for function in jit.frame.module.functions:
        if any(each.start == jit.call.start for each in function.decorators):
            return function
    return None


def _fix(
    context: Context, jit: CallResult, function: Function | None, given: Argument | None
) -> Fix | None:
    if function is not None:
        decorator = next(d for d in function.decorators if d.start == jit.call.start)
        edits = delete_decorator(context.fix_context, function, decorator)
        title = f"Do not compile `{function.name}`"
        return Fix(title, Applicability.UNSAFE, tuple(edits)) if edits else None
    if given is None or given.keyword is not None:
        return None
    inner, path = given.value, jit.frame.module.path
    both = (
        Edit(path, Span(jit.call.start, inner.start), ""),
        Edit(path, Span(inner.end, jit.call.end), ""),
    )
    return Fix("Pass the function itself", Applicability.UNSAFE, both)
