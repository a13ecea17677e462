from __future__ import annotations

import re
from collections.abc import Iterator

from nplint.facts.expressions import Attribute, Call, Name, Operation, short_source
from nplint.finding import Finding, Fix, Location
from nplint.fixes.local_name import local_name
from nplint.libraries.numpy_arrays import is_numpy_array
from nplint.rules.arrays.host_decisions import is_decided_by_python
from nplint.rules.base import Context, Rule
from nplint.semantic.values import BoundExpr, CallResult, External, Frame, Literal, Value


class NanComparison(Rule):
    """
    # nan-comparison (NPL714)

    ## What it finds
    `x == jnp.nan` and `x != jnp.nan`, with the NaN of JAX, NumPy, `math` or `float("nan")`.

    ## What happens
    NaN is equal to nothing, itself included: `==` is always false and `!=` always true. A mask
    for missing values made that way masks nothing: what stands in for them (zeros of
    `nan_to_num`, a mean) is taken for data, and nothing is raised, on any release.

    ## Example
    ```python
    def model(y):
        mu = numpyro.sample("mu", dist.Normal(0.0, 10.0))
        with handlers.mask(mask=y != jnp.nan):
            numpyro.sample("y", dist.Normal(mu, 1.0), obs=jnp.nan_to_num(y))
    ```

    ## Fix
    `jnp.isnan(y)`, or `~jnp.isnan(y)`. In the trace of a model `jnp` is used, also where the NaN
    was NumPy's, since `np.isnan` cannot take what JAX traces; but where Python itself has to know
    the answer, as in `if (y == np.nan).any():`, or the data are NumPy's for certain, it is
    `np.isnan`, since what `jnp` computes there is not known yet. Unsafe, as it changes the numbers.

    ## When it stays silent
    Comparisons of two NaNs, which show what NaN is; `in`, `is`; a name of which it is not known
    that it is NaN.
    """

    code = "NPL714"
    name = "nan-comparison"
    fixable = "unsafe"

    def check(self, context: Context) -> Iterator[Finding]:
        for module in context.program.looked_into:
            for comparison, scope in module.comparisons:
                if comparison.operator in ("==", "!="):
                    for frame in context.program.contexts.frames(scope):
                        yield from self._at_comparison(context, comparison, frame)

    def _at_comparison(
        self, context: Context, comparison: Operation, frame: Frame
    ) -> Iterator[Finding]:
        first, second = (BoundExpr(operand, frame) for operand in comparison.operands)
        first_is_nan, second_is_nan = _is_nan(context, first), _is_nan(context, second)
        if first_is_nan == second_is_nan:
            return
        nan, other = (first, second) if first_is_nan else (second, first)
        written = context.written(other.location)
        brief = len(written) <= 30 and "\n" not in written
        shown = written if brief else short_source(other.expr)
        always = "false" if comparison.operator == "==" else "true"
        yield self.finding(
            frame.locate(comparison),
            f"`{shown} {comparison.operator} {short_source(nan.expr)}` is always {always}, for NaN "
            "too: missing values are not found",
            label=f"always {always}",
            repair=_fix(context, comparison, other, nan),
            by_hand="Use `isnan`, of NumPy or of JAX",
        )


def _is_nan(context: Context, operand: BoundExpr) -> bool:
    return isinstance(operand.expr, (Name, Attribute, Call)) and context.values(operand).all(
        lambda value: _is_nan_value(context, value)
    )


def _is_nan_value(context: Context, value: Value) -> bool:
    if isinstance(value, External):
        module, _, name = value.name.rpartition(".")
        return module in ("jax.numpy", "numpy", "math") and name in ("nan", "NaN", "NAN")
    if isinstance(value, CallResult) and value.name == "builtins.float" and value.call.arguments:
        text = context.values(BoundExpr(value.call.arguments[0].value, value.frame))
        return any(isinstance(each, Literal) and str(each.value).lower() == "nan" for each in text)
    return False


def _fix(context: Context, comparison: Operation, other: BoundExpr, nan: BoundExpr) -> Fix | None:
    function = _isnan(context, comparison, other, nan)
    if function is None:
        return None
    negation = "~" if comparison.operator == "!=" else ""
    asked = f"{negation}{function}({context.written(other.location)})"
    at = nan.frame.locate(comparison)
    if not negation and _stands_alone(context, at):
        at = at.starting_at(at.start - 1).up_to(at.end + 1)
    return Fix.unsafe(f"Use `{function}`", at.replaced_by(asked))


def _stands_alone(context: Context, at: Location) -> bool:
    """Tell whether an expression stands in parentheses of its own, which a call does not need."""
    around = context.written(at.starting_at(max(at.start - 2, 0)).up_to(at.end + 1))
    return re.fullmatch(r"[^\w)\]]\(.*\)", around, re.DOTALL) is not None


def _isnan(context: Context, comparison: Operation, other: BoundExpr, nan: BoundExpr) -> str | None:
    """Return how ``isnan`` is written there: that of JAX in traces, but for what NumPy knows."""
    scope, place = nan.frame.scope, nan.expr.start
    in_jax, in_numpy = (local_name(f"{m}.isnan", scope, place) for m in ("jax.numpy", "numpy"))
    if context.program.is_traced(scope):
        if is_decided_by_python(comparison, scope):
            return in_numpy
        return in_numpy if in_numpy and _is_host_data(context, other) else in_jax
    if any(isinstance(v, External) and v.name.startswith("numpy.") for v in context.values(nan)):
        return in_numpy or in_jax
    return in_jax or in_numpy


def _is_host_data(context: Context, operand: BoundExpr) -> bool:
    """Tell whether an operand is an array of NumPy in each trace, and stays one.

    SVI may be stepped by a compiled function that is given the data, as may MCMC if told so.
    """
    program, scope = context.program, operand.frame.scope
    frames: list[Frame] = []
    for run in program.runs:
        entered = [each for each in program.sites(run).frames if each.scope is scope]
        if entered and (run.runner is None or not run.is_by("mcmc", "kernel")):
            return False
        if entered and run.runner and "jit_model_args" in context.arguments(run.runner):
            return False
        frames += entered
    return bool(frames) and all(
        context.values(BoundExpr(operand.expr, frame)).all(
            lambda value: is_numpy_array(program.evaluator, value)
        )
        for frame in frames
    )
