from __future__ import annotations

from nplint.facts.expressions import Argument, Expr, short_source
from nplint.facts.scopes import Function
from nplint.finding import Finding, Fix
from nplint.fixes.delete_decorator import delete_decorator
from nplint.fixes.unwrap import unwrap
from nplint.model.observation import Observation
from nplint.model.sites import Site
from nplint.rules.base import Context
from nplint.rules.traces.transformed_sites import TransformedSites, TransformedSitesRule
from nplint.semantic.values import CallResult


class JitDecoratedModel(TransformedSitesRule):
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
    transforms = ("jax.jit", "jax.pmap")

    def at_transform(
        self, context: Context, transform: CallResult, site: Site, sites: TransformedSites
    ) -> Finding:
        decorated = _decorated(transform)
        given = next((a for a in transform.call.arguments if a.keyword in (None, "fun")), None)
        name = "the model"
        if decorated is not None:
            name = f"`{decorated[0].name}`"
        elif given is not None:
            name = f"`{short_source(given.value)}`"
        lost = "" if site.observation is Observation.LATENT else "the likelihood of "
        return self.finding(
            transform.location,
            f"inference loses {lost}{site.described('its sites')}: `jit` runs the Python "
            f"of {name} once, and NumPyro does not see its sites after that",
            label="compiled here",
            related=[site.location.labelled("seen the first time only")],
            repair=_fix(context, transform, decorated, given),
        )


def _decorated(jit: CallResult) -> tuple[Function, Expr] | None:
    """Return the function that is compiled by decorator, and the decorator."""
    for function in jit.frame.module.functions:
        for decorator in function.decorators:
            if decorator.start == jit.call.start:
                return function, decorator
    return None


def _fix(
    context: Context,
    jit: CallResult,
    decorated: tuple[Function, Expr] | None,
    given: Argument | None,
) -> Fix | None:
    if decorated is not None:
        edits = delete_decorator(context.fix_context, *decorated)
        title = f"Do not compile `{decorated[0].name}`: NumPyro compiles what it runs"
        return Fix.unsafe(title, *edits) if edits else None
    if given is None or given.keyword is not None:
        return None
    edits = unwrap(context.fix_context, jit.call, given.value)
    return Fix.unsafe("Pass the function itself", *edits) if edits else None
