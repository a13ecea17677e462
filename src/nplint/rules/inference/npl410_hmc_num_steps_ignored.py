from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.enclosing import expects_an_error, statement_of
from nplint.finding import Applicability, Finding, Fix, Span
from nplint.fixes.add_keyword import add_keyword
from nplint.libraries.numpyro import bind_call
from nplint.model.calls import calls_of_kind
from nplint.rules.base import Context, Rule
from nplint.semantic.values import CallResult, Literal, Value


class HmcNumStepsIgnored(Rule):
    """
    # hmc-num-steps-ignored (NPL410)

    ## What it finds
    `HMC(model, num_steps=…)` without `trajectory_length=None`.

    ## What happens
    `trajectory_length` has a default, 2π. Together with `num_steps` it fixes the step size at
    2π / `num_steps`: `step_size` and its adaptation have no effect, whatever the posterior's
    scale is. Where that step is too long nearly every proposal is rejected and the chain stands
    still: a spread of zero, an effective sample size of one. NumPyro warns that "step size can't
    be adapted" and goes on, on every release.

    ## Example
    ```python
    kernel = HMC(model, num_steps=5)   # a step of 1.26 for a posterior of width 0.1
    ```

    ## Fix
    ```python
    kernel = HMC(model, num_steps=5, trajectory_length=None)
    ```
    Unsafe, as it changes the numbers.

    ## When it stays silent
    `trajectory_length` is given, as a number or as `None`; arguments come in by `**`; `num_steps`
    may be `None`; the kernel is made in `pytest.warns(…)` or a `try`.

    ## References
    pyro-ppl/numpyro#1678, pyro-ppl/numpyro#1356
    """

    code = "NPL410"
    name = "hmc-num-steps-ignored"
    fixable = "unsafe"

    def check(self, context: Context) -> Iterator[Finding]:
        told: set[object] = set()
        evaluator = context.program.evaluator
        for made, entry in calls_of_kind(context.program, "kernel", taking="num_steps"):
            if made.call in told:
                continue
            bound = bind_call(evaluator, entry, made.call, made.frame)
            steps = bound.arguments.get("num_steps")
            if steps is None or "trajectory_length" in bound.arguments or not bound.complete:
                continue
            values = evaluator.thunk(steps)
            if any(isinstance(value, Literal) and value.value is None for value in values):
                continue
            told.add(made.call)
            scope = made.frame.scope
            statement = statement_of(made.call.start, scope)
            if statement is not None and expects_an_error(statement, scope):
                continue
            yield self._finding(made, values)

    def _finding(self, made: CallResult, steps: tuple[Value, ...]) -> Finding:
        path, call = made.frame.module.path, made.call
        number = steps[0].value if len(steps) == 1 and isinstance(steps[0], Literal) else None
        length = f"2π/{number}" if number is not None else "2π/num_steps"
        if isinstance(number, int) and number > 0:
            length += f" = {6.283185307179586 / number:.2g}"
        argument = "trajectory_length=None"
        edit = add_keyword(made.frame.module, call, argument)
        return Finding(
            code=self.code,
            name=self.name,
            message=(
                f"each step of this HMC is {length} long whatever the posterior's scale: "
                "`num_steps` with the default `trajectory_length` turns step size adaptation off, "
                "and the chain may hardly move"
            ),
            path=path,
            span=Span(call.start, call.end),
            label=f"lacks {argument}",
            fix=Fix(f"Set `{argument}`", Applicability.UNSAFE, (edit,), local=True),
        )
