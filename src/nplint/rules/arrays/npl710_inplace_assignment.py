from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.stages import RunStages, StagedValue, Stages
from nplint.domains.stage import Stage
from nplint.facts.enclosing import statement_of
from nplint.facts.expressions import Name, Subscript, short_source
from nplint.facts.scopes import Scope
from nplint.facts.statements import Assign
from nplint.finding import Finding, Fix, Location
from nplint.libraries.numpy_arrays import is_numpy_array
from nplint.model.runs import Run
from nplint.model.traces import Step, Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import BoundExpr

# The methods of ``x.at[i]`` that do what an augmented assignment does.
_METHODS = {"": "set", "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "power"}


class InplaceAssignment(TraceRule):
    """
    # inplace-assignment (NPL710)

    ## What it finds
    `x[i] = value` in a model, where `x` is an array of JAX, be it a sampled one; or where `x` is an
    array of NumPy and the value depends on what JAX computes in the model.

    ## What happens
    Arrays of JAX do not change: `TypeError`. An array of NumPy needs numbers, which a sampled value
    does not have while MCMC, SVI or `Predictive` let JAX compile the model:
    `TracerArrayConversionError`, or `ValueError` ("setting an array element with a sequence").
    Both on every release. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0
    (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        loc = jnp.zeros(3)
        loc[0] = numpyro.sample("first", dist.Normal(0.0, 1.0))
        numpyro.sample("y", dist.Normal(loc, 1.0), obs=y)
    ```

    ## Fix
    `loc = loc.at[0].set(…)`, where `loc` is a variable of the model itself. Safe, as the program
    crashes without it. None for an array of NumPy: make it one of JAX first.

    ## When it stays silent
    Arrays of NumPy that get constants and data; lists and dicts; models of which no run by MCMC,
    SVI or `Predictive` is seen; what stands in a `try`.

    ## References
    https://docs.jax.dev/en/latest/notebooks/Common_Gotchas_in_JAX.html#in-place-updates
    """

    code = "NPL710"
    name = "inplace-assignment"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        stages = context.program.analysis(Stages).of(run)
        for step in (each for each in trace.steps if each.kind == "store"):
            statement = statement_of(step.expr.start, step.frame.scope)
            if isinstance(statement, Assign):
                yield from self._at_store(context, run, stages, step, statement)

    def _at_store(
        self, context: Context, run: Run, stages: RunStages, step: Step, statement: Assign
    ) -> Iterator[Finding]:
        assert isinstance(step.expr, Subscript)
        array = BoundExpr(step.expr.value, step.frame)
        written = f"`{short_source(array.expr)}`"
        if stages.of_bound(array).stage in (Stage.TRACED, Stage.CONCRETE):
            yield self.finding(
                step.location,
                f"{written} is an array of JAX, which cannot be changed: TypeError as soon as "
                f"{run.model_name} runs",
                label="assigned in place",
                related=run.labelled("run here"),
                repair=_fix(context, step, statement),
                by_hand="Make a new array with `x.at[i].set(value)`",
            )
            return
        stored = _stored(stages, step, statement)
        if stored is not None and _is_numpy(context, array):
            site = stored.site
            named = site.described("a sampled value") if site is not None else "what JAX computes"
            yield self.finding(
                step.location,
                f"{written} is an array of NumPy, which needs a number, but {named} has none yet "
                f"when JAX compiles {run.model_name}",
                label="stored into NumPy's array",
                related=run.labelled("run here"),
                by_hand="Make it an array of JAX, and a new one with `x.at[i].set(value)`",
            )


def _is_numpy(context: Context, array: BoundExpr) -> bool:
    return context.values(array).all(lambda value: is_numpy_array(context.program.evaluator, value))


def _stored(stages: RunStages, step: Step, statement: Assign) -> StagedValue | None:
    """Return the traced value that an assignment stores."""
    if statement.value is None or any(not isinstance(t, Subscript) for t in statement.targets):
        return None
    return stages.traced_in(BoundExpr(statement.value, step.frame))


def _fix(context: Context, step: Step, statement: Assign) -> Fix | None:
    """Return the assignment of a new array to a variable of the same function."""
    target = step.expr
    assert isinstance(target, Subscript)
    array, value = target.value, statement.value
    method = _METHODS.get(statement.operator)
    if not isinstance(array, Name) or method is None or value is None:
        return None
    if statement.targets != (target,) or not _is_own(step.frame.scope, array.id):
        return None
    at = Location.of(step.frame.module.path, statement)
    index = context.written(step.frame.locate(target))[len(array.id) :]
    if not index.startswith("[") or "\n" in context.written(at):
        return None
    stored = context.written(step.frame.locate(value))
    return Fix.safe(
        f"Make a new array with `.at[…].{method}(…)`",
        at.replaced_by(f"{array.id} = {array.id}.at{index}.{method}({stored})"),
    )


def _is_own(scope: Scope, name: str) -> bool:
    return name in scope.bindings and name not in scope.outer_names
