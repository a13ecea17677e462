from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.enclosing import statement_of
from nplint.facts.expressions import Name
from nplint.facts.scopes import Scope, is_within
from nplint.facts.statements import Assign, ExprStmt
from nplint.finding import Finding
from nplint.libraries.numpyro import entry_of
from nplint.model.pairs import Pair, pairs
from nplint.model.sites import Site
from nplint.rules.base import Context, Rule
from nplint.rules.inference.seen_pairs import SeenPair, seen_pairs
from nplint.semantic.binding import misfit
from nplint.semantic.values import CallResult


class GuideContract(Rule):
    """
    # guide-contract (NPL422)

    ## What it finds
    A hand-written guide that cannot take the arguments which SVI hands to model and guide alike,
    and a `numpyro.param` of a guide whose value nothing reads.

    ## What happens
    SVI calls the guide with all that the model gets: a guide that lacks a parameter is a
    `TypeError` in the first step. A param that nothing reads has no gradient and stays at its
    initial value: the guide does not learn what it was meant for, and nothing is raised. Both on
    every release; measured with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def guide(y):
        scale = numpyro.param("scale", 1.0, constraint=dist.constraints.positive)
        numpyro.sample("loc", dist.Normal(numpyro.param("mean", 0.0), 1.0))  # not `scale`
    ```

    ## Fix
    None: where the param belongs, or what the guide makes of its arguments, is for the author to
    say.

    ## When it stays silent
    The arguments are not all seen; the model cannot take them either; the param is read, or read
    under its name elsewhere in the model or guide; sites that nplint does not see may read it.

    ## References
    https://num.pyro.ai/en/stable/svi.html
    """

    code = "NPL422"
    name = "guide-contract"

    def check(self, context: Context) -> Iterator[Finding]:
        for pair in context.program.analysis(pairs):
            if pair.runner.name == "numpyro.infer.SVI":
                yield from self._arguments(context, pair)
        for seen in seen_pairs(context):
            yield from self._params(seen)

    def _arguments(self, context: Context, pair: Pair) -> Iterator[Finding]:
        evaluator = context.program.evaluator
        for given in context.program.run_calls.arguments(pair.runner):
            problem = misfit(evaluator, pair.guide.model, given)
            if (
                _has_settings(pair.runner)
                or not problem
                or misfit(evaluator, pair.model.model, given)
            ):
                continue
            guide = pair.guide.model.function
            yield self.finding(
                guide.head,
                f"SVI raises TypeError in its first step: {pair.guide.model_name} gets what "
                f"{pair.model.model_name} gets, and {problem}",
                label=problem,
                related=[
                    pair.model.model.function.head.labelled("the model takes them"),
                    pair.runner.location.labelled("run together here"),
                ],
                by_hand="Give the guide the parameters of the model",
            )
            return

    def _params(self, seen: SeenPair) -> Iterator[Finding]:
        for site in seen.guide.sites:
            if site.kind == "param" and _is_alone(seen, site) and _is_unread(site):
                yield self.finding(
                    site.location,
                    f"the param '{site.name}' stays at its initial value: nothing reads it, and "
                    f"{seen.guide_name} does not depend on it",
                    label="has no effect",
                    related=[seen.pair.runner.location.labelled("run here")],
                    by_hand="Use it in the distribution that it was meant for, or delete it",
                )


def _has_settings(svi: CallResult) -> bool:
    """Tell whether an SVI hands arguments of its own to model and guide."""
    entry = entry_of(svi)
    return any(
        argument.star or (argument.keyword and not (entry and entry.parameter(argument.keyword)))
        for argument in svi.call.arguments
    )


def _is_alone(seen: SeenPair, param: Site) -> bool:
    """Tell whether no other site of the model or the guide has the name of a param."""
    return all(
        other.name != param.name or other.call is param.call
        for other in (*seen.model.sites, *seen.guide.sites)
    )


def _is_unread(site: Site) -> bool:
    """Tell whether the value of a site's call is surely read nowhere."""
    scope = site.call.scope
    statement = statement_of(site.call.start, scope)
    if isinstance(statement, ExprStmt):
        return statement.value is site.call
    if not isinstance(statement, Assign) or statement.value is not site.call:
        return False
    return all(
        isinstance(target, Name) and not _is_read(target, scope) for target in statement.targets
    )


def _is_read(target: Name, scope: Scope) -> bool:
    if target.id in scope.outer_names or scope.kind != "function":
        return True
    reads = scope.module.reads.get(target.id, ())
    return any(is_within(read.scope, scope) for read in reads if read is not target)
