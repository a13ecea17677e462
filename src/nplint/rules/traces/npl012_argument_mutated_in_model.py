from __future__ import annotations

import re
from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.facts.expressions import Name, short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.traces.mutated_arguments import MutatedArgument, mutated_arguments
from nplint.semantic.values import CallResult, MethodResult

# Expressions that an operator binds looser than need no brackets as its operand.
_TIGHT = (ex.Name, ex.Attribute, ex.Call, ex.Constant, ex.Subscript, ex.ListDisplay)


class ArgumentMutatedInModel(TraceRule):
    """
    # argument-mutated-in-model (NPL012)

    ## What it finds
    In a model that MCMC or SVI runs, `y += …`, `y[i] -= …` or `data["y"] *= …` on an argument that
    is a NumPy array or a dict of the caller's.

    ## What happens
    A NumPy array and a dict change in place, and a model's Python runs several times: once to
    find its sites, again for the initial values, again when it is compiled. Each time the data are
    changed once more, so the likelihood is that of other data, and after the run the caller's
    array is changed too. Nothing is raised, on any release. Measured with the fixtures on NumPyro
    0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    lengths = np.array([9.5, 10.2, 11.3])

    def model(y):
        y += 1.0
        mu = numpyro.sample("mu", dist.Normal(0.0, 100.0))
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)

    mcmc.run(key, lengths)  # fitted to lengths + 3; lengths has changed
    ```

    ## Fix
    `y = y + 1.0` makes a new array. Unsafe, as it changes the numbers. An entry of a dict or array
    is for the author to copy first.

    ## When it stays silent
    JAX's arrays and Python's numbers, which an augmented assignment only rebinds; arguments of
    which it is not seen what they are; names that are bound anew before, as by
    `y = jnp.asarray(y)` or `data = dict(data)`; `jit_model_args=True`, which makes JAX's arrays of
    NumPy's; assignments that give the same when done twice, as `data["y"] = jnp.array(data["y"])`.
    """

    code = "NPL012"
    name = "argument-mutated-in-model"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        program = context.program
        for mutated in mutated_arguments(program.evaluator, run, trace, program.run_calls.given):
            if mutated.statement not in self.told:
                self.told.add(mutated.statement)
                yield _finding(context, mutated)


def _finding(context: Context, mutated: MutatedArgument) -> Finding:
    statement, name, runner = mutated.statement, mutated.name, mutated.runner
    target = statement.targets[0]
    callers = next((short_source(expr) for expr in mutated.passed), name.id)
    theirs = f", and changes `{callers}`" if callers != name.id else ""
    return Finding(
        code=ArgumentMutatedInModel.code,
        name=ArgumentMutatedInModel.name,
        message=(
            f"`{short_source(target)} {statement.operator}= …` changes the data in place each time "
            f"`{mutated.function.name}` runs, which is several times a run{theirs}: the posterior "
            "is that of other data"
        ),
        path=mutated.frame.module.path,
        span=Span(statement.start, statement.end),
        label="changes what the caller handed over",
        related=(
            Place(
                runner.frame.module.path,
                Span(runner.call.start, runner.call.end),
                "run here",
            ),
            _made(mutated),
        ),
        help=() if isinstance(target, Name) else (_HELP.format(name=name.id),),
        fix=_fix(context, mutated),
    )


_HELP = "Copy `{name}` before, or change the data before the run."


def _made(mutated: MutatedArgument) -> Place:
    value = mutated.value
    expr = value.call if isinstance(value, (CallResult, MethodResult)) else value.expr
    return Place(value.frame.module.path, Span(expr.start, expr.end), "the data, which change")


def _fix(context: Context, mutated: MutatedArgument) -> Fix | None:
    frame, statement = mutated.frame, mutated.statement
    target, value = statement.targets[0], statement.value
    if not isinstance(target, Name) or value is None:
        return None
    text = context.fix_context.layout(frame.module).text
    between = re.fullmatch(r"(\s*)(\S+)=(\s*)(\(?)", text[target.end : value.start])
    loose = not isinstance(value, _TIGHT)
    if between is None or (between[4] and loose):
        return None
    start = target.end + len(between[1])
    end = start + len(between[2]) + 1
    path = frame.module.path
    edits = [Edit(path, Span(start, end), f"= {target.id} {between[2]}")]
    if loose:
        edits += [
            Edit(path, Span(value.start, value.start), "("),
            Edit(path, Span(value.end, value.end), ")"),
        ]
    title = f"Make a new array of `{target.id}`"
    return Fix(title, Applicability.UNSAFE, tuple(edits))
