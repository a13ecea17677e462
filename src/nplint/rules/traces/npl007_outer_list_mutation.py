from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Attribute, Call, Expr, Name, Subscript, short_source
from nplint.facts.statements import Assign, ExprStmt, Statement, statements
from nplint.finding import Finding
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.records import record
from nplint.rules.base import Context, TraceRule
from nplint.rules.traces.kept_tracers import computes, tracer_of
from nplint.rules.traces.outer_containers import OuterContainers
from nplint.semantic.values import BoundExpr, Container, Frame
from nplint.semantic.variables import variable_of

_PUTTING = frozenset({"append", "insert", "setdefault"})
_EMPTYING = ("clear", "pop", "popitem")


class OuterListMutation(TraceRule):
    """
    # outer-list-mutation (NPL007)

    ## What it finds
    A value that depends on a site, put by a model into a list or dict that stays when the model has
    run (a variable of the module, a default argument), and computed with later: after the run, or
    in the model itself.

    ## What happens
    What the list holds are JAX's tracers: placeholders for numbers, each of a pass through the
    model (a trace) that is over. Computing with them is `UnexpectedTracerError`, on every release;
    in the model it comes with the second trace, though a single seeded call works. It is never the
    draws of the posterior. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0
    (`docs/evidence.md`).

    ## Example
    ```python
    means = []

    def model(y):
        mean = numpyro.sample("mean", dist.Normal(0.0, 10.0))
        means.append(mean)
        numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)

    mcmc.run(key, y)
    jnp.stack(means)  # UnexpectedTracerError
    ```

    ## Fix
    A list of the model's own inside, `mcmc.get_samples()` outside. nplint has no fix: which of the
    two is meant is for the author to say.

    ## When it stays silent
    The list is made in the model; it is only written, or its length read; it is emptied somewhere;
    what is put into it depends on no site.

    ## References
    https://docs.jax.dev/en/latest/errors.html#jax.errors.UnexpectedTracerError
    """

    code = "NPL007"
    name = "outer-list-mutation"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        for frame in trace.frames if run.is_traced else ():
            function = frame.scope.function
            for statement in statements(function.body) if function is not None else ():
                put = _put(statement, frame)
                read = _computing_read(context, run, put) if put is not None else None
                if put is not None and read is not None:
                    yield self._finding(context, run, put, read)

    def _finding(self, context: Context, run: Run, put: _Put, read: Name | Attribute) -> Finding:
        tracer = tracer_of(context.program, put.value)
        in_trace = context.program.is_traced(read.scope)
        when = f"when {run.model_name} runs again" if in_trace else "after the run"
        return self.finding(
            put.value.frame.locate(put.statement),
            f"`{short_source(put.target)}` collects {tracer}, not its samples: computing with it "
            f"{when} raises UnexpectedTracerError",
            label="stays when the model has run",
            related=[
                read.scope.module.locate(read).labelled("computed with here"),
                *run.labelled("run here"),
            ],
            by_hand=(
                "Use a list that the model makes itself, or the run's samples, as "
                "`mcmc.get_samples()` gives them"
            ),
        )


@record
class _Put:
    """A statement that puts a value into a list or dict, its target."""

    statement: Statement
    target: Expr
    value: BoundExpr


def _put(statement: Statement, frame: Frame) -> _Put | None:
    """Return what a statement puts into a list or dict, if it does."""
    if isinstance(statement, Assign) and statement.value is not None:
        target = statement.targets[0]
        if isinstance(target, Subscript):
            return _Put(statement, target.value, BoundExpr(statement.value, frame))
    call = statement.value if isinstance(statement, ExprStmt) else None
    if isinstance(call, Call) and isinstance(call.func, Attribute) and call.arguments:
        if call.func.attr in _PUTTING:
            value = BoundExpr(call.arguments[-1].value, frame)
            return _Put(statement, call.func.value, value)
    return None


def _computing_read(context: Context, run: Run, put: _Put) -> Name | Attribute | None:
    """Return a place that computes with the elements, in a trace or after the run."""
    program = context.program
    outer = _outer(context, put)
    for read in program.analysis(OuterContainers).reads(*outer) if outer is not None else ():
        if (
            read is not put.target
            and (program.is_traced(read.scope) or _comes_after(read, run))
            and computes(program, read, is_list=True)
        ):
            return read
    return None


def _outer(context: Context, put: _Put) -> tuple[str, Container] | None:
    """Return the variable's name and its container, if it keeps a site's value for good."""
    program, frame = context.program, put.value.frame
    variable = variable_of(program.evaluator, put.target, frame)
    container = context.values(BoundExpr(put.target, frame)).only if variable else None
    if variable is None or not isinstance(container, Container) or container.frame.in_trace:
        return None
    if not program.analysis(Dependence).sites(put.value.expr, frame):
        return None
    _, name = variable
    emptied = program.analysis(OuterContainers).calls(_EMPTYING, name, container)
    return None if any(emptied) else (name, container)


def _comes_after(read: Name | Attribute, run: Run) -> bool:
    """Tell whether code stands below a run in the same function or module."""
    assert run.runner is not None
    running = run.runner.frame.scope.enclosing_scope
    return read.scope.enclosing_scope is running and read.start > run.runner.call.start
