from __future__ import annotations

from collections.abc import Iterator, Mapping

from nplint.facts.expressions import Attribute, Call, Expr, short_source
from nplint.finding import Finding, Location
from nplint.fixes.local_name import local_name
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import arguments_of, family_of
from nplint.model.calls import calls_taking
from nplint.model.direct_calls import DirectCall, direct_calls, direct_draws
from nplint.model.observation import Observation, observation
from nplint.model.program import Program
from nplint.model.sites import NEUTRAL, Site
from nplint.rules.base import Context, Rule
from nplint.semantic.values import BoundExpr, CallResult, Value


class UnseededModelCall(Rule):
    """
    # unseeded-model-call (NPL104)

    ## What it finds
    A model that is called by itself, `model(x)` or `handlers.trace(model).get_trace(x)`, or a
    `numpyro.sample` outside of any model, with nothing that gives the sites random keys.

    ## What happens
    Inference gives each site a key of its own; so does `handlers.seed`. Without either
    `numpyro.sample` has none to draw with, and the call stops with an `AssertionError`, whose text
    is empty. All releases do so.

    ## Example
    ```python
    def model(x):
        slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
        return numpyro.sample("y", dist.Normal(slope * x, 1.0))

    print(model(x))
    ```

    ## Fix
    ```python
    print(handlers.seed(model, rng_seed=0)(x))
    ```
    Unsafe, as the seed is for the author to choose. It is offered where `seed` has a name there. A
    `numpyro.sample` outside of a model has no fix: it may belong into the model, or want
    `rng_key=`.

    ## When it stays silent
    All sites are observed, have `rng_key=`, or stand under `seed`, `substitute`, `condition` or a
    handler that nplint does not know; the call is part of another model, or of a function that no
    code of a module is seen to call, which may be called under `seed`; the first site stands
    on a branch; the call is there for its error.

    ## References
    pyro-ppl/numpyro#337, pyro-ppl/numpyro#819, pyro-ppl/numpyro#1604
    """

    code = "NPL104"
    name = "unseeded-model-call"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        program = context.program
        given_as_models = program.analysis(_given_as_models)
        for direct in direct_calls(program):
            site = _first_drawn(context, direct)
            if site is None or direct.call in given_as_models:
                continue
            if _runs_inference(context, direct):
                yield self._outside(site.location, site.described("a site"))
            else:
                yield self.finding(
                    direct.location,
                    f"`{direct.model.function.name}` is called with no random key to draw "
                    f"{site.described('its site')} with: the call stops with an `AssertionError` "
                    "that says nothing",
                    label="called without a seed",
                    related=[site.location.labelled("the first site to be drawn")],
                    repair=_repair(direct),
                    by_hand="Call it under `handlers.seed`",
                )
        for made, around in direct_draws(program):
            given = context.arguments(made)
            latent = observation(program.evaluator, given.get("obs")) is Observation.LATENT
            if latent and given.complete and _needs_key(context, given.arguments):
                if all(map(_leaves_keys, around)):
                    yield self._outside(made.location, _name(context, given.get("name")))

    def _outside(self, at: Location, site: str) -> Finding:
        return self.finding(
            at,
            f"{site} is drawn outside of any model, with no random key to draw it with: that "
            "stops with an `AssertionError` that says nothing",
            label="no model, no key",
            repair=Repair.none("it cannot tell which is meant"),
            by_hand="Move it into the model, or give it a `rng_key`",
        )


def _given_as_models(program: Program) -> frozenset[Expr]:
    """Return what NumPyro is given in the place of a model or guide.

    A call there is not meant to be one at all, which another rule says.
    """
    evaluator = program.evaluator
    arguments = (
        arguments_of(evaluator, made).get(parameter)
        for parameter in ("model", "guide")
        for made, _ in calls_taking(evaluator, program.contexts, parameter)
    )
    return frozenset(argument.expr for argument in arguments if argument is not None)


# Handlers that neither give a site its value nor a key.
_LEAVING = NEUTRAL | {
    "numpyro.handlers.trace", "numpyro.handlers.block", "numpyro.handlers.scope",
    "numpyro.handlers.infer_config", "jax.disable_jit",
}  # fmt: skip
# Distributions that draw without a key.
_CONSTANT = ("numpyro.distributions.Delta", "numpyro.distributions.Unit")


def _first_drawn(context: Context, direct: DirectCall) -> Site | None:
    """Return the first site of a model, if a call surely gets to it and it needs a random key."""
    evaluator, function = context.program.evaluator, direct.model.function
    if not all(map(_leaves_keys, (*direct.around, *direct.model.wrappers))):
        return None
    if len(function.decorators) > len(direct.model.wrappers):
        return None  # they may do anything
    for site in direct.trace(evaluator).sites:
        if site.kind == "sample" and site.observation is not Observation.OBSERVED:
            surely = site.observation is Observation.LATENT and not site.arms
            own = direct.model.wrappers
            plain = all(each in own or _is_entered(context, each) for each in site.contexts)
            return site if surely and plain and _needs_key(context, site.arguments) else None
    return None


def _needs_key(context: Context, arguments: Mapping[str, BoundExpr]) -> bool:
    """Tell whether a site that is drawn has no key, and a distribution that needs one."""
    if "rng_key" in arguments or "obs_mask" in arguments:
        return False
    families = [family_of(value) for value in context.values(arguments.get("fn"))]
    return bool(families) and all(each and each.name not in _CONSTANT for each in families)


def _leaves_keys(around: Value) -> bool:
    """Tell whether what a site stands in surely gives it neither a value nor a key."""
    return isinstance(around, CallResult) and around.name in _LEAVING


def _is_entered(context: Context, around: Value) -> bool:
    """Tell whether it does so and is entered by ``with``: what it is given may be seeded later."""
    return (
        isinstance(around, CallResult)
        and around.name in _LEAVING
        and not isinstance(around.call.func, Call)
        and (not around.name.startswith("numpyro.") or "fn" not in context.arguments(around))
    )


def _name(context: Context, name: BoundExpr | None) -> str:
    literals = context.values(name).literals
    return repr(literals[0]) if literals and len(literals) == 1 else "a site"


def _runs_inference(context: Context, direct: DirectCall) -> bool:
    """Tell whether what a call runs is no model, but a function that runs inference itself."""
    return any(
        run.call is not None and run.frame.scope.enclosing_scope is direct.root.scope
        for run in context.program.runs
    )


def _repair(direct: DirectCall) -> Repair:
    seed = local_name("numpyro.handlers.seed", direct.frame.scope, direct.call.start)
    if seed is None:
        return Repair.none("`numpyro.handlers.seed` has no name there")
    bare: Expr = direct.call.func
    if isinstance(bare, Attribute) and bare.attr == "get_trace":
        traced = bare.value
        if not isinstance(traced, Call) or len(traced.arguments) != 1:
            return Repair.none("the model is not written in the call")
        bare = traced.arguments[0].value
    at = direct.frame.locate(bare)
    edits = at.before(f"{seed}("), at.after(", rng_seed=0)")
    return Repair.unsafe(f"Seed `{short_source(bare)}`", *edits)
