from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.usage import ExternalCall, Usage
from nplint.facts.enclosing import expects_an_error, statement_of
from nplint.facts.expressions import short_source
from nplint.finding import Finding
from nplint.libraries.literal_arrays import numbers_in
from nplint.libraries.numpyro import BoundCall
from nplint.libraries.supports import range_within
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.numpyro_api import Constraint, Entry, family, lookup, packages, releases
from nplint.records import record
from nplint.rules.base import Context, TraceRule
from nplint.rules.distributions.prior_violations import violations
from nplint.semantic.values import BoundExpr

# How far from one the probabilities may sum that NumPyro takes for a simplex.
_SUM = 1e-5
_ORDERED = {"interval": False, "integer_interval": True, "open_interval": False}


class ArgumentConstraint(TraceRule):
    """
    # argument-constraint (NPL301)

    ## What it finds
    An argument of a distribution that the distribution does not take: one that is spelled out, as a
    scale of 0 or below, a probability outside of 0 to 1, probabilities that do not sum to 1, bounds
    in the wrong order; or a sampled value whose prior reaches beyond what is taken, as a `Normal`
    one for a scale.

    ## What happens
    `ValueError` ("Normal distribution got invalid scale parameter") where NumPyro checks arguments:
    from 0.22.0 on always, on earlier releases where a kernel looks for a place to start, or where
    `numpyro.enable_validation()` says so. Elsewhere the density is NaN, or that of no distribution.
    Between bounds in the wrong order nothing has a density: NUTS stops with "Cannot find valid
    initial parameters", on every release. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0
    (`docs/evidence.md`); what each parameter must satisfy was read off the releases.

    ## Example
    ```python
    numpyro.sample("share", dist.BetaProportion(1.0, 1.0))  # a mean below 1
    numpyro.sample("width", dist.Uniform(10.0, 0.0))

    sigma = numpyro.sample("sigma", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(0.0, sigma), obs=y)
    ```

    ## Fix
    None: only the author knows what is meant. Of a sampled scale it may be `HalfNormal` as prior,
    or `jnp.exp` of the value.

    ## When it stays silent
    Numbers that are computed, or come from data or arguments; `validate_args` is given; the call is
    there to fail, in `pytest.raises` or a `try`. Of a sampled value the prior has to be given by
    numbers, and at least one draw in 10,000 has to be outside; what is computed from it has to
    be a multiple of it or a sum with a number, or else surely outside, as `-jnp.exp(x)` is.

    ## References
    https://num.pyro.ai/en/stable/distributions.html
    """

    code = "NPL301"
    name = "argument-constraint"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        for site in trace.sites:
            for found in violations(context, run, site):
                yield self.finding(
                    found.argument.location,
                    f"`{found.parameter}` of {found.family.short_name} has to be "
                    f"{_words(found.constraint)}, but is {found.source}: that is a ValueError "
                    f"where NumPyro checks arguments, as it always does from {_checking()} on, and "
                    "a density of nothing elsewhere",
                    label=f"not always {_words(found.constraint)}",
                    related=[
                        *(each.location.labelled("sampled here") for each in found.sites),
                        *run.labelled("run here"),
                    ],
                    by_hand="Choose a prior that keeps to it, or transform the value",
                )

    def check(self, context: Context) -> Iterator[Finding]:
        numpyro, _ = packages()
        for call in context.program.analysis(Usage).calls(numpyro.name, numpyro.distribution_names):
            entry = lookup(call.path)
            if entry is None or entry.kind != "distribution":
                continue
            for problem in _problems(context, call, entry):
                if not _is_expected(call) and not call.is_guarded:
                    yield self._finding(context, call, entry, problem)

    def _finding(
        self, context: Context, call: ExternalCall, entry: Entry, problem: _Problem
    ) -> Finding:
        name = entry.name.rpartition(".")[2]
        consequence = (
            "no value has a density, and inference finds no place to start"
            if problem.of_bounds
            else "that is a ValueError where NumPyro checks arguments, as it always does from "
            f"{_checking()} on, and a density of nothing elsewhere"
        )
        return self.finding(
            problem.argument.location,
            f"{problem.what} of {name} {problem.wrong}: {consequence}",
            label=problem.label,
            related=[call.location.labelled(f"in this `{short_source(call.call.func)}(…)`")],
            by_hand="Give one that the distribution takes",
        )


def _checking() -> str:
    """Return the release from which on NumPyro checks arguments."""
    return next(each.numpyro for each in releases() if each.validation)


@record
class _Problem:
    """An argument that a distribution does not take, with the words of the message."""

    argument: BoundExpr
    what: str
    wrong: str
    label: str
    of_bounds: bool = False


def _problems(context: Context, call: ExternalCall, entry: Entry) -> Iterator[_Problem]:
    release = context.target(call.module.path).releases[-1]
    numpyro, _ = packages()
    signature = numpyro.parameters(call.path, release)
    facts = family(entry.name, release)
    if signature is None or facts is None:
        return
    given = BoundCall(call.given(signature), call.arguments.complete)
    if "validate_args" in given or not given.complete or call.bound(signature).misfits:
        return
    for name, argument in given.arguments.items():
        constraint = facts.constraints.get(name)
        numbers = _numbers(context, argument)
        if constraint is not None and numbers:
            wrong = _wrong(context, constraint, numbers, given, entry)
            if wrong:
                yield _Problem(argument, f"`{name}`", wrong, f"not {_words(constraint)}")
    yield from _in_wrong_order(context, given, facts.support(given.arguments))


def _wrong(
    context: Context, constraint: Constraint, numbers: list[float], given: BoundCall, entry: Entry
) -> str:
    """Return what is wrong with the numbers of an argument; nothing if they are all right."""
    if constraint.name == "simplex":
        below = [number for number in numbers if number < 0]
        total = sum(numbers)
        if below:
            return f"holds {below[0]:g}, which is no probability"
        one_row = len(numbers) > 1 and total < 2
        return f"sums to {total:g} in place of 1" if one_row and abs(total - 1) > _SUM else ""
    allowed = range_within(context.program.evaluator, constraint, given, entry)
    outside = [number for number in numbers if allowed is not None and allowed.excludes(number)]
    if not outside:
        return ""
    is_ = "is" if len(numbers) == 1 else "holds"
    return f"{is_} {outside[0]:g}, and has to be {_words(constraint)}"


def _in_wrong_order(
    context: Context, given: BoundCall, support: Constraint | None
) -> Iterator[_Problem]:
    """Yield the upper bound of a support that does not lie above the lower one."""
    if support is None or support.name not in _ORDERED:
        return
    low, high = (given.get(name) for name in support.arguments)
    least, greatest = (_numbers(context, each) if each else None for each in (low, high))
    if high is None or not least or not greatest or len(least) != 1 or len(greatest) != 1:
        return
    may_meet = _ORDERED[support.name]
    if least[0] > greatest[0] or (least[0] == greatest[0] and not may_meet):
        names = support.arguments
        yield _Problem(
            high,
            f"`{names[1]}`",
            f"is {greatest[0]:g}, which is not above the `{names[0]}` of {least[0]:g}",
            f"not above {least[0]:g}",
            of_bounds=True,
        )


def _numbers(context: Context, argument: BoundExpr) -> list[float] | None:
    only = context.values(argument).only
    return numbers_in(context.program.evaluator, only) if only is not None else None


def _words(constraint: Constraint) -> str:
    """Return a constraint in words: ``positive``, ``greater than 0``."""
    if constraint.name == "independent":
        return constraint.arguments[0].replace("_", " ")
    name = constraint.name.replace("_", " ")
    if constraint.name == "greater_than_eq":
        name = "at least"
    elif constraint.name == "less_than_eq":
        name = "at most"
    elif constraint.name.endswith("interval") and constraint.arguments:
        return f"between {' and '.join(constraint.arguments)}"
    elif constraint.name == "unit_interval":
        return "between 0 and 1"
    elif constraint.name == "simplex":
        return "probabilities that sum to 1"
    return " ".join((name, *constraint.arguments))


def _is_expected(call: ExternalCall) -> bool:
    """Tell whether a call is there to fail."""
    statement = statement_of(call.call.start, call.frame.scope)
    return statement is not None and expects_an_error(statement, call.frame.scope)
