from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.log_density import LogDensity
from nplint.facts.expressions import Call, short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.arrays.gradients import WHERE, Gradients, Unguarded
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import External, Frame

# Where the guarded functions are fine.
_HARMLESS = "1.0"


class WhereNanGradient(TraceRule):
    """
    # where-nan-gradient (NPL705)

    ## What it finds
    `jnp.where(x > 0, jnp.sqrt(x), 0.0)` in a model, where `x` is computed from a latent site and
    can be negative; and `jnp.where(n > 0, x / n, 0.0)`, where `n` is data that the condition
    expects to be zero.

    ## What happens
    The value is right and its gradient is NaN: both branches are differentiated, and that of the
    one that is not selected is multiplied by zero. HMC and NUTS take each such point for a
    divergence and never go there, so that the posterior ends where the condition turns false; or
    they find no valid initial parameters; SVI gets NaN params. Only the last two are noticed, on
    all releases. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        x = numpyro.sample("x", dist.Normal(0.5, 1.0))
        rate = jnp.where(x > 0, jnp.sqrt(x), 0.0)
        numpyro.sample("y", dist.Normal(rate, 1.0), obs=y)
    ```

    ## Fix
    The argument is guarded, too:
    ```python
        rate = jnp.where(x > 0, jnp.sqrt(jnp.where(x > 0, x, 1.0)), 0.0)
    ```
    Unsafe, as it changes the numbers. None where the function is not called in the `jnp.where`
    itself.

    ## When it stays silent
    The argument is guarded, as by another `jnp.where`, `jnp.maximum` or `jnp.clip`, or is positive
    by its prior; the condition is about something else; the result goes into a deterministic site
    alone; the derivative is written by hand (`jax.custom_jvp`); `log`, unless its value has a part
    in the gradient, as in `jnp.log(x) ** 2`: the derivative of `jnp.log` alone is a number below
    zero.

    ## References
    https://docs.jax.dev/en/latest/faq.html#gradients-contain-nan-where-using-where
    """

    code = "NPL705"
    name = "where-nan-gradient"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if run.role != "model" or run.is_by("predictive"):
            return
        for frame in trace.frames:
            for call in context.program.index.calls_in(frame.scope):
                if (
                    call in self.told
                    or len(call.arguments) != 3
                    or not _is_where(context, call, frame)
                ):
                    continue
                found = context.program.analysis(Gradients).unguarded(call, frame)
                if found is not None and call in context.program.analysis(LogDensity).calls(run):
                    self.told.add(call)
                    yield _finding(context, run, call, frame, found)


def _is_where(context: Context, call: Call, frame: Frame) -> bool:
    values = context.program.evaluator.values(call.func, frame)
    return bool(values) and all(isinstance(v, External) and v.name == WHERE for v in values)


def _finding(context: Context, run: Run, call: Call, frame: Frame, found: Unguarded) -> Finding:
    home, span = found.frame.module, Span(found.argument.start, found.argument.end)
    text = context.fix_context.layout(home).text
    argument = " ".join(text[span.start : span.end].split())
    argument = argument if len(argument) <= 30 else short_source(found.argument)
    bad = "is zero" if found.at_zero else "is negative"
    what = f"1 / {argument}" if found.what == "/" else f"{found.what}({argument})"
    what = f"({argument}) ** …" if found.what == "**" else what
    related = []
    if home is not frame.module or not call.start <= span.start < call.end:
        related.append(Place(home.path, span, f"{bad} here"))
    return Finding(
        code=WhereNanGradient.code,
        name=WhereNanGradient.name,
        message=(
            f"the gradient is NaN wherever `{argument}` {bad}, although `{what}` is not selected "
            f"there: the sampler cannot go to such values, and `{run.model.function.name}` is "
            "fitted without them, or not at all"
        ),
        path=frame.module.path,
        span=Span(call.start, call.end),
        label="both branches are differentiated",
        related=tuple(related),
        help=("Guard the argument by a `where` of its own.",),
        fix=_fix(context, call, frame, found),
    )


def _fix(context: Context, call: Call, frame: Frame, found: Unguarded) -> Fix | None:
    condition, argument = call.arguments[0], found.argument
    inside = call.arguments[1].start <= argument.start and argument.end <= call.end
    if not inside or found.frame is not frame or condition.keyword:
        return None
    text = context.fix_context.layout(frame.module).text
    asked = text[condition.start : condition.end]
    kept = text[argument.start : argument.end]
    where = text[call.func.start : call.func.end]
    first, second = (kept, _HARMLESS) if found.selected else (_HARMLESS, kept)
    span = Span(argument.start, argument.end)
    edit = Edit(frame.module.path, span, f"{where}({asked}, {first}, {second})")
    return Fix(f"Guard `{short_source(argument)}`", Applicability.UNSAFE, (edit,))
