from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import short_source
from nplint.finding import Finding
from nplint.fixes.pass_by_keyword import pass_by_keyword
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import BoundCall
from nplint.numpyro_api import Entry
from nplint.rules.base import CallRule, Context
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.values import BoundExpr, CallResult

_SIGMOIDS = frozenset(
    {"jax.nn.sigmoid", "jax.scipy.special.expit", "scipy.special.expit", "flax.linen.sigmoid",
     "flax.nnx.sigmoid", "tensorflow.nn.sigmoid"}
)  # fmt: skip
_SOFTMAXES = frozenset(
    {"jax.nn.softmax", "scipy.special.softmax", "flax.linen.softmax", "flax.nnx.softmax"}
)


class LogitsOfProbabilities(CallRule):
    """
    # logits-of-probabilities (NPL308)

    ## What it finds
    A distribution whose `logits=` is the result of a sigmoid or a softmax.

    ## What happens
    The distribution applies the sigmoid, or softmax, once more. A probability between 0 and 1
    taken as logits comes out between 0.5 and 0.73, and no class can be more than e times as likely
    as another. The posterior makes up for that with coefficients that are far too large. Nothing
    is raised, on any release.

    ## Example
    ```python
    numpyro.sample("y", dist.Bernoulli(logits=jax.nn.sigmoid(slope * x)), obs=y)
    ```

    ## Fix
    `probs=` in the place of `logits=`. Unsafe, as it changes the numbers. Taking the sigmoid away
    does the same and is numerically better; nplint leaves that to you, as the variable may be
    used elsewhere. None where the distribution has no `probs`, as `BernoulliLogits`.

    ## When it stays silent
    `log_softmax`, `jnp.log(p)`, `logit(p)`; the result of a sigmoid that is computed with further;
    a value that may be something else on another branch.
    """

    code = "NPL308"
    name = "logits-of-probabilities"
    fixable = "sometimes"
    taking = "logits"

    def at_call(self, context: Context, made: CallResult, entry: Entry) -> Iterator[Finding]:
        given = context.arguments(made)
        logits = given.get("logits")
        consequence = _consequence(context.values(logits))
        if logits is None or consequence is None:
            return
        takes_probs = entry.parameter("probs") is not None
        yield self.finding(
            made.location,
            f"`{short_source(logits.expr)}` is a probability already, and as `logits` of "
            f"{made.short_name} it is squashed again: {consequence}",
            label="squashes its logits itself",
            repair=_as_probs(made, logits, given) if takes_probs else Repair.none(_SHARED),
            by_hand="Give it as `probs` alone" if takes_probs else _BEFORE,
        )


_BEFORE = "Pass it as it was before it became a probability"
_SHARED = "the probability may be used elsewhere"


def _consequence(values: Alternatives) -> str | None:
    """Return what comes of it, if all that it may be are probabilities of one kind."""
    names = {value.name if isinstance(value, CallResult) else "" for value in values}
    if names and names <= _SIGMOIDS:
        return "the probability lies between 0.5 and 0.73 whatever the data say"
    if names and names <= _SOFTMAXES:
        return "no class is more than e = 2.7 times as likely as another whatever the data say"
    return None


def _as_probs(made: CallResult, logits: BoundExpr, given: BoundCall) -> Repair:
    if "probs" in given:
        return Repair.none("that is given, too")
    written = made.call.argument_giving(logits.expr)
    if written is None or written.keyword != "logits":
        return Repair.none("`logits` is not written in the call")
    edit = pass_by_keyword(made.frame, written, "probs")
    return Repair.unsafe("Pass it as `probs`", edit, local=True)
