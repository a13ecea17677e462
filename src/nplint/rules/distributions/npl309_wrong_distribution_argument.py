from __future__ import annotations

from collections.abc import Iterator, Sequence

from nplint.analyses.usage import ExternalCall, Usage
from nplint.facts import expressions as ex
from nplint.facts.expressions import short_source
from nplint.finding import Finding
from nplint.numpyro_api import Alternatives, Signature, family, lookup, packages
from nplint.rules.base import Context, Rule
from nplint.rules.misfits import bad_calls, misfit_finding
from nplint.semantic.values import BoundExpr, Literal, Unknown


class WrongDistributionArgument(Rule):
    """
    # wrong-distribution-argument (NPL309)

    ## What it finds
    A distribution that is given what its signature does not have on any release, or none or
    several of the parameters of which it takes exactly one: `probs` and `logits`; a covariance, a
    precision and a Cholesky factor.

    ## What happens
    `TypeError` or `ValueError`, deep in the trace of the model that builds it. Some families take
    two of the alternatives without a word and use one of them; which they are on each release was
    found by building them all.

    ## Example
    ```python
    numpyro.sample("y", dist.Normal(mu=mean, sigma=scale), obs=y)
    numpyro.sample("x", dist.MultivariateNormal(jnp.zeros(2)))
    ```

    ## Fix
    None is offered: what was meant is not in the program. The help says how the distribution is
    called.

    ## When it stays silent
    `*` or `**` bring arguments that are not seen. The class is one of the project's own. An
    alternative may be `None`, as when a function hands on both of its own optional arguments. A
    call that some release takes is reported by NPL803 instead.

    ## References
    https://num.pyro.ai/en/stable/distributions.html
    """

    code = "NPL309"
    name = "wrong-distribution-argument"

    def check(self, context: Context) -> Iterator[Finding]:
        numpyro, _ = packages()
        names = numpyro.distribution_names
        misfits = set()
        for bad in bad_calls(context, numpyro, names, context.target):
            misfits.add(bad.call.call)
            if bad.accepted is None and _is_distribution(bad.call.path):
                yield misfit_finding(self, numpyro, bad, prefer="keywords")
        for call in context.program.analysis(Usage).calls(numpyro.name, names):
            if call.call not in misfits and call.arguments.complete:
                yield from self._alternatives(context, call)

    def _alternatives(self, context: Context, call: ExternalCall) -> Iterator[Finding]:
        entry = lookup(call.path)
        release = context.target(call.module.path).releases[-1]
        facts = family(entry.name, release) if entry is not None else None
        if facts is None:
            return
        numpyro, _ = packages()
        given = call.given(numpyro.parameters(call.path, release) or Signature())
        for group in facts.alternatives:
            problem = _problem(context, group, given)
            if problem and not call.is_guarded:
                one_of = f"one of {_listed(group.one_of)}"
                yield self.finding(
                    call.frame.locate(call.call),
                    f"`{short_source(call.call.func)}(…)` {problem} on NumPyro {release}: it takes "
                    f"exactly {one_of}",
                    label=one_of,
                    by_hand=(
                        "Give the one that is meant; nplint does not, because it cannot tell which"
                    ),
                )


def _is_distribution(path: str) -> bool:
    entry = lookup(path)
    return entry is not None and entry.kind == "distribution"


def _problem(context: Context, group: Alternatives, given: dict[str, BoundExpr]) -> str:
    """Return what happens for the alternatives that a call gives; nothing where it gives one."""
    possible = [name for name in group.one_of if name in given]
    certain = [name for name in possible if _is_some(context, given[name])]
    if not possible and group.none:
        return f"raises {' or '.join(group.none)}"
    if len(certain) > 1 and group.several:
        return f"is given {_listed(certain)} and raises {' or '.join(group.several)}"
    if len(certain) > 1:
        return f"is given {_listed(certain)} and ignores one of them"
    return ""


def _is_some(context: Context, argument: BoundExpr) -> bool:
    """Tell whether an argument surely is not None."""
    if isinstance(argument.expr, (ex.Operation, ex.ListDisplay, ex.Subscript, ex.Comprehension)):
        return True
    return context.values(argument).all(
        lambda value: (
            not isinstance(value, Unknown)
            and not (isinstance(value, Literal) and value.value is None)
        )
    )


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
