from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.enclosing import expects_an_error, statement_of
from nplint.finding import Finding, Fix
from nplint.fixes.add_keyword import add_keyword
from nplint.numpyro_api import Entry
from nplint.rules.base import CallRule, Context
from nplint.semantic.values import CallResult, Literal, Value

_ARGUMENT = "trajectory_length=None"


class HmcNumStepsIgnored(CallRule):
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
    kind, taking = "kernel", "num_steps"

    def at_call(self, context: Context, made: CallResult, entry: Entry) -> Iterator[Finding]:
        arguments, scope = context.arguments(made), made.frame.scope
        if "num_steps" not in arguments or "trajectory_length" in arguments:
            return
        steps = context.values(arguments.get("num_steps"))
        statement = statement_of(made.call.start, scope)
        is_expected = statement is not None and expects_an_error(statement, scope)
        if steps.may_be_none or is_expected or not arguments.complete:
            return
        yield self.finding(
            made.location,
            f"each step of this HMC is {_length(steps.only)} long whatever the posterior's scale: "
            "`num_steps` with the default `trajectory_length` turns step size adaptation off, "
            "and the chain may hardly move",
            label=f"lacks {_ARGUMENT}",
            repair=Fix.unsafe(
                f"Set `{_ARGUMENT}`",
                add_keyword(context.fix_context, made.call, _ARGUMENT),
                local=True,
            ),
        )


def _length(steps: Value | None) -> str:
    """Return how long a step is, from the number of steps if that is known."""
    number = steps.value if isinstance(steps, Literal) else None
    if number is None:
        return "2π/num_steps"
    if isinstance(number, int) and number > 0:
        return f"2π/{number} = {6.283185307179586 / number:.2g}"
    return f"2π/{number}"
