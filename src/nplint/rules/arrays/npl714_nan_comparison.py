from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Attribute, Call, Expr, Name, Operation, short_source
from nplint.facts.scopes import Scope
from nplint.finding import Applicability, Edit, Finding, Fix, Span
from nplint.fixes.local_name import local_name
from nplint.rules.base import Context, Rule
from nplint.semantic.values import CallResult, External, Literal, Value


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
    was NumPy's, since `np.isnan` cannot take tracers. Unsafe, as it changes the numbers.

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
                if comparison.operator not in ("==", "!="):
                    continue
                compared = _compared(context, comparison, scope)
                if compared is None:
                    continue
                other, nan = compared
                always = "false" if comparison.operator == "==" else "true"
                yield Finding(
                    code=self.code,
                    name=self.name,
                    message=(
                        f"`{_shown(context, other, scope)} {comparison.operator} {short_source(nan)}` "
                        f"is always {always}, for NaN too: missing values are not found"
                    ),
                    path=module.path,
                    span=Span(comparison.start, comparison.end),
                    label=f"always {always}",
                    fix=_fix(context, comparison, other, nan, scope),
                )


def _compared(context: Context, comparison: Operation, scope: Scope) -> tuple[Expr, Expr] | None:
    """What is compared with which NaN; None if neither operand is one, or both are."""
    first, second = comparison.operands
    first_is, second_is = (_is_nan(context, each, scope) for each in (first, second))
    if first_is == second_is:
        return None
    return (second, first) if first_is else (first, second)


def _is_nan(context: Context, expr: Expr, scope: Scope) -> bool:
    if not isinstance(expr, (Name, Attribute, Call)):
        return False
    program = context.program
    for frame in program.contexts.frames(scope):
        values = program.evaluator.values(expr, frame)
        if values and all(_is_nan_value(context, value) for value in values):
            return True
    return False


def _is_nan_value(context: Context, value: Value) -> bool:
    if isinstance(value, External):
        module, _, name = value.name.rpartition(".")
        return module in ("jax.numpy", "numpy", "math") and name in ("nan", "NaN", "NAN")
    if isinstance(value, CallResult) and value.name == "builtins.float" and value.call.arguments:
        text = context.program.evaluator.values(value.call.arguments[0].value, value.frame)
        return any(isinstance(t, Literal) and str(t.value).lower() == "nan" for t in text)
    return False


def _shown(context: Context, expr: Expr, scope: Scope) -> str:
    text = context.fix_context.layout(scope.module).text[expr.start : expr.end]
    return text if len(text) <= 30 and "\n" not in text else short_source(expr)


def _fix(
    context: Context, comparison: Operation, other: Expr, nan: Expr, scope: Scope
) -> Fix | None:
    function = _isnan(context, nan, scope)
    if function is None:
        return None
    text = context.fix_context.layout(scope.module).text[other.start : other.end]
    negation = "~" if comparison.operator == "!=" else ""
    edit = Edit(
        scope.module.path,
        Span(comparison.start, comparison.end),
        f"{negation}{function}({text})",
    )
    return Fix(f"Ask `{function}`", Applicability.UNSAFE, (edit,))


def _isnan(context: Context, nan: Expr, scope: Scope) -> str | None:
    program = context.program
    in_jax = local_name("jax.numpy.isnan", scope, nan.start)
    if scope.enclosing_scope.function in program.traced_functions:
        return in_jax
    for frame in program.contexts.frames(scope):
        for value in program.evaluator.values(nan, frame):
            if isinstance(value, External) and value.name.startswith("numpy."):
                return local_name("numpy.isnan", scope, nan.start) or in_jax
    return in_jax or local_name("numpy.isnan", scope, nan.start)
