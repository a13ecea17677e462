from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nplint.facts.expressions import Attribute, Call, short_source
from nplint.facts.scopes import Scope, chain
from nplint.finding import Finding
from nplint.model.observation import Observation
from nplint.model.trace_walk import follow_trace
from nplint.numpyro_api.releases import number_of
from nplint.rules.base import Context, Rule
from nplint.rules.keys.repetition import Repetition, is_only_compared, repeated_calls
from nplint.rules.keys.reseed import reseed_in_loop
from nplint.semantic.values import BoundExpr, CallResult, Frame, FunctionValue

# From this release on a seeded callable starts with its key each time it is called.
_SINCE = "0.18.0"
_SEED = "numpyro.handlers.seed"


class SeedHandlerInLoop(Rule):
    """
    # seed-handler-in-loop (NPL507)

    ## What it finds
    A model that was seeded before a loop and is called in it, with the same arguments each time:
    `seeded = handlers.seed(model, key)`, `[seeded(x) for _ in range(100)]`. Likewise in a lambda
    for `jax.vmap` or `jax.lax.map`.

    ## What happens
    From NumPyro 0.18.0 on a seeded model begins with its key each time it is called: all draws are
    the same draw, with a spread of zero. To 0.17.0 the key moved on from call to call, and each
    draw was a new one, so that code written then breaks without a word. Under `jax.vmap` they are
    the same on all releases, as the model is traced once. Nothing is raised. Measured with the
    fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    seeded = handlers.seed(model, key)
    draws = [seeded(x) for i in range(100)]
    ```

    ## Fix
    A seed for each turn, which gives different draws on every release:
    ```python
    draws = [handlers.seed(model, random.fold_in(key, i))(x) for i in range(100)]
    ```
    Unsafe, as it changes the numbers. It is offered where the loop counts (`range`), and the model
    and its key are names that mean the same in the loop. `Predictive` draws many times at once.

    ## When it stays silent
    The releases aimed at are older; the seed is made in the loop; the arguments change from turn
    to turn, so that the draws have common random numbers by intent, perhaps; the result is not
    used, as where calls are timed, or is only compared, as in a test that a seed gives the same
    draws again; the model has no latent site that draws, or hands each a key by `rng_key`.
    """

    code = "NPL507"
    name = "seed-handler-in-loop"
    releases = "from 0.18; all under jax.vmap"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        if not context.program.index.calls_of("seed"):
            return
        for module in context.program.looked_into:
            since = _since(context, module.path)
            for call, loop in repeated_calls(context.program, module):
                if is_only_compared(call, call.scope):
                    continue
                seed = _seed(context, call, loop) if loop.mapped or since is not None else None
                if seed is not None:
                    yield self.finding(
                        module.locate(call),
                        _message(context, call, loop, since),
                        label="the same draw each time",
                        related=[seed.location.labelled("seeded once, here")],
                        repair=reseed_in_loop(context, call, loop, seed),
                        notes=[
                            "`Predictive` draws many times at once, each time with another key."
                        ],
                    )


def _since(context: Context, path: Path) -> str | None:
    """Return the first of the releases aimed at on which a seeded model repeats itself."""
    releases = context.target(path).releases
    return next((r for r in releases if number_of(r) >= number_of(_SINCE)), None)


def _seed(context: Context, call: Call, loop: Repetition) -> CallResult | None:
    """Return the seed of the model that a call runs, if it surely was made before the loop."""
    func = call.func
    if isinstance(func, Attribute) and func.attr == "get_trace":
        func = func.value
    for frame in context.program.contexts.frames(call.scope):
        model = context.values(BoundExpr(func, frame)).only
        if not isinstance(model, FunctionValue):
            continue
        seeds = [each for each in model.wrappers if each.name == _SEED]
        if len(seeds) != 1 or not _is_before(seeds[0], call.scope, loop):
            continue
        changing = (each for each in model.wrappers if each.name != "numpyro.handlers.trace")
        if any(each.frame is frame and loop.holds(each.call.start) for each in changing):
            continue
        if _draws(context, model, call, frame):
            return seeds[0]
    return None


def _is_before(seed: CallResult, scope: Scope, loop: Repetition) -> bool:
    """Tell whether a seed is made once, in the function of the loop, around it or by a module."""
    home = seed.frame.scope
    if home.module is scope.module and loop.holds(seed.call.start):
        return False
    return home.parent is None or any(each is home for each in chain(scope))


def _draws(context: Context, model: FunctionValue, call: Call, frame: Frame) -> bool:
    inner = context.program.evaluator.call_frame(model, call, frame)
    if inner is None:
        return False
    return any(
        site.kind == "sample"
        and "rng_key" not in site.arguments
        and site.observation is Observation.LATENT
        and not site.within(_SEED, "numpyro.handlers.condition", "numpyro.handlers.substitute")
        for site in follow_trace(context.program.evaluator, inner).sites
    )


def _message(context: Context, call: Call, loop: Repetition, since: str | None) -> str:
    shown = short_source(call.func)
    if loop.mapped or since is None:
        return (
            f"each entry of the `{loop.mapped}` has the same draw: `{shown}` draws with its one "
            "key, whatever it is mapped over"
        )
    admits = context.target(call.scope.module.path).admits(since)
    return (
        f"each turn of the loop draws the same numbers: from NumPyro {_SINCE} on, `{shown}` begins "
        f"with its one key each time it is called ({admits})"
    )
