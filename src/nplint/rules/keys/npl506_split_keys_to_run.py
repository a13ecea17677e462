from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import short_source
from nplint.finding import Finding
from nplint.libraries.numpyro import made_of_kind
from nplint.rules.base import Context, Rule
from nplint.rules.keys.given_keys import given_keys
from nplint.semantic.values import BoundExpr, CallResult, Value

_SPLIT = "jax.random.split"


class SplitKeysToRun(Rule):
    """
    # split-keys-to-run (NPL506)

    ## What it finds
    The keys of a `random.split` given to an `MCMC` of another number of chains:
    `mcmc.run(random.split(key, 4))` of a single chain.

    ## What happens
    `run` takes one key, which it splits itself, or one for each chain. One chain that is given
    several keys moves for all of them at once: each site's samples have one more dimension, of the
    keys, which summaries and predictions take for one of the site's own. Several chains become as
    many as there are keys. Nothing is raised, on any release, unless there are fewer devices than
    keys. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=1000)
    mcmc.run(random.split(key))
    ```

    ## Fix
    None: either one of the keys is meant, as in `key, run_key = random.split(key)`, or
    `num_chains` is to be the number of keys.

    ## When it stays silent
    The numbers agree, or one of them is not known.

    ## References
    https://num.pyro.ai/en/stable/mcmc.html#numpyro.infer.mcmc.MCMC.run
    """

    code = "NPL506"
    name = "split-keys-to-run"

    def check(self, context: Context) -> Iterator[Finding]:
        for given in given_keys(context.program):
            mcmc = made_of_kind(given.owner, "mcmc")
            keys = _number_of_keys(context, context.values(given.key).only)
            chains = _number_of_chains(context, mcmc) if mcmc is not None else None
            if mcmc is None or keys is None or chains is None or keys == chains:
                continue
            if keys == 1:
                continue
            shown = short_source(given.call.func)
            consequence = f"runs {keys} chains, not {chains}"
            if chains == 1:
                consequence = f"moves its one chain for {keys} keys at once: the samples of each "
                consequence += f"site get one more dimension, of size {keys}"
            yield self.finding(
                given.key.location,
                f"`{shown}` {consequence}",
                label=f"{keys} keys",
                related=[mcmc.location.labelled(f"has {chains} chain{'s' * (chains != 1)}")],
                by_hand="Give it one key, which it splits itself, or a key for each chain",
            )


def _number_of_keys(context: Context, value: Value | None) -> int | None:
    """Return how many keys a value is, if a ``random.split`` made them and that is known."""
    if not isinstance(value, CallResult) or value.name != _SPLIT:
        return None
    number = context.program.evaluator.argument(value.call, 1, "num")
    if number is None:
        return 2 if not any(each.star for each in value.call.arguments) else None
    return _only_number(context, BoundExpr(number, value.frame))


def _number_of_chains(context: Context, mcmc: CallResult) -> int | None:
    given = context.arguments(mcmc)
    chains = given.get("num_chains")
    if chains is None:
        return 1 if given.complete else None
    return _only_number(context, chains)


def _only_number(context: Context, bound: BoundExpr) -> int | None:
    literals = context.values(bound).literals
    number = literals[0] if literals is not None and len(literals) == 1 else None
    return number if isinstance(number, int) else None
