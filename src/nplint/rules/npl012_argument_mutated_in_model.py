from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from nplint.facts import expressions as ex
from nplint.facts.expressions import Name, Subscript, spelling
from nplint.facts.statements import Assign, statements
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.program.numpy_arrays import is_numpy_array
from nplint.program.reaching import reaching
from nplint.program.runs import Run
from nplint.rules.base import Context, Rule
from nplint.values.kinds import Computed, Container, Derived, Frame, Made, Thunk

# Expressions that an operator binds looser than need no brackets as its operand.
_TIGHT = (ex.Name, ex.Attribute, ex.Call, ex.Constant, ex.Subscript, ex.Collection)


_Data: TypeAlias = Made | Derived | Computed | Container


class ArgumentMutatedInModel(Rule):
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
    releases = "all"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        told: set[object] = set()
        for run, trace in context.program.traces:
            if run.role != "model" or not run.is_by("mcmc", "svi") or _is_compiled(context, run):
                continue
            for frame in trace.frames:
                function = frame.scope.function
                for statement in statements(function.body) if function is not None else ():
                    if isinstance(statement, Assign) and statement not in told:
                        for changed, value in _changed(context, run, frame, statement):
                            told.add(statement)
                            yield _finding(context, run, frame, statement, changed, value)
                            break


def _is_compiled(context: Context, run: Run) -> bool:
    """Whether the model gets tracers for its arguments, or may."""
    assert run.runner is not None
    return any(
        argument.star == "**" or argument.keyword == "jit_model_args"
        for argument in run.runner.call.arguments
    )


def _changed(
    context: Context, run: Run, frame: Frame, statement: Assign
) -> Iterator[tuple[Name, _Data]]:
    """The parameter that a statement changes in place, with a value of the caller's it may be."""
    target = statement.targets[0]
    name = target.value if isinstance(target, Subscript) else target
    if not statement.operator or not isinstance(name, Name):
        return
    bindings = frame.scope.bindings.get(name.id, [])
    before = reaching(bindings, statement.start)
    if not before or any(binding.kind != "parameter" for binding in before):
        return
    found = [
        value
        for thunk in _given(context, run, frame, name.id)
        for value in context.program.evaluator.thunk(thunk)
        if isinstance(value, (Made, Derived, Computed, Container))
    ]
    for value in found:
        if value.frame.inside:
            continue  # made anew in each trace: no other sees the change
        if is_numpy_array(context.program.evaluator, value) or (
            isinstance(target, Subscript)
            and isinstance(value, Container)
            and _holds(context, value, target, frame)
        ):
            yield name, value


def _given(context: Context, run: Run, frame: Frame, name: str) -> tuple[Thunk, ...]:
    """What the parameter is given."""
    if frame is not run.root:
        return frame.arguments.get(name, ())
    return tuple(
        thunk for arguments in context.program.given(run) for thunk in arguments.get(name, ())
    )


def _holds(context: Context, value: Container, target: Subscript, frame: Frame) -> bool:
    """Whether an entry of a dict or list is a number or an array, which adding to changes."""
    evaluator = context.program.evaluator
    keys = evaluator.literals(target.index, frame)
    entries = evaluator.containers.item(value, keys) if keys is not None else ()
    return bool(entries) and not any(isinstance(each, Container) for each in entries)


def _finding(
    context: Context, run: Run, frame: Frame, statement: Assign, name: Name, value: _Data
) -> Finding:
    function = frame.scope.function
    assert function is not None and run.runner is not None
    target, caller = statement.targets[0], _caller(context, run, frame, name.id)
    theirs = f", and changes `{caller}`" if caller not in (None, name.id) else ""
    path, runner = frame.module.path, run.runner
    return Finding(
        code=ArgumentMutatedInModel.code,
        name=ArgumentMutatedInModel.name,
        message=(
            f"`{spelling(target)} {statement.operator}= …` changes the data in place each time "
            f"`{function.name}` runs, which is several times a run{theirs}: the posterior is that "
            "of other data"
        ),
        path=path,
        span=Span(statement.start, statement.end),
        label="changes what the caller handed over",
        related=(
            Place(
                runner.frame.module.path,
                Span(runner.call.start, runner.call.end),
                "run here",
            ),
            _made(value),
        ),
        help=() if isinstance(target, Name) else (_HELP.format(name=name.id),),
        fix=_fix(context, frame, statement),
    )


_HELP = "Copy `{name}` before, or change the data before the run."


def _caller(context: Context, run: Run, frame: Frame, name: str) -> str | None:
    """What the caller calls the data."""
    for thunk in _given(context, run, frame, name):
        if isinstance(thunk.expr, (ex.Name, ex.Attribute)) and not thunk.frame.inside:
            return spelling(thunk.expr)
    return None


def _made(value: _Data) -> Place:
    expr = value.call if isinstance(value, (Made, Derived)) else value.expr
    return Place(value.frame.module.path, Span(expr.start, expr.end), "the data, which change")


def _fix(context: Context, frame: Frame, statement: Assign) -> Fix | None:
    target, value = statement.targets[0], statement.value
    if not isinstance(target, Name) or value is None:
        return None
    text = context.workshop.layout(frame.module).text
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
