from __future__ import annotations

import re
from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.facts.expressions import Name, short_source
from nplint.finding import Finding, Fix
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.traces.mutated_arguments import MutatedArgument, mutated_arguments

# Expressions that need no brackets as an operand, whatever the operator.
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
    NumPy's; assignments that give the same when done twice, as `data["y"] = jnp.array(data["y"])`,
    `mask &= …`, `angle %= 6.28`, `y *= 1.0`, `y -= y.mean()` and `w /= w.sum()`.
    """

    code = "NPL012"
    name = "argument-mutated-in-model"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        for mutated in mutated_arguments(context.program, run, trace):
            statement, name = mutated.statement, mutated.name
            target = statement.targets[0]
            passed_as = short_source(mutated.passed) if mutated.passed is not None else name
            theirs = f", and changes `{passed_as}`" if passed_as != name else ""
            copy = f"Copy `{name}` before, or change the data before the run"
            yield self.finding(
                mutated.frame.locate(statement),
                f"`{short_source(target)} {statement.operator}= …` changes the data in place each "
                f"time `{mutated.function.name}` runs, which is several times a run{theirs}: the "
                "posterior is that of other data",
                label="changes what the caller handed over",
                related=[
                    *run.labelled("run here"),
                    mutated.value.location.labelled("the data, which change"),
                ],
                repair=_fix(context, mutated),
                by_hand="" if isinstance(target, Name) else copy,
            )


def _fix(context: Context, mutated: MutatedArgument) -> Fix | None:
    """Plan ``y = y + (…)`` in the place of ``y += …``."""
    frame, statement = mutated.frame, mutated.statement
    target, value = statement.targets[0], statement.value
    if not isinstance(target, Name) or value is None:
        return None
    between = frame.locate(statement).starting_at(target.end).up_to(value.start)
    written = re.fullmatch(r"(\s*)(\S+)=(\s*)(\(?)", context.written(between))
    loose = not isinstance(value, _TIGHT)
    if written is None or (written[4] and loose):
        return None
    start = target.end + len(written[1])
    operator = between.starting_at(start).up_to(start + len(written[2]) + 1)
    edits = [operator.replaced_by(f"= {target.id} {written[2]}")]
    if loose:
        edits += [frame.locate(value).before("("), frame.locate(value).after(")")]
    return Fix.unsafe(f"Make a new array of `{target.id}`", *edits)
