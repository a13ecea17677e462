from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Span
from nplint.libraries.numpyro import bind_call
from nplint.model.calls import calls_of_kind
from nplint.numpyro_api import Entry
from nplint.rules.base import Context, Rule
from nplint.semantic.values import BoundExpr, CallResult

_SIGMOIDS = frozenset(
    {"jax.nn.sigmoid", "jax.scipy.special.expit", "scipy.special.expit", "flax.linen.sigmoid",
     "flax.nnx.sigmoid", "tensorflow.nn.sigmoid"}
)  # fmt: skip
_SOFTMAXES = frozenset(
    {"jax.nn.softmax", "scipy.special.softmax", "flax.linen.softmax", "flax.nnx.softmax"}
)


class LogitsOfProbabilities(Rule):
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

    def check(self, context: Context) -> Iterator[Finding]:
        told: set[object] = set()
        evaluator = context.program.evaluator
        for made, entry in calls_of_kind(context.program, "distribution", taking="logits"):
            if made.call in told:
                continue
            bound = bind_call(evaluator, entry, made.call, made.frame).arguments
            logits = bound.get("logits")
            values = evaluator.thunk(logits) if logits is not None else ()
            names = [value.name for value in values if isinstance(value, CallResult)]
            if logits is None or not values or len(names) < len(values):
                continue
            consequence = _consequence(names)
            if consequence is None:
                continue
            told.add(made.call)
            family = entry.name.rpartition(".")[2]
            fix = _fix(made, entry, logits) if "probs" not in bound else None
            yield Finding(
                code=self.code,
                name=self.name,
                message=(
                    f"`{short_source(logits.expr)}` is a probability already, and as `logits` of "
                    f"{family} it is squashed again: {consequence}"
                ),
                path=made.frame.module.path,
                span=Span(made.call.start, made.call.end),
                label="squashes its logits itself",
                help=() if fix is not None else (_help(entry, "probs" in bound),),
                fix=fix,
            )


def _consequence(names: list[str]) -> str | None:
    if _SIGMOIDS.issuperset(names):
        return "the probability lies between 0.5 and 0.73 whatever the data say"
    if _SOFTMAXES.issuperset(names):
        return "no class is more than e = 2.7 times as likely as another whatever the data say"
    return None


def _help(entry: Entry, has_both: bool) -> str:
    """What to do where there is no fix."""
    if entry.parameter("probs") is None:
        return (
            "Pass it as it was before it became a probability; nplint does not, because the "
            "probability may be used elsewhere."
        )
    why = "that is given, too" if has_both else "`logits` is not written in the call"
    return f"Give it as `probs` alone; nplint does not, because {why}."


def _fix(made: CallResult, entry: Entry, logits: BoundExpr) -> Fix | None:
    if entry.parameter("probs") is None:
        return None
    for argument in made.call.arguments:
        if argument.keyword == "logits" and argument.value is logits.expr:
            span = Span(argument.start, argument.start + len("logits"))
            edit = Edit(made.frame.module.path, span, "probs")
            return Fix("Pass it as `probs`", Applicability.UNSAFE, (edit,), local=True)
    return None
