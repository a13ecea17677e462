from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Call, Constant, Expr, Name, spelling
from nplint.facts.scopes import Scope, holder_of
from nplint.finding import Finding, Span
from nplint.finding import Place as Spot
from nplint.program.outer_variables import OuterVariable, bound_at, outer_variables
from nplint.program.passes import Pass, Place
from nplint.program.runs import Run
from nplint.rules.base import Context, Rule
from nplint.rules.shared_instances import model_name

_RUN_PARAMETERS = ("rng_key", "extra_fields", "init_params")


class StaleGlobalData(Rule):
    """
    # stale-global-data (NPL010)

    ## What it finds
    A variable that a model reads from the module or function around it, assigned anew between two
    runs of one `MCMC` object.

    ## What happens
    An `MCMC` object compiles its model once, and again only where it is run with other arguments.
    What the model reads from outside is compiled in: the second run samples the posterior of the
    first value. Nothing is raised, on any release. Measured with the fixtures on NumPyro 0.15.2
    and 0.22.0 (`docs/evidence.md`): a posterior mean of 1 for data with the mean 101.

    ## Example
    ```python
    def model():
        mu = numpyro.sample("mu", dist.Normal(0.0, 1000.0))
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=lengths)

    mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=500)
    lengths = jnp.ones(10)
    mcmc.run(key)
    lengths = jnp.ones(10) * 101.0
    mcmc.run(key)  # mu is still 1
    ```

    ## Fix
    Pass the data as an argument, `mcmc.run(key, lengths)`, or make an `MCMC` for each. nplint has
    no fix: the signature of the model is for its author to change.

    ## When it stays silent
    Each run has an `MCMC` of its own, or arguments that differ from those of the run before; the
    variable is assigned before the first run or after the last, or which comes first is not seen;
    what is assigned is an attribute of an object, an entry or element; SVI and `Predictive`, which
    trace the model anew each time.

    ## References
    https://docs.jax.dev/en/latest/notebooks/Common_Gotchas_in_JAX.html#pure-functions
    """

    code = "NPL010"
    name = "stale-global-data"

    def check(self, context: Context) -> Iterator[Finding]:
        program = context.program
        told: set[tuple[object, str]] = set()
        for run, trace in program.traces:
            passes = _passes(context, run)
            if not passes:
                continue
            for variable in outer_variables(program.evaluator, trace):
                key = (variable.holder, variable.name)
                if key in told:
                    continue
                for place in bound_at(
                    program.evaluator, program.contexts, program.passes, variable
                ):
                    stale = _stale(context, run, passes, place)
                    if stale is not None:
                        told.add(key)
                        yield _finding(run, variable, place, *stale)
                        break


def _passes(context: Context, run: Run) -> list[Pass]:
    """The runs of an ``MCMC`` that may happen more than once between them."""
    if not run.is_by("mcmc"):
        return []
    found = [each for each in context.program.passes.of(run) if each.method == "run"]
    return found if len(found) > 1 or any(each.place.repeated for each in found) else []


def _stale(
    context: Context, run: Run, passes: list[Pass], bound: Place
) -> tuple[Pass, Pass] | None:
    """Two runs between which a variable is bound, and which are compiled once."""
    assert run.runner is not None
    made = context.program.passes.place(run.runner.call, run.runner.frame)
    for first in passes:
        for then in passes:
            if first is then:
                between = first.place.shares_loop(bound, without=made)
            else:
                between = bool(first.place.precedes(bound) and bound.precedes(then.place))
            if between and _are_alike(first, then):
                return first, then
    return None


def _are_alike(first: Pass, then: Pass) -> bool:
    """Whether both runs hand the same objects to the model."""
    one, other = _handed(first.place.expr), _handed(then.place.expr)
    scope = first.place.frame.scope
    return (
        one is not None
        and one == other
        and all(_is_bound_once(scope, name) for _, name in one if name.isidentifier())
    )


def _is_bound_once(scope: Scope, name: str) -> bool:
    holder = holder_of(scope, name)
    bindings = holder.bindings[name] if holder is not None else []
    return len(bindings) == 1 and bindings[0].block is None and bindings[0].kind != "loop"


def _handed(call: Expr) -> list[tuple[str | None, str]] | None:
    """The variables and constants that ``mcmc.run(key, …)`` hands on; None for anything else."""
    assert isinstance(call, Call)
    found: list[tuple[str | None, str]] = []
    given = [argument for argument in call.arguments if argument.keyword not in _RUN_PARAMETERS]
    keyed = any(argument.keyword == "rng_key" for argument in call.arguments)
    for argument in given if keyed else given[1:]:
        if argument.star or not isinstance(argument.value, (Name, Constant)):
            return None
        found.append((argument.keyword, spelling(argument.value)))
    return found


def _finding(run: Run, variable: OuterVariable, bound: Place, first: Pass, then: Pass) -> Finding:
    name, module = spelling(variable.read), bound.frame.module
    length = len(variable.name) if bound.expr.start == bound.expr.end else 0
    again = f"`{spelling(then.place.expr)}`"
    again = f"the second {again}" if then is not first else f"{again} from the second time on"
    return Finding(
        code=StaleGlobalData.code,
        name=StaleGlobalData.name,
        message=(
            f"{again} gives the posterior of the first `{name}`: "
            f"{model_name(run.model.function)} reads it from outside, and is compiled once"
        ),
        path=module.path,
        span=Span(bound.expr.start, bound.expr.end + length),
        label="not seen by the model",
        related=(
            Spot(
                variable.scope.module.path,
                Span(variable.read.start, variable.read.end),
                "read in the model",
            ),
            *(_spot(each, label) for each, label in ((first, "compiled here"), (then, "stale"))),
        ),
        help=(f"Pass `{name}` as an argument of the model, or make an MCMC for each run.",),
    )


def _spot(each: Pass, label: str) -> Spot:
    expr = each.place.expr
    return Spot(each.place.frame.module.path, Span(expr.start, expr.end), label)
