from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.log_density import LogDensity
from nplint.facts.expressions import Call, short_source
from nplint.finding import Finding, Fix
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.arrays.gradients import Clamped, Gradients, Unguarded
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import Frame

# Where the guarded functions are fine.
_HARMLESS = "1.0"


class WhereNanGradient(TraceRule):
    """
    # where-nan-gradient (NPL705)

    ## What it finds
    `jnp.where(x > 0, jnp.sqrt(x), 0.0)` in a model, where `x` is computed from a latent site and
    can be negative; `jnp.sqrt(jnp.maximum(x, 0.0))` of the like, or with `clip`; and
    `jnp.where(n > 0, x / n, 0.0)`, where `n` is data that the condition expects to be zero.

    ## What happens
    The value is right and its gradient is NaN: both branches are differentiated, and that of the
    one that is not selected is multiplied by zero. So is the infinite derivative that a root has at
    zero, where its argument is clamped. HMC and NUTS take each such point for a divergence and
    never go there, so that the posterior ends where the condition turns false; or they find no
    valid initial parameters; SVI gets NaN params. Only the last two are noticed, on all releases.
    Measured with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

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
    The kernel takes no gradients (`SA`, `AIES`, `ESS`); the argument is guarded, as by another
    `jnp.where`, by `jax.nn.relu`, or by `jnp.maximum` or `jnp.clip` with a bound above zero, or is
    positive by its prior; the condition is about something else; the result goes into a
    deterministic site alone; the derivative is written by hand (`jax.custom_jvp`); `log`, unless
    its value has a part in the gradient, as in `jnp.log(x) ** 2`: the derivative of `jnp.log` alone
    is a number below zero.

    ## References
    https://docs.jax.dev/en/latest/faq.html#gradients-contain-nan-where-using-where
    """

    code = "NPL705"
    name = "where-nan-gradient"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if run.role != "model" or run.is_by("predictive") or not run.uses_gradients:
            return
        program = context.program
        gradients = program.analysis(Gradients)
        for frame in trace.frames:
            for call in program.index.calls_in(frame.scope):
                found = gradients.unguarded(call, frame)
                if found is not None and call in program.analysis(LogDensity).calls(run):
                    yield self._finding(context, run, call, frame, found)
        for site in trace.sites:
            given = site.arguments.get("fn") or site.arguments.get("log_factor")
            if given is not None and site.reaches_run and not site.weightless:
                for clamped in gradients.clamped(given):
                    yield self._of_clamped(context, run, clamped)

    def _of_clamped(self, context: Context, run: Run, found: Clamped) -> Finding:
        inner = " ".join(context.written(found.inner.location).split())
        at = found.argument.location
        clamp = " ".join(context.written(at).split())
        return self.finding(
            at,
            f"the gradient is NaN wherever `{inner}` is negative: `{clamp}` is zero there, and "
            f"`{_shown(found.what, '0')}` has an infinite derivative, which times zero is NaN: the "
            f"sampler cannot go to such values, and {run.model_name} is fitted without them, or "
            "not at all",
            label="zero, wherever it is clamped",
            notes=[
                "Give a bound above zero, or take the root of `jnp.where(ok, x, 1.0)` and select "
                "its result by another `jnp.where`."
            ],
        )

    def _finding(
        self, context: Context, run: Run, call: Call, frame: Frame, found: Unguarded
    ) -> Finding:
        at, guarded = frame.locate(call), found.argument.location
        written = " ".join(context.written(guarded).split())
        argument = written if len(written) <= 30 else short_source(found.argument.expr)
        bad = "is zero" if found.at_zero else "is negative"
        return self.finding(
            at,
            f"the gradient is NaN wherever `{argument}` {bad}, although "
            f"`{_shown(found.what, argument)}` is not selected there: the sampler cannot go to "
            f"such values, and {run.model_name} is fitted without them, or not at all",
            label="both branches are differentiated",
            related=[] if at.contains(guarded) else [guarded.labelled(f"{bad} here")],
            repair=_fix(context, call, frame, found),
            notes=[
                "Guard the argument by a `where` of its own: "
                "`jnp.where(ok, f(jnp.where(ok, x, 1.0)), 0.0)`."
            ],
        )


def _shown(function: str, argument: str) -> str:
    """Return a function at an argument, as a message shows it."""
    if function == "/":
        return f"1 / {argument}"
    if function == "**":
        return "0 ** …" if argument == "0" else f"({argument}) ** …"
    return f"{function}({argument})"


def _fix(context: Context, call: Call, frame: Frame, found: Unguarded) -> Fix | None:
    condition, argument = call.arguments[0], found.argument
    branches = frame.locate(call).starting_at(call.arguments[1].start)
    if argument.frame is not frame or condition.keyword or not branches.contains(argument.location):
        return None
    where, asked = (context.written(frame.locate(each)) for each in (call.func, condition))
    kept = context.written(argument.location)
    first, second = (kept, _HARMLESS) if found.selected else (_HARMLESS, kept)
    return Fix.unsafe(
        f"Guard `{short_source(argument.expr)}`",
        argument.location.replaced_by(f"{where}({asked}, {first}, {second})"),
    )
